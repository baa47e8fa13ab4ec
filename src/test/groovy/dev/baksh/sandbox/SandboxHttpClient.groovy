package dev.baksh.sandbox

import com.fasterxml.jackson.databind.ObjectMapper

import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/** Talks to a sandbox with the JDK's client alone, never with the product's. */
class SandboxHttpClient {
    static class Reply {
        int status
        Map<String, List<String>> headers
        String text

        Object getJson() {
            return new ObjectMapper().readValue(text, Object)
        }

        String header(String name) {
            return headers.find { it.key.equalsIgnoreCase(name) }?.value?.first()
        }
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
    final URI base
    String token
    String accept

    SandboxHttpClient(URI base) {
        this.base = base
    }

    Reply get(String path) {
        return send('GET', path, null, null)
    }

    Reply post(String path, Object body = null) {
        return send('POST', path, json(body), 'application/json')
    }

    Reply put(String path, Object body) {
        return send('PUT', path, json(body), 'application/json')
    }

    Reply delete(String path) {
        return send('DELETE', path, null, null)
    }

    Reply form(String path, Map<String, String> fields, Map<String, String> headers = [:]) {
        final String text = fields.collect { k, v -> k + '=' + URLEncoder.encode(v, 'UTF-8') }.join('&')
        return send('POST', path, text, 'application/x-www-form-urlencoded', headers)
    }

    Reply send(String method, String path, String body, String type, Map<String, String> headers = [:]) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base.toString() + path))
        request.method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
        if (body != null && type) request.header('Content-Type', type)
        if (token && !headers.Authorization) request.header('Authorization', 'Bearer ' + token)
        if (accept) request.header('Accept', accept)
        headers.each { name, value -> request.header(name, value) }
        final HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
        return new Reply(status: answer.statusCode(), headers: answer.headers().map(), text: answer.body())
    }

    /** Obtains N2WS tokens by key and uses them from now on. */
    SandboxHttpClient withKey(String key) {
        token = post('/api/token/obtain/api_key/', [api_key: key]).json.access
        return this
    }

    /** Obtains Keycloak tokens by password and uses them from now on. */
    SandboxHttpClient withPassword(String user, String password) {
        token = form('/auth/realms/master/protocol/openid-connect/token',
            [grant_type: 'password', client_id: 'pxcentral', username: user, password: password]).json.access_token
        return this
    }

    private static String json(Object body) {
        return body == null || body instanceof String ? body : new ObjectMapper().writeValueAsString(body)
    }
}
