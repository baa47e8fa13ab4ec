package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicIntegerArray

/**
 * Fault proxy: raw sockets in front of a sandbox, which has the state. A seed selects the fault of each request. The
 * proxy records each executed request with the response of the server, also if the client gets another response.
 */
@CompileStatic
class FaultProxy implements AutoCloseable {
    /** Request that the sandbox has executed with success. */
    static class ExecutedRequest {
        String method
        String path
        String body
        String response
    }

    /** Percentage of writes, and of other requests, that meet a fault. */
    volatile int writeFaultPercent = 0
    volatile int readFaultPercent = 0
    /** Chooses the fault of a write instead of the random generator; may be null. */
    volatile Closure<ProxyFault> writeFaultChooser
    /** Called with the name of each stage of a write before the stage continues; see {@link CrashRecoverySoak}. */
    volatile Closure<?> onStage = { String stage -> }

    /** Receives the delayed actions; null runs them after {@link #lateMillis} in real time. */
    volatile Closure<?> lateActionSink

    /** In real time. */
    int stallMillis = 400
    int lateMillis = 800

    final List<ExecutedRequest> executedRequests = Collections.synchronizedList([])
    final AtomicIntegerArray faultCounts = new AtomicIntegerArray(ProxyFault.values().length)

    private final URI target
    private final Random random
    private final CountDownLatch closed = new CountDownLatch(1)
    private final Set<Socket> openSockets = ConcurrentHashMap.newKeySet()
    private final Map<String, byte[]> lastResponses = new ConcurrentHashMap<>()
    private final int port
    private volatile ServerSocket server

    FaultProxy(URI target, long seed) {
        this.target = target
        this.random = new Random(seed)
        this.server = openListener(0)
        this.port = server.localPort
        Thread.startDaemon('fault-proxy') { accept() }
    }

    URI getUrl() { URI.create("http://127.0.0.1:$port") }

    private final AtomicInteger requestCount = new AtomicInteger()

    /** Number of requests so far. */
    int getRequestCount() { requestCount.get() }

    /** Number of injected faults so far. */
    int getFaultCount() { (int) (0..<faultCounts.length()).sum { int i -> faultCounts.get(i) } }

    private static ServerSocket openListener(int port) {
        final ServerSocket socket = new ServerSocket()
        socket.reuseAddress = true
        socket.bind(new InetSocketAddress('127.0.0.1', port), 200)
        return socket
    }

    private void accept() {
        while (closed.count > 0) {
            try {
                final Socket socket = server.accept()
                openSockets << socket
                Thread.startDaemon('fault-proxy-connection') { serveConnection(socket) }
            } catch (SocketException ignored) {
                TimeUnit.MILLISECONDS.sleep(2) // Closed for a short time or finally; the loop condition decides.
            }
        }
    }

    private void serveConnection(Socket socket) {
        try (socket) {
            socket.tcpNoDelay = true
            final InputStream input = new BufferedInputStream(socket.inputStream)
            while (serveRequest(socket, input)) { }
        } catch (IOException ignored) {
            // The client or the server has disconnected, which is expected.
        } finally {
            openSockets.remove(socket)
        }
    }

