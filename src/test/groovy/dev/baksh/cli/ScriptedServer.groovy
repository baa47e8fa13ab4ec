package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer

/**
 * A server of shapes that the sandbox does not have: a closure gives the answer to a method and a target. Tokens are given to
 * whoever asks. A list of two, of which the first is a number, is a status and a body; null is a 404; a text stands as it is.
 */
class ScriptedServer implements Closeable {
    /** What came, without the requests for tokens: method and target. */
    final List<String> requestLines = [].asSynchronized()

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.loopbackAddress, 0), 0)
    private final Closure responder

    ScriptedServer(Closure responder) {
        this.responder = responder
        server.createContext('/') { HttpExchange exchange -> serve(exchange) }
        server.start()
    }

    String getUrl() {
        "http://127.0.0.1:${server.address.port}"
    }

    /** In place of the sandbox's servers. */
    Map<String, String> getEnvironment() {
        [BAKSH_N2WS_URL: url, BAKSH_PX_URL: url, BAKSH_PX_GATEWAY_URL: url]
    }

    private void serve(HttpExchange exchange) {
        final String target = exchange.requestURI.toString()
        exchange.requestBody.bytes
        if (target.contains('/token')) {
            send(exchange, 200, [access: 'opaque', refresh: 'other', access_token: 'opaque', expires_in: 300, token_type: 'Bearer'])
            return
        }
        requestLines << "$exchange.requestMethod $target".toString()
        final Object response = responder.call(exchange.requestMethod, target)
        final boolean hasStatus = response instanceof List && response.size() == 2 && response[0] instanceof Integer
        if (hasStatus) send(exchange, response[0], response[1])
        else send(exchange, response == null ? 404 : 200, response)
    }

    private static void send(HttpExchange exchange, int hasStatus, Object body) {
        final byte[] bytes = (body instanceof CharSequence ? body.toString() : new ObjectMapper().writeValueAsString(body)).getBytes('UTF-8')
        exchange.responseHeaders.add('Content-Type', 'application/json')
        exchange.sendResponseHeaders(hasStatus, hasStatus == 204 ? -1 : bytes.length ?: -1)
        if (hasStatus != 204 && bytes.length) exchange.responseBody.write(bytes)
        exchange.close()
    }

    @Override
    void close() {
        server.stop(0)
    }
}
