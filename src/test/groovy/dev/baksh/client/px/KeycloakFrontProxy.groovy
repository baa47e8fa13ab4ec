package dev.baksh.client.px

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.exchange.FaultyHttpServer

import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/**
 * What stands before a real Keycloak in the product: {@code /auth} goes through to it, and the two lists of the console's
 * backend are made of its own roles and users, so that their ids are the real ones.
 */
class KeycloakFrontProxy implements AutoCloseable {
    @Delegate(includes = ['getUrl', 'getRequests'])
    private final FaultyHttpServer server = new FaultyHttpServer()
    private final HttpClient http = HttpClient.newHttpClient()
    private final KeycloakServer keycloak
    private final String realm

    KeycloakFrontProxy(KeycloakServer keycloak, String realm) {
        this.keycloak = keycloak
        this.realm = realm
        server.handler = { FaultyHttpServer.Request request -> reply(request) }
    }

    /** As Keycloak's own administrator. */
    Object ask(String method, String path, Object body = null) {
        HttpResponse<String> answer = send(method, "/auth/admin/realms/$realm/$path",
            [authorization: "Bearer ${keycloak.rootToken()}".toString()], body == null ? '' : new ObjectMapper().writeValueAsString(body))
        assert answer.statusCode() < 300: answer.body()
        answer.body() ? new ObjectMapper().readValue(answer.body(), Object) : null
    }

    private FaultyHttpServer.Reply reply(FaultyHttpServer.Request request) {
        if (request.target.endsWith('/backend/api/pxBackup/rbac/roles/list'))
            return envelope(ask('GET', 'roles').collect { [metadata: [name: it.name, uid: it.id, org_id: 'default'], rules: [], role_id: it.id] })
        if (request.target.endsWith('/backend/api/pxBackup/rbac/users/list'))
            return envelope(ask('GET', 'users').collect { [id: it.id, username: it.username] })
        String path = request.line.split(' ')[1]
        HttpResponse<String> answer = send(request.target.split(' ')[0], path,
            request.headers.subMap(['authorization', 'content-type', 'accept']).findAll { it.value }, request.body)
        FaultyHttpServer.json(answer.statusCode(), answer.body())
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(keycloak.url + path))
            .method(method, body ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
        headers.each { name, value -> builder.header(name, value) }
        if (body && !headers['content-type']) builder.header('content-type', 'application/json')
        http.send(builder.build(), HttpResponse.BodyHandlers.ofString())
    }

    private static FaultyHttpServer.Reply envelope(List rows) {
        FaultyHttpServer.json(200, new ObjectMapper().writeValueAsString([SUCCESS: true, SUCCESSMESSAGE: 'Fetched', DATA: [
            current_page: 1, last_page: 1, per_page: 100, total: rows.size(), from: 0, to: rows.size(), data: rows]]))
    }

    @Override
    void close() {
        server.close()
    }
}
