package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicIntegerArray

/**
 * The fault server: raw sockets in front of a sandbox, which keeps the state. What goes wrong with a request is drawn from
 * a seed; what was carried out is on record with the server's answer, whatever the client was told.
 */
@CompileStatic
class FaultProxy implements AutoCloseable {
    /** A request that the sandbox has carried out well. */
    static class Commit {
        String method
        String path
        String body
        String answer
    }

    /** How often something goes wrong, in percent, with writes and with all else. */
    volatile int writes = 0
    volatile int reads = 0
    /** Tells what happens to a write in place of the dice, or null. */
    volatile Closure<ProxyFault> scripted
    /** Called with the name of a point in a write's course, before it goes on; see {@link CrashRecoveryTest}. */
    volatile Closure<?> at = { String point -> }

    /** Gets what is to be carried out late, in place of {@link #late} in real time. */
    volatile Closure<?> later

    /** In real time. */
    int stall = 400
    int late = 800

    final List<Commit> commits = Collections.synchronizedList([])
    final AtomicIntegerArray drawn = new AtomicIntegerArray(ProxyFault.values().length)

    private final URI target
    private final Random random
    private final CountDownLatch closed = new CountDownLatch(1)
    private final Set<Socket> open = ConcurrentHashMap.newKeySet()
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>()
    private final int port
    private volatile ServerSocket server

    FaultProxy(URI target, long seed) {
        this.target = target
        this.random = new Random(seed)
        this.server = listener(0)
        this.port = server.localPort
        Thread.startDaemon('fault-proxy') { accept() }
    }

    URI getUrl() { URI.create("http://127.0.0.1:$port") }

    private final AtomicInteger asked = new AtomicInteger()

    /** So many requests came so far. */
    int getRequests() { asked.get() }

    /** So many things went wrong so far. */
    int getFaults() { (int) (0..<drawn.length()).sum { int i -> drawn.get(i) } }

    private static ServerSocket listener(int port) {
        final ServerSocket socket = new ServerSocket()
        socket.reuseAddress = true
        socket.bind(new InetSocketAddress('127.0.0.1', port), 200)
        return socket
    }

