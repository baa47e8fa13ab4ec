package dev.baksh.client.exchange

import groovy.transform.CompileStatic

import java.lang.reflect.UndeclaredThrowableException
import java.util.concurrent.CountDownLatch

/** Raw HTTP server on loopback: reads and counts a request, then sends a response or a fault; one connection per request. */
@CompileStatic
class FaultyHttpServer implements AutoCloseable {
    /** Response to a request that was read from a connection. */
    interface ResponseWriter {
        void writeTo(Socket socket)
    }

    static class Request {
        String requestLine
        Map<String, String> headers = [:]
        String body

        /** Method and path, without the query. */
        String getMethodAndPath() { requestLine.replaceAll(/ HTTP.*|\?.*/, '') }

        /** The query, decoded. */
        Map<String, String> getQuery() {
            final int queryStart = requestLine.indexOf('?')
            if (queryStart < 0) return [:]
            final Map<String, String> query = [:]
            requestLine.substring(queryStart + 1).replaceAll(/ HTTP.*/, '').split('&').each { String pair ->
                query[pair.substring(0, pair.indexOf('='))] = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), 'UTF-8')
            }
            return query
        }
    }

    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getByName('127.0.0.1'))
    private final List<Request> requests = Collections.synchronizedList([])
    private final List<ResponseWriter> queuedResponses = Collections.synchronizedList([])
    private final CountDownLatch closed = new CountDownLatch(1)
    private volatile ResponseWriter defaultResponse = json(200, '{}')

    /** Chooses the response by the request, in place of {@link #answers}. */
    volatile Closure<ResponseWriter> handler

    FaultyHttpServer() {
        Thread.startDaemon('fault-server') {
            while (!server.closed) {
                try {
                    final Socket socket = server.accept()
                    Thread.startDaemon('fault-connection') { serveConnection(socket) }
                } catch (SocketException ignored) {
                    // The socket is closed: the loop ends.
                }
            }
        }
    }

    URI getUrl() { URI.create("http://127.0.0.1:${server.localPort}") }

    List<Request> getRequests() { new ArrayList<>(requests) }

    List<String> getRequestLines() { getRequests()*.requestLine }

    /** Responses to the next requests, in this order; the last response repeats. */
    void respondWith(ResponseWriter... responses) {
        queuedResponses.clear()
        queuedResponses.addAll(responses.toList())
        defaultResponse = responses.last()
    }

    private void serveConnection(Socket socket) {
        try (socket) {
            final Request request = readRequest(new BufferedInputStream(socket.inputStream, 1 << 16))
            if (request == null) return
            final ResponseWriter response
            synchronized (queuedResponses) {
                requests << request
                response = handler != null ? handler.call(request) : queuedResponses.empty ? defaultResponse : queuedResponses.remove(0)
            }
            response.writeTo(socket)
        } catch (IOException | UndeclaredThrowableException ignored) {
            // The client closed the connection; a closure that is a Reply wraps its exceptions.
        }
    }

    private static Request readRequest(InputStream input) {
        final Request request = new Request(requestLine: requestLine(input))
        if (!request.requestLine) return null
        for (String header = requestLine(input); header; header = requestLine(input)) {
            final int colon = header.indexOf(':')
            request.headers[header.substring(0, colon).toLowerCase()] = header.substring(colon + 1).trim()
        }
        final int length = (request.headers['content-length'] ?: '0') as int
        request.body = new String(input.readNBytes(length), 'UTF-8')
        return request
    }

    private static String requestLine(InputStream input) {
        final StringBuilder text = new StringBuilder()
        for (int c = input.read(); c >= 0 && c != ('\n' as char); c = input.read()) text.append((char) c)
        return text.toString().trim()
    }

    static ResponseWriter json(Map<String, String> headers = [:], int status, String body) {
        return raw(head(status, ['Content-Type': 'application/json', 'Content-Length': body.getBytes('UTF-8').length as String] + headers) + body)
    }

    static ResponseWriter html(int status) {
        return raw(head(status, ['Content-Type': 'text/html', 'Content-Length': '13']) + '<html></html>')
    }

    static ResponseWriter raw(String text) {
        return raw(text.getBytes('UTF-8'))
    }

    static ResponseWriter raw(byte[] bytes) {
        return { Socket socket ->
            socket.outputStream.write(bytes)
            socket.outputStream.flush()
        } as ResponseWriter
    }

    static String head(int status, Map<String, String> headers) {
        return "HTTP/1.1 $status Words\r\nConnection: close\r\n" + headers.collect { name, value -> "$name: $value\r\n" }.join('') + '\r\n'
    }

    static ResponseWriter closeConnection() {
        return { Socket socket -> } as ResponseWriter
    }

    static ResponseWriter resetConnection() {
        return { Socket socket ->
            socket.setSoLinger(true, 0)
            socket.close()
        } as ResponseWriter
    }

    /** Sends a byte at an interval, without end. */
    ResponseWriter trickle() {
        return { Socket socket ->
            socket.outputStream.write(head(200, ['Content-Type': 'application/json', 'Content-Length': '100000']).bytes)
            while (!closed.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                socket.outputStream.write(32)
                socket.outputStream.flush()
            }
        } as ResponseWriter
    }

    /** Sends the head of a response and a part of the body, and then nothing; without a head, sends nothing. */
    ResponseWriter stall(boolean sendsHead) {
        return { Socket socket ->
            if (sendsHead) socket.outputStream.write((head(200, ['Content-Type': 'application/json', 'Content-Length': '9']) + '{').bytes)
            socket.outputStream.flush()
            closed.await()
        } as ResponseWriter
    }

    @Override
    void close() {
        closed.countDown()
        server.close()
    }
}
