package dev.baksh.sandbox

import com.fasterxml.jackson.databind.ObjectMapper

import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/** HTTP client for a sandbox that uses the JDK's client, not the product's. */
class SandboxHttpClient {
    static class Response {
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
    final URI baseUrl
    String token
    String accept

    SandboxHttpClient(URI baseUrl) {
        this.baseUrl = baseUrl
    }

    Response get(String path) {
        return send('GET', path, null, null)
    }

    Response post(String path, Object body = null) {
        return send('POST', path, toJson(body), 'application/json')
    }

    Response put(String path, Object body) {
        return send('PUT', path, toJson(body), 'application/json')
    }

    Response delete(String path) {
        return send('DELETE', path, null, null)
    }

    Response postForm(String path, Map<String, String> fields, Map<String, String> headers = [:]) {
        final String text = fields.collect { k, v -> k + '=' + URLEncoder.encode(v, 'UTF-8') }.join('&')
        return send('POST', path, text, 'application/x-www-form-urlencoded', headers)
    }

    Response send(String method, String path, String body, String type, Map<String, String> headers = [:]) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl.toString() + path))
        request.method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
        if (body != null && type) request.header('Content-Type', type)
        if (token && !headers.Authorization) request.header('Authorization', 'Bearer ' + token)
        if (accept) request.header('Accept', accept)
        headers.each { name, value -> request.header(name, value) }
        final HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
        return new Response(status: response.statusCode(), headers: response.headers().map(), text: response.body())
    }

    /** Obtains N2WS tokens by API key; later requests use them. */
    SandboxHttpClient withKey(String key) {
        token = post('/api/token/obtain/api_key/', [api_key: key]).json.access
        return this
    }

    /** Obtains Keycloak tokens by password; later requests use them. */
    SandboxHttpClient withPassword(String user, String password) {
        token = postForm('/auth/realms/master/protocol/openid-connect/token',
            [grant_type: 'password', client_id: 'pxcentral', username: user, password: password]).json.access_token
        return this
    }

    private static String toJson(Object body) {
        return body == null || body instanceof String ? body : new ObjectMapper().writeValueAsString(body)
    }
}