    private boolean serveRequest(Socket socket, InputStream input) {
        final ProxiedRequest request = ProxiedRequest.head(input)
        if (request == null) return false
        requestCount.incrementAndGet()
        final boolean token = request.path.contains('/token')
        final boolean write = !token && request.method != 'GET'
        if (write) onStage.call('head')
        final ProxyFault fault = chooseFault(request, write)
        if (fault != null) faultCounts.incrementAndGet(fault.ordinal())
        if (fault == ProxyFault.STALL_BEFORE_READING) waitMillis(stallMillis)
        if (fault in [ProxyFault.CLOSE_AT_ACCEPT, ProxyFault.STALL_BEFORE_READING, ProxyFault.CLOSE_IN_BODY]) return false
        request.readBody(input)
        if (write) onStage.call('body')
        final OutputStream out = socket.outputStream
        switch (fault) {
            case ProxyFault.CLOSE_BEFORE: return false
            case ProxyFault.EXECUTE_LATE:
                if (lateActionSink != null) lateActionSink.call { forward(request, write) }
                else Thread.startDaemon('fault-proxy-late') {
                    waitMillis(lateMillis)
                    forward(request, write)
                }
                return false
            case ProxyFault.HTML_502: return respond(out, 502, 'text/html', '<html>502</html>')
            case ProxyFault.FAIL_BEFORE: return respond(out, 500, 'text/html', '<html>500</html>')
            case ProxyFault.UNAVAILABLE: return respond(out, 503, 'text/html', '')
            case ProxyFault.RETRY_AFTER:
                return respond(out, 503, 'text/html', '', 'Retry-After: ' + ['0', '1', 'Wed, 04 Mar 2020 05:06:37 GMT', 'soon', '1000000000'][randomInt(5)])
            case ProxyFault.TOO_MANY_REQUESTS: return respond(out, 429, 'application/json', '{}', 'Retry-After: ' + randomInt(3))
            case ProxyFault.UNAUTHORIZED: return respond(out, 401, 'application/json', '{}')
            case ProxyFault.FORBIDDEN: return respond(out, 403, 'application/json', '{}')
            case ProxyFault.REDIRECT: return respond(out, 307, 'text/html', '', 'Location: http://127.0.0.1:1/other')
        }
        byte[] response = forward(request, write)
        if (response.length == 0) return false
        if (write) onStage.call('executed')
        final int body = bodyOffset(response)
        final byte[] head = Arrays.copyOf(response, body)
        switch (fault) {
            case ProxyFault.CLOSE_AFTER: return false
            case ProxyFault.RESET_AFTER:
                socket.setSoLinger(true, 0)
                return false
            case ProxyFault.STALL_AFTER:
                waitMillis(stallMillis)
                return false
            case ProxyFault.STALL_IN_RESPONSE:
                send(out, head)
                waitMillis(stallMillis)
                return false
            case ProxyFault.SLOW_BODY:
                send(out, head)
                for (int i = body; i < Math.min(response.length - 1, body + 10); i++) {
                    send(out, [response[i]] as byte[])
                    waitMillis(20)
                }
                return false
            case ProxyFault.TRUNCATE:
                send(out, Arrays.copyOf(response, body + (response.length - body).intdiv(2)))
                return false
            case ProxyFault.BAD_CHUNK:
                send(out, 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'.bytes)
                return false
            case ProxyFault.WRONG_LENGTH:
                final String text = new String(head, 'ISO-8859-1').replaceFirst(/(?i)content-length: \d+/, 'Content-Length: ' + Math.max(1, response.length - body - 1))
                send(out, text.getBytes('ISO-8859-1'))
                send(out, Arrays.copyOfRange(response, body, response.length))
                return false
            case ProxyFault.GARBAGE:
                send(out, 'garbage\r\n\r\n'.bytes)
                return false
            case ProxyFault.HTML_200: return respond(out, 200, 'text/html', '<html>Sign in</html>')
            case ProxyFault.FAIL_AFTER: return respond(out, 500, 'text/html', '<html>500</html>')
            case ProxyFault.TIMEOUT_AFTER: return respond(out, 408, 'text/html', '')
            case ProxyFault.UNAUTHORIZED_AFTER: return respond(out, 401, 'application/json', '{}')
            case ProxyFault.TOO_MANY_REQUESTS_AFTER: return respond(out, 429, 'application/json', '{}', 'Retry-After: ' + randomInt(3))
            case ProxyFault.WRONG_DATE:
                response = new String(response, 'ISO-8859-1').replaceFirst(/Date: \w{3}, (\d\d)/, 'Date: Mon, 01').getBytes('ISO-8859-1')
                break
            case ProxyFault.DUPLICATE_RESPONSE:
                send(out, response)
                break
            case ProxyFault.STALE_RESPONSE:
                response = lastResponses.getOrDefault(request.line, response)
                break
            case ProxyFault.ROW_MISSING:
                response = dropLastRow(response)
        }
        if (request.method == 'GET') lastResponses.put(request.line, response)
        if (write) {
            send(out, Arrays.copyOf(response, body))
            onStage.call('response head')
            send(out, Arrays.copyOfRange(response, body, response.length))
        } else send(out, response)
        if (fault in [ProxyFault.REFUSE_CONNECTIONS, ProxyFault.RESTART]) stopListening(fault == ProxyFault.RESTART)
        return fault == null
    }

    private ProxyFault chooseFault(ProxiedRequest request, boolean write) {
        if (write && writeFaultChooser != null) return writeFaultChooser.call(request.method, request.path)
        final int percent = write ? writeFaultPercent : readFaultPercent
        synchronized (random) {
            if (random.nextInt(100) >= percent) return null
            final List<ProxyFault> candidates = write ? ProxyFault.WRITE_FAULTS : ProxyFault.READ_FAULTS
            return candidates[random.nextInt(candidates.size())]
        }
    }

    private int randomInt(int bound) {
        synchronized (random) { return random.nextInt(bound) }
    }

    /** Forwards the request and records a successful write. */
    private byte[] forward(ProxiedRequest request, boolean write) {
        try (Socket socket = new Socket(target.host, target.port)) {
            request.writeTo(socket.outputStream)
            final byte[] response = socket.inputStream.readAllBytes()
            final String text = new String(response, 'UTF-8')
            if (write && text.length() > 12 && text.charAt(9) == ('2' as char)) {
                executedRequests << new ExecutedRequest(method: request.method, path: request.path, body: new String(request.body, 'UTF-8'), response: text.substring(text.indexOf('\r\n\r\n') + 4))
            }
            return text.replaceFirst(/(?i)\r\nConnection: close/, '').getBytes('UTF-8')
        }
    }

    private void stopListening(boolean closeSockets) {
        server.close()
        if (closeSockets) openSockets.each { Socket socket -> socket.close() }
        waitMillis(150)
        while (closed.count > 0) {
            try {
                server = openListener(port)
                return
            } catch (BindException ignored) {
                waitMillis(50) // A connection of another process uses the port for the moment.
            }
        }
    }

    /** Waits without sleep, so that close() ends the wait. */
    private void waitMillis(int millis) {
        closed.await(millis, TimeUnit.MILLISECONDS)
    }

    private static byte[] dropLastRow(byte[] response) {
        final String text = new String(response, 'UTF-8')
        final int end = text.lastIndexOf('},{')
        if (end < 0 || !text.contains('"results"')) return response
        final String body = text.substring(text.indexOf('\r\n\r\n') + 4, end) + '}]}'
        return ('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ' + body.getBytes('UTF-8').length + '\r\n\r\n' + body).getBytes('UTF-8')
    }

    private static int bodyOffset(byte[] response) {
        return new String(response, 'ISO-8859-1').indexOf('\r\n\r\n') + 4
    }

    private static void send(OutputStream out, byte[] bytes) {
        out.write(bytes)
        out.flush()
    }

    private static boolean respond(OutputStream out, int status, String type, String body, String header = 'X-Fault: 1') {
        send(out, "HTTP/1.1 $status Words\r\nContent-Type: $type\r\n$header\r\nContent-Length: ${body.length()}\r\n\r\n$body".toString().bytes)
        return true
    }

    @Override
    void close() {
        closed.countDown()
        server.close()
        openSockets.each { Socket socket -> socket.close() }
    }

    /** Request as received. */
    private static class ProxiedRequest {
        String line
        byte[] head
        int length
        byte[] body = new byte[0]

        static ProxiedRequest head(InputStream input) {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream()
            int matched = 0
            while (matched < 4) {
                final int b = input.read()
                if (b < 0) return null
                bytes.write(b)
                matched = b == ('\r\n\r\n' as String).charAt(matched) ? matched + 1 : b == 13 ? 1 : 0
            }
            final String text = bytes.toString('ISO-8859-1')
            final String length = text.find(/(?i)content-length: (\d+)/) { List<String> it -> it[1] }
            return new ProxiedRequest(line: text.readLines()[0], head: bytes.toByteArray(), length: (length ?: '0') as int)
        }

        String getMethod() { line.substring(0, line.indexOf(' ')) }

        String getPath() { line.split(' ')[1].replaceAll(/\?.*/, '') }

        void readBody(InputStream input) {
            body = input.readNBytes(length)
            if (body.length < length) throw new EOFException()
        }

        void writeTo(OutputStream out) {
            final String text = new String(head, 'ISO-8859-1').replaceAll(/(?i)\r\nConnection: [^\r]*/, '')
            out.write(text.replaceFirst(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n').getBytes('ISO-8859-1'))
            out.write(body)
            out.flush()
        }
    }
}
