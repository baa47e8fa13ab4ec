package dev.baksh.client.exchange

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.auth.TokenEndpoint
import dev.baksh.client.http.DownloadTarget
import dev.baksh.client.http.HttpRequest
import dev.baksh.client.http.OkHttpTransport
import dev.baksh.client.http.TransportException
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.retry.ClientLimits
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

import static dev.baksh.client.exchange.FaultyHttpServer.closeConnection
import static dev.baksh.client.exchange.FaultyHttpServer.head
import static dev.baksh.client.exchange.FaultyHttpServer.json
import static dev.baksh.client.exchange.FaultyHttpServer.resetConnection

/** Attempts, budget and deadlines of reads. */
@Timeout(120)
class ReadExecutorSpec extends Specification {
    @AutoCleanup
    FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    ApiExecutor executor() {
        return fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect(), new FakeTokenSource())
    }

    static HttpRequest getRequest(Duration deadline = Duration.ofSeconds(10)) {
        return new HttpRequest('GET', '/api/things/', [:], null, null, deadline)
    }

    def "the secrets in the #kind are redacted before the first byte is sent"() {
        given:
        server.respondWith(json(200, '[]'))

        when:
        read(executor(), ClientFixture.readCall('things/', null, [password: 'only-for-this-read']))

        then:
        fixture.redactor.redact('got only-for-this-read') == 'got ***'

        where:
        kind                 | read
        'query of a read'    | { ApiExecutor executor, call -> executor.send(call) }
        'query of a listing' | { ApiExecutor executor, call -> executor.list(call) }
    }

    def "a GET with the response fault #fault reaches the socket once: only baksh decides on retries"() {
        given:
        server.respondWith(reply)
        OkHttpTransport transport = ClientFixture.openTransport(ClientFixture.serverConfig('n2ws', server.url))

        when:
        try {
            transport.send(getRequest())
        } catch (TransportException ignored) {
            // No complete response; this spec counts the attempts.
        }

        then:
        server.requests.size() == 1

        cleanup:
        transport.close()

        where:
        fault                      | reply
        'a close'                  | closeConnection()
        'a reset'                  | resetConnection()
        '408'                      | json(408, '')
        '408, Retry-After 0'       | json('Retry-After': '0', 408, '')
        '503, Retry-After 0'       | json('Retry-After': '0', 503, '')
        '503, Retry-After 00'      | json('Retry-After': '00', 503, '')
        '503, Retry-After date'    | json('Retry-After': 'Wed, 04 Mar 2020 05:06:37 GMT', 503, '')
        '302 to the same path'     | json('Location': '/api/things/', 302, '')
        '307 to the same path'     | json('Location': '/api/things/', 307, '')
        '401'                      | json('WWW-Authenticate': 'Basic realm="x"', 401, '')
    }

    def "the transport returns the Retry-After header of the server and ignores its internal header in a response"() {
        given:
        server.respondWith(json(headers, 503, ''))
        OkHttpTransport transport = ClientFixture.openTransport(ClientFixture.serverConfig('n2ws', server.url))

        expect:
        transport.send(getRequest()).header('Retry-After') == value

        cleanup:
        transport.close()

        where:
        headers                     || value
        ['Retry-After': '0']        || '0'
        ['Retry-After': '7']        || '7'
        ['Baksh-Retry-After': '7']  || null
        [:]                         || null
    }

    def "a server with Retry-After 0 gets four attempts, not eight"() {
        given:
        server.respondWith(json('Retry-After': '0', 503, ''))

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        thrown(BakshException)
        server.requests.size() == 4
        fixture.time.elapsed == Duration.ZERO
    }

    def "a failing server gets one attempt per call when the retry budget is spent: #fault"() {
        given:
        server.respondWith(reply)
        ApiExecutor executor = executor()

        when:
        20.times {
            try {
                executor.send(ClientFixture.readCall('things/'))
            } catch (BakshException ignored) {
                // The server counts the requests.
            }
        }

        then:
        server.requests.size() == 20 + again

        where:
        fault              | reply          || again
        'it refuses'       | json(503, '')  || 20
        'no answer comes'  | closeConnection()       || 10
    }

    def "success responses refill the retry budget"() {
        given:
        ApiExecutor executor = executor()
        server.respondWith(json(503, ''))
        7.times {
            try {
                executor.send(ClientFixture.readCall('things/'))
            } catch (BakshException ignored) {
                // The failed read empties the budget.
            }
        }
        server.respondWith(json(200, '{"id": 1}'))
        good.times { executor.send(ClientFixture.readCall('things/')) }
        int before = server.requests.size()
        server.respondWith(json(503, ''))

        when:
        executor.send(ClientFixture.readCall('things/'))

        then:
        thrown(BakshException)
        server.requests.size() - before == sends

        where:
        good || sends
        4    || 1
        5    || 2
        10   || 3
    }

    def "at most #most #method requests are active at one server"() {
        given:
        AtomicInteger activeRequests = new AtomicInteger()
        AtomicInteger maxActive = new AtomicInteger()
        CyclicBarrier fullTimes = new CyclicBarrier(most)
        server.respondWith({ Socket socket ->
            int now = activeRequests.incrementAndGet()
            maxActive.accumulateAndGet(now) { a, b -> Math.max(a, b) }
            fullTimes.await(20, TimeUnit.SECONDS)
            activeRequests.decrementAndGet()
            json(200, '{"id": 1}').writeTo(socket)
        } as FaultyHttpServer.ResponseWriter)
        fixture.limits = limits ? ClientFixture.limitsWith(maxConcurrentReads: limits[0], maxConcurrentWrites: limits[1]) : ClientLimits.N2WS
        ApiExecutor executor = executor()

        when:
        List<Thread> threads = (1..12).collect { Thread.start { executor.send(method == 'GET' ? ClientFixture.readCall('things/') : ClientFixture.writeCall('things/')) } }
        threads*.join()

        then:
        maxActive.get() == most
        server.requests.size() == 12

        where:
        method | limits || most
        'GET'  | null   || 4
        'POST' | null   || 1
        'GET'  | [2, 3] || 2
        'POST' | [2, 3] || 3
    }

    def "a call that waits for the concurrency limit can be interrupted, and nothing is sent"() {
        given:
        CountDownLatch responseReleased = new CountDownLatch(1)
        CountDownLatch requestArrived = new CountDownLatch(1)
        server.respondWith({ Socket socket ->
            requestArrived.countDown()
            responseReleased.await()
            json(200, '{"id": 1}').writeTo(socket)
        } as FaultyHttpServer.ResponseWriter)
        ApiExecutor executor = executor()
        Thread first = Thread.start { executor.send(ClientFixture.writeCall('things/')) }
        requestArrived.await()
        BakshException failure = null

        when:
        Thread second = Thread.start {
            try {
                executor.send(ClientFixture.writeCall('things/'))
            } catch (BakshException e) {
                failure = e
            }
        }
        second.interrupt()
        second.join()

        then:
        failure.exit() == ExitCode.INTERRUPTED
        failure.message == 'interrupted while waiting for other requests to this server; nothing was sent'
        server.requests.size() == 1

        cleanup:
        responseReleased.countDown()
        first.join()
    }

    def "an interrupt ends a download before the server responds"() {
        given:
        CountDownLatch requestArrived = new CountDownLatch(1)
        CountDownLatch responseReleased = new CountDownLatch(1)
        server.respondWith({ Socket socket ->
            socket.outputStream.write((head(200, ['Content-Type': 'text/csv', 'Content-Length': '100000']) + 'id,name\n').bytes)
            socket.outputStream.flush()
            responseReleased.await()
        } as FaultyHttpServer.ResponseWriter)
        ApiExecutor executor = executor()
        BakshException failure = null
        boolean closed = false
        OutputStream target = new OutputStream() {
            void write(int b) { requestArrived.countDown() }

            void close() { closed = true }
        }

        when:
        Thread callerThread = Thread.start {
            try {
                executor.download(ClientFixture.readCall('things/'), 'text/csv', { target } as DownloadTarget)
            } catch (BakshException e) {
                failure = e
            }
        }
        requestArrived.await()
        callerThread.interrupt()
        callerThread.join()

        then:
        responseReleased.count == 1
        failure.exit() == ExitCode.INTERRUPTED
        failure.message == "n2ws (${server.url.authority}): interrupted"
        closed
        server.requests.size() == 1

        cleanup:
        responseReleased.countDown()
    }

    def "Retry-After of the token endpoint is honored in both forms: #header"() {
        given:
        server.respondWith(json(header ? ['Retry-After': header] : [:], status, '{}'), json(200, '{"access": "a.b.c"}'))
        TokenEndpoint createEndpoint = createEndpoint()

        expect:
        createEndpoint.post('/token', '{}'.bytes, 'application/json', true).textField('access') == 'a.b.c'
        server.requests.size() == 2
        fixture.time.elapsed >= Duration.ofSeconds(least)
        fixture.time.elapsed <= Duration.ofSeconds(most)

        where:
        status | header                          || least | most
        429    | null                            || 0     | 1
        429    | '7'                             || 7     | 8
        503    | '20'                            || 20    | 22
        503    | 'Wed, 04 Mar 2026 05:06:22 GMT' || 15    | 17
        503    | '0'                             || 0     | 0
        503    | 'soon'                          || 0     | 1
    }

    def "a Retry-After of the token endpoint longer than the deadline is reported immediately"() {
        given:
        server.respondWith(json('Retry-After': header, status, '{}'))

        when:
        createEndpoint().post('/token', '{}'.bytes, 'application/json', true)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "n2ws (${server.url.authority}): no token: $what (POST ${server.url}/token -> $status)"
        e.hint() == hint
        server.requests.size() == 1

        where:
        status | header                          || what                | hint
        429    | '21'                            || 'too many requests' | 'the server asks to wait 21 s'
        503    | 'Wed, 04 Mar 2026 05:07:07 GMT' || 'the server failed' | 'the server asks to wait until 2026-03-04T05:07:07Z'
    }

    def "a possibly single-use refresh token is not sent again, even if the server asks for a retry"() {
        given:
        server.respondWith(json('Retry-After': '1', 503, '{}'))

        when:
        createEndpoint().post('/token', '{}'.bytes, 'application/json', false)

        then:
        thrown(BakshException)
        server.requests.size() == 1
    }

    private TokenEndpoint createEndpoint() {
        return new TokenEndpoint(ClientFixture.serverConfig('n2ws', server.url), ClientFixture.openTransport(ClientFixture.serverConfig('n2ws', server.url)), fixture.time, new Random(9))
    }
}
