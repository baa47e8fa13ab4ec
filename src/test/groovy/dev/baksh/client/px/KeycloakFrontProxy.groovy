package dev.baksh.client.px

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.exchange.FaultyHttpServer

import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/**
 * Proxy in front of a real Keycloak: {@code /auth} is passed through, and the two lists of the console's backend are
 * built from Keycloak's roles and users, so that their ids are real.
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
        server.handler = { FaultyHttpServer.Request request -> respond(request) }
    }

    /** Sends a request as Keycloak's administrator. */
    Object adminRequest(String method, String path, Object body = null) {
        HttpResponse<String> response = forward(method, "/auth/admin/realms/$realm/$path",
            [authorization: "Bearer ${keycloak.adminToken()}".toString()], body == null ? '' : new ObjectMapper().writeValueAsString(body))
        assert response.statusCode() < 300: response.body()
        response.body() ? new ObjectMapper().readValue(response.body(), Object) : null
    }

    private FaultyHttpServer.ResponseWriter respond(FaultyHttpServer.Request request) {
        if (request.methodAndPath.endsWith('/backend/api/pxBackup/rbac/roles/list'))
            return envelope(adminRequest('GET', 'roles').collect { [metadata: [name: it.name, uid: it.id, org_id: 'default'], rules: [], role_id: it.id] })
        if (request.methodAndPath.endsWith('/backend/api/pxBackup/rbac/users/list'))
            return envelope(adminRequest('GET', 'users').collect { [id: it.id, username: it.username] })
        String path = request.requestLine.split(' ')[1]
        HttpResponse<String> response = forward(request.methodAndPath.split(' ')[0], path,
            request.headers.subMap(['authorization', 'content-type', 'accept']).findAll { it.value }, request.body)
        FaultyHttpServer.json(response.statusCode(), response.body())
    }

    private HttpResponse<String> forward(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(keycloak.url + path))
            .method(method, body ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
        headers.each { name, value -> builder.header(name, value) }
        if (body && !headers['content-type']) builder.header('content-type', 'application/json')
        http.send(builder.build(), HttpResponse.BodyHandlers.ofString())
    }

    private static FaultyHttpServer.ResponseWriter envelope(List rows) {
        FaultyHttpServer.json(200, new ObjectMapper().writeValueAsString([SUCCESS: true, SUCCESSMESSAGE: 'Fetched', DATA: [
            current_page: 1, last_page: 1, per_page: 100, total: rows.size(), from: 0, to: rows.size(), data: rows]]))
    }

    @Override
    void close() {
        server.close()
    }
}