    private void accept() {
        while (closed.count > 0) {
            try {
                final Socket socket = server.accept()
                open << socket
                Thread.startDaemon('fault-proxy-connection') { talk(socket) }
            } catch (SocketException ignored) {
                TimeUnit.MILLISECONDS.sleep(2) // Closed for a moment, or for good: the loop's condition tells.
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.tcpNoDelay = true
            final InputStream input = new BufferedInputStream(socket.inputStream)
            while (serve(socket, input)) { }
        } catch (IOException ignored) {
            // Either side went away, which is its right.
        } finally {
            open.remove(socket)
        }
    }

    private boolean serve(Socket socket, InputStream input) {
        final Exchange request = Exchange.head(input)
        if (request == null) return false
        asked.incrementAndGet()
        final boolean token = request.path.contains('/token')
        final boolean write = !token && request.method != 'GET'
        if (write) at.call('head')
        final ProxyFault mishap = draw(request, write)
        if (mishap != null) drawn.incrementAndGet(mishap.ordinal())
        if (mishap == ProxyFault.STALL_BEFORE_READING) rest(stall)
        if (mishap in [ProxyFault.CLOSE_AT_ACCEPT, ProxyFault.STALL_BEFORE_READING, ProxyFault.CLOSE_IN_BODY]) return false
        request.readBody(input)
        if (write) at.call('body')
        final OutputStream out = socket.outputStream
        switch (mishap) {
            case ProxyFault.CLOSE_BEFORE: return false
            case ProxyFault.LATE:
                if (later != null) later.call { pass(request, write) }
                else Thread.startDaemon('fault-proxy-late') {
                    rest(late)
                    pass(request, write)
                }
                return false
            case ProxyFault.HTML_502: return say(out, 502, 'text/html', '<html>502</html>')
            case ProxyFault.FAIL_BEFORE: return say(out, 500, 'text/html', '<html>500</html>')
            case ProxyFault.UNAVAILABLE: return say(out, 503, 'text/html', '')
            case ProxyFault.RETRY_AFTER:
                return say(out, 503, 'text/html', '', 'Retry-After: ' + ['0', '1', 'Wed, 04 Mar 2020 05:06:37 GMT', 'soon', '1000000000'][die(5)])
            case ProxyFault.TOO_MANY: return say(out, 429, 'application/json', '{}', 'Retry-After: ' + die(3))
            case ProxyFault.UNAUTHORIZED: return say(out, 401, 'application/json', '{}')
            case ProxyFault.FORBIDDEN: return say(out, 403, 'application/json', '{}')
            case ProxyFault.REDIRECT: return say(out, 307, 'text/html', '', 'Location: http://127.0.0.1:1/other')
        }
        byte[] answer = pass(request, write)
        if (answer.length == 0) return false
        if (write) at.call('carried out')
        final int body = bodyOf(answer)
        final byte[] head = Arrays.copyOf(answer, body)
        switch (mishap) {
            case ProxyFault.CLOSE_AFTER: return false
            case ProxyFault.RESET_AFTER:
                socket.setSoLinger(true, 0)
                return false
            case ProxyFault.STALL_AFTER:
                rest(stall)
                return false
            case ProxyFault.STALL_IN_ANSWER:
                send(out, head)
                rest(stall)
                return false
            case ProxyFault.DRIP:
                send(out, head)
                for (int i = body; i < Math.min(answer.length - 1, body + 10); i++) {
                    send(out, [answer[i]] as byte[])
                    rest(20)
                }
                return false
            case ProxyFault.TRUNCATE:
                send(out, Arrays.copyOf(answer, body + (answer.length - body).intdiv(2)))
                return false
            case ProxyFault.BAD_CHUNK:
                send(out, 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'.bytes)
                return false
            case ProxyFault.WRONG_LENGTH:
                final String text = new String(head, 'ISO-8859-1').replaceFirst(/(?i)content-length: \d+/, 'Content-Length: ' + Math.max(1, answer.length - body - 1))
                send(out, text.getBytes('ISO-8859-1'))
                send(out, Arrays.copyOfRange(answer, body, answer.length))
                return false
            case ProxyFault.GARBAGE:
                send(out, 'garbage\r\n\r\n'.bytes)
                return false
            case ProxyFault.HTML_200: return say(out, 200, 'text/html', '<html>Sign in</html>')
            case ProxyFault.FAIL_AFTER: return say(out, 500, 'text/html', '<html>500</html>')
            case ProxyFault.TIMEOUT_AFTER: return say(out, 408, 'text/html', '')
            case ProxyFault.CLOCK:
                answer = new String(answer, 'ISO-8859-1').replaceFirst(/Date: \w{3}, (\d\d)/, 'Date: Mon, 01').getBytes('ISO-8859-1')
                break
            case ProxyFault.TWICE:
                send(out, answer)
                break
            case ProxyFault.OLD_ANSWER:
                answer = answers.getOrDefault(request.line, answer)
                break
            case ProxyFault.ROW_MISSING:
                answer = withoutLastRow(answer)
        }
        if (request.method == 'GET') answers.put(request.line, answer)
        if (write) {
            send(out, Arrays.copyOf(answer, body))
            at.call('answer head')
            send(out, Arrays.copyOfRange(answer, body, answer.length))
        } else send(out, answer)
        if (mishap in [ProxyFault.REFUSE_CONNECTIONS, ProxyFault.RESTART]) away(mishap == ProxyFault.RESTART)
        return mishap == null
    }

    private ProxyFault draw(Exchange request, boolean write) {
        if (write && scripted != null) return scripted.call(request.method, request.path)
        final int percent = write ? writes : reads
        synchronized (random) {
            if (random.nextInt(100) >= percent) return null
            final List<ProxyFault> all = write ? ProxyFault.WRITES : ProxyFault.READS
            return all[random.nextInt(all.size())]
        }
    }

    private int die(int sides) {
        synchronized (random) { return random.nextInt(sides) }
    }

    /** Passes the request on, and notes what it did. */
    private byte[] pass(Exchange request, boolean write) {
        try (Socket socket = new Socket(target.host, target.port)) {
            request.writeTo(socket.outputStream)
            final byte[] answer = socket.inputStream.readAllBytes()
            final String text = new String(answer, 'UTF-8')
            if (write && text.length() > 12 && text.charAt(9) == ('2' as char)) {
                commits << new Commit(method: request.method, path: request.path, body: new String(request.body, 'UTF-8'), answer: text.substring(text.indexOf('\r\n\r\n') + 4))
            }
            return text.replaceFirst(/(?i)\r\nConnection: close/, '').getBytes('UTF-8')
        }
    }

    private void away(boolean all) {
        server.close()
        if (all) open.each { Socket socket -> socket.close() }
        rest(150)
        if (closed.count > 0) server = listener(port)
    }

    /** Not by sleeping, so that closing ends it. */
    private void rest(int millis) {
        closed.await(millis, TimeUnit.MILLISECONDS)
    }

    private static byte[] withoutLastRow(byte[] answer) {
        final String text = new String(answer, 'UTF-8')
        final int end = text.lastIndexOf('},{')
        if (end < 0 || !text.contains('"results"')) return answer
        final String body = text.substring(text.indexOf('\r\n\r\n') + 4, end) + '}]}'
        return ('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ' + body.getBytes('UTF-8').length + '\r\n\r\n' + body).getBytes('UTF-8')
    }

    private static int bodyOf(byte[] answer) {
        return new String(answer, 'ISO-8859-1').indexOf('\r\n\r\n') + 4
    }

    private static void send(OutputStream out, byte[] bytes) {
        out.write(bytes)
        out.flush()
    }

    private static boolean say(OutputStream out, int status, String type, String body, String header = 'X-Proof: 1') {
        send(out, "HTTP/1.1 $status Words\r\nContent-Type: $type\r\n$header\r\nContent-Length: ${body.length()}\r\n\r\n$body".toString().bytes)
        return true
    }

    @Override
    void close() {
        closed.countDown()
        server.close()
        open.each { Socket socket -> socket.close() }
    }

    /** A request as it came. */
    private static class Exchange {
        String line
        byte[] head
        int length
        byte[] body = new byte[0]

        static Exchange head(InputStream input) {
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
            return new Exchange(line: text.readLines()[0], head: bytes.toByteArray(), length: (length ?: '0') as int)
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
