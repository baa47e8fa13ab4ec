package dev.baksh.exchange

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

import static dev.baksh.exchange.FaultServer.hangUp
import static dev.baksh.exchange.FaultServer.head
import static dev.baksh.exchange.FaultServer.json
import static dev.baksh.exchange.FaultServer.reset

/** How often a server is asked, and how long it is waited for. */
@Timeout(120)
class ReadsSpec extends Specification {
    @AutoCleanup
    FaultServer server = new FaultServer()

    @AutoCleanup
    Rig rig = new Rig()

    Exchange exchange() {
        return rig.exchange(Rig.server('n2ws', server.url), N2wsClient.dialect(), new FakeSource())
    }

    static WireRequest get(Duration deadline = Duration.ofSeconds(10)) {
        return new WireRequest('GET', '/api/things/', [:], null, null, deadline)
    }

    def "a GET answered by #fault reaches the socket once: what is sent again is decided by baksh alone"() {
        given:
        server.answers(reply)
        Wire wire = new Wire(Rig.server('n2ws', server.url), [:])

        when:
        try {
            wire.send(get())
        } catch (WireException ignored) {
            // No whole answer; the point is how often it was asked for.
        }

        then:
        server.requests.size() == 1

        cleanup:
        wire.close()

        where:
        fault                      | reply
        'a close'                  | hangUp()
        'a reset'                  | reset()
        '408'                      | json(408, '')
        '408, Retry-After 0'       | json('Retry-After': '0', 408, '')
        '503, Retry-After 0'       | json('Retry-After': '0', 503, '')
        '503, Retry-After 00'      | json('Retry-After': '00', 503, '')
        '503, Retry-After date'    | json('Retry-After': 'Wed, 04 Mar 2020 05:06:37 GMT', 503, '')
        '302 to the same path'     | json('Location': '/api/things/', 302, '')
        '307 to the same path'     | json('Location': '/api/things/', 307, '')
        '401'                      | json('WWW-Authenticate': 'Basic realm="x"', 401, '')
    }

    def "what the server says of waiting is read all the same, and nothing that it could have made up"() {
        given:
        server.answers(json(headers, 503, ''))
        Wire wire = new Wire(Rig.server('n2ws', server.url), [:])

        expect:
        wire.send(get()).header('Retry-After') == value

        cleanup:
        wire.close()

        where:
        headers                     || value
        ['Retry-After': '0']        || '0'
        ['Retry-After': '7']        || '7'
        ['Baksh-Retry-After': '7']  || null
        [:]                         || null
    }

    def "a server that says at once again is asked four times, not eight"() {
        given:
        server.answers(json('Retry-After': '0', 503, ''))

        when:
        exchange().send(Rig.read('things/'))

        then:
        thrown(BakshException)
        server.requests.size() == 4
        rig.time.gone == Duration.ZERO
    }

    def "a server in trouble is asked once a call when the budget of all callers is spent: #fault"() {
        given:
        server.answers(reply)
        Exchange exchange = exchange()

        when:
        20.times {
            try {
                exchange.send(Rig.read('things/'))
            } catch (BakshException ignored) {
                // Counted at the server.
            }
        }

        then:
        server.requests.size() == 20 + again

        where:
        fault              | reply          || again
        'it refuses'       | json(503, '')  || 20
        'no answer comes'  | hangUp()       || 10
    }

    def "good answers fill the budget again"() {
        given:
        Exchange exchange = exchange()
        server.answers(json(503, ''))
        7.times {
            try {
                exchange.send(Rig.read('things/'))
            } catch (BakshException ignored) {
                // It spends the budget.
            }
        }
        server.answers(json(200, '{"id": 1}'))
        good.times { exchange.send(Rig.read('things/')) }
        int before = server.requests.size()
        server.answers(json(503, ''))

        when:
        exchange.send(Rig.read('things/'))

        then:
        thrown(BakshException)
        server.requests.size() - before == sends

        where:
        good || sends
        4    || 1
        5    || 2
        10   || 3
    }

    def "at most #most #method requests are under way at one server"() {
        given:
        AtomicInteger under = new AtomicInteger()
        AtomicInteger highest = new AtomicInteger()
        CyclicBarrier full = new CyclicBarrier(most)
        server.answers({ Socket socket ->
            int now = under.incrementAndGet()
            highest.accumulateAndGet(now) { a, b -> Math.max(a, b) }
            full.await(20, TimeUnit.SECONDS)
            under.decrementAndGet()
            json(200, '{"id": 1}').to(socket)
        } as FaultServer.Reply)
        Limits usual = Limits.N2WS
        rig.limits = limits ? usual.atOnce(*limits) : usual
        Exchange exchange = exchange()

        when:
        List<Thread> callers = (1..12).collect { Thread.start { exchange.send(method == 'GET' ? Rig.read('things/') : Rig.write('things/')) } }
        callers*.join()

        then:
        highest.get() == most
        server.requests.size() == 12

        where:
        method | limits || most
        'GET'  | null   || 4
        'POST' | null   || 1
        'GET'  | [2, 3] || 2
        'POST' | [2, 3] || 3
    }

    def "who waits for a turn can be interrupted, and nothing was sent"() {
        given:
        CountDownLatch held = new CountDownLatch(1)
        CountDownLatch arrived = new CountDownLatch(1)
        server.answers({ Socket socket ->
            arrived.countDown()
            held.await()
            json(200, '{"id": 1}').to(socket)
        } as FaultServer.Reply)
        Exchange exchange = exchange()
        Thread first = Thread.start { exchange.send(Rig.write('things/')) }
        arrived.await()
        BakshException failure = null

        when:
        Thread second = Thread.start {
            try {
                exchange.send(Rig.write('things/'))
            } catch (BakshException e) {
                failure = e
            }
        }
        second.interrupt()
        second.join()

        then:
        failure.exit() == Exit.INTERRUPTED
        failure.message == 'interrupted while other calls to this server go first; nothing was sent'
        server.requests.size() == 1

        cleanup:
        held.countDown()
        first.join()
    }

    def "a download ends at an interrupt while the server is still silent"() {
        given:
        CountDownLatch arrived = new CountDownLatch(1)
        CountDownLatch held = new CountDownLatch(1)
        server.answers({ Socket socket ->
            socket.outputStream.write((head(200, ['Content-Type': 'text/csv', 'Content-Length': '100000']) + 'id,name\n').bytes)
            socket.outputStream.flush()
            held.await()
        } as FaultServer.Reply)
        Exchange exchange = exchange()
        BakshException failure = null
        boolean closed = false
        OutputStream out = new OutputStream() {
            void write(int b) { arrived.countDown() }

            void close() { closed = true }
        }

        when:
        Thread caller = Thread.start {
            try {
                exchange.download(Rig.read('things/'), 'text/csv', { out } as Destination)
            } catch (BakshException e) {
                failure = e
            }
        }
        arrived.await()
        caller.interrupt()
        caller.join()

        then:
        held.count == 1
        failure.exit() == Exit.INTERRUPTED
        failure.message == "n2ws (${server.url.authority}): interrupted"
        closed
        server.requests.size() == 1

        cleanup:
        held.countDown()
    }

    def "the token endpoint is waited for as it asks, in either form: #header"() {
        given:
        server.answers(json(header ? ['Retry-After': header] : [:], status, '{}'), json(200, '{"access": "a.b.c"}'))
        TokenEndpoint endpoint = endpoint()

        expect:
        endpoint.post('/token', '{}'.bytes, 'application/json', true).text('access') == 'a.b.c'
        server.requests.size() == 2
        rig.time.gone >= Duration.ofSeconds(least)
        rig.time.gone <= Duration.ofSeconds(most)

        where:
        status | header                          || least | most
        429    | null                            || 0     | 1
        429    | '7'                             || 7     | 8
        503    | '20'                            || 20    | 22
        503    | 'Wed, 04 Mar 2026 05:06:22 GMT' || 15    | 17
        503    | '0'                             || 0     | 0
        503    | 'soon'                          || 0     | 1
    }

    def "a token endpoint that asks to wait longer than its callers do is reported at once"() {
        given:
        server.answers(json('Retry-After': header, status, '{}'))

        when:
        endpoint().post('/token', '{}'.bytes, 'application/json', true)

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == "n2ws (${server.url.authority}): no token: $what (POST ${server.url}/token -> $status)"
        e.hint() == hint
        server.requests.size() == 1

        where:
        status | header                          || what                | hint
        429    | '21'                            || 'too many requests' | 'the server asks to wait 21 s'
        503    | 'Wed, 04 Mar 2026 05:07:07 GMT' || 'the server failed' | 'the server asks to wait until 2026-03-04T05:07:07Z'
    }

    def "a refresh token that may be good for one use is not sent again, whatever the server asks"() {
        given:
        server.answers(json('Retry-After': '1', 503, '{}'))

        when:
        endpoint().post('/token', '{}'.bytes, 'application/json', false)

        then:
        thrown(BakshException)
        server.requests.size() == 1
    }

    private TokenEndpoint endpoint() {
        return new TokenEndpoint(Rig.server('n2ws', server.url), new Wire(Rig.server('n2ws', server.url), [:]), rig.time, new Random(9))
    }
}
