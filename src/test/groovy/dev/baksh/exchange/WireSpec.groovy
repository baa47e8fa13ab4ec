package dev.baksh.exchange

import dev.baksh.api.BakshException
import dev.baksh.api.Effect
import dev.baksh.api.Exit
import dev.baksh.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

import static dev.baksh.exchange.FaultServer.hangUp
import static dev.baksh.exchange.FaultServer.head
import static dev.baksh.exchange.FaultServer.html
import static dev.baksh.exchange.FaultServer.json
import static dev.baksh.exchange.FaultServer.raw
import static dev.baksh.exchange.FaultServer.reset

class WireSpec extends Specification {
    static final int POSTS = 50
    static final String DENIED = '{"errors":[{"message":"No.","code":"x"}]}'

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @AutoCleanup
    final Rig rig = new Rig()

    final FakeSource source = new FakeSource()

    static final String NO_API = 'this is not the API: check BAKSH_N2WS_URL and the path; paths are case-sensitive'
    static final String TLS = 'if this port speaks TLS, let the address in BAKSH_N2WS_URL begin with https://'

    String at() {
        return server.url.authority
    }

    Exchange exchange(Duration deadline = Duration.ofSeconds(30)) {
        rig.limits = new Limits(deadline, deadline, deadline, Duration.ofSeconds(180))
        return rig.exchange(Rig.server('n2ws', server.url), N2wsClient.dialect(), source)
    }

    def "a write whose answer is #fault goes out once and its outcome is unknown"() {
        given:
        server.answers(reply)
        Exchange exchange = exchange()

        when:
        List<BakshException> ends = (1..posts).collect {
            try {
                exchange.send(Rig.write('things/'))
                null
            } catch (BakshException e) {
                e
            }
        }

        then:
        server.requests.size() == posts
        ends.every { it instanceof UnknownOutcome && it.exit() == Exit.UNFINISHED }
        ends*.message.toSet() == ['n2ws (' + at() + '): write things/ was sent and its answer was lost: whether it happened is not known; it leaves nothing to look for'] as Set
        ends*.hint().toSet() == ['it was not sent again; look at the server before you do it once more\n' + why.replace('HOST', at())] as Set

        where:
        fault                   | posts | reply                                                                                          || why
        'a closed connection'   | POSTS | hangUp()                                                                                        || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): unexpected end of stream on http://HOST/...'
        'a reset'               | POSTS | reset()                                                                                        || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): Connection reset'
        'a truncated body'      | POSTS | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '100']) + '{"a')          || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): unexpected end of stream'
        '408'                   | POSTS | json(408, '')                                                                                  || 'n2ws (HOST): write things/: timed out: the server did not get the whole request in its time (POST http://HOST/api/things/ -> 408)'
        '503, Retry-After 0'    | POSTS | json('Retry-After': '0', 503, '')                                                              || 'n2ws (HOST): write things/: the server is not available (POST http://HOST/api/things/ -> 503)'
        '307 to the same path'  | POSTS | json('Location': '/api/things/', 307, '')                                                      || 'n2ws (HOST): write things/: the server answers with a redirect, which is not followed (POST http://HOST/api/things/ -> 307)'
        '500'                   | 5     | html(500)                                                                                      || 'n2ws (HOST): write things/: the server failed (POST http://HOST/api/things/ -> 500)'
        'an HTML page with 200' | 5     | html(200)                                                                                      || 'n2ws (HOST): write things/: the answer is an HTML page instead of JSON (POST http://HOST/api/things/ -> 200)'
        'broken JSON'           | 5     | json(200, '{"id": ')                                                                           || 'n2ws (HOST): write things/: the answer is not the JSON it should be (POST http://HOST/api/things/)'
        'no HTTP'               | 5     | raw('garbage\r\n\r\n')                                                                         || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): Unexpected status line: garbage'
        'a wrong chunk'         | 5     | raw(head(200, ['Content-Type': 'application/json', 'Transfer-Encoding': 'chunked']) + 'zz\r\n')  || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): Expected leading [0-9a-fA-F] character but was 0x7a'
        'a length below 0'      | 5     | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '-2']) + '{}')             || 'n2ws (HOST): the answer cannot be read (POST http://HOST/api/things/)'
        'gzipped'               | 5     | json('Content-Encoding': 'gzip', 200, '{}')                                                    || 'n2ws (HOST): the answer is encoded as gzip, which was not asked for (POST http://HOST/api/things/)'
    }

    def "401 for ever costs two sends a call and is an error of authentication"() {
        given:
        server.answers(json('WWW-Authenticate': 'Bearer realm="api"', 401, DENIED))
        Exchange exchange = exchange()

        when:
        List<BakshException> ends = (1..POSTS).collect {
            try {
                exchange.send(call)
                null
            } catch (BakshException e) {
                e
            }
        }

        then:
        server.requests.size() == 2 * POSTS
        source.asked.size() == POSTS + 1
        ends.every { it.exit() == Exit.DENIED }
        ends*.message.toSet() == ['n2ws (' + at() + '): ' + call.what() + ': No. (' + call.method() + ' ' + server.url + '/api/things/ -> 401)'] as Set
        ends*.hint().toSet() == ['the server refuses a token that it has just given; look at the user\'s state on the server'] as Set

        where:
        call << [Rig.write('things/'), Rig.read('things/')]
    }

    def "a token that ends on the way to a slow server is no refusal of a good one (#call.method())"() {
        given:
        source.accessLife = Duration.ofSeconds(30)
        int slow = 2
        server.handler = {
            if (slow-- <= 0) return json(200, '{"id": 3}')
            rig.time.turn(Duration.ofSeconds(40))
            json(401, DENIED)
        }

        when:
        def answer = exchange(Duration.ofMinutes(5)).send(call)

        then:
        answer.get('id') == 3
        server.requests*.headers*.authorization == ['Bearer access-1', 'Bearer access-2', 'Bearer access-3']

        where:
        call << [Rig.write('things/'), Rig.read('things/')]
    }

    def "a write is sent again with a renewed token after one 401"() {
        given:
        server.answers(json(401, DENIED), json(200, '{"id": 3}'))

        when:
        def answer = exchange().send(Rig.write('things/'))

        then:
        answer.get('id') == 3
        server.requests*.headers*.authorization == ['Bearer access-1', 'Bearer access-2']
        server.requests*.body == ['{"a":1}', '{"a":1}']
    }

    def "a write is sent again after 429, when the server has asked to wait #header"() {
        given:
        server.answers(json(header ? ['Retry-After': header] : [:], 429, DENIED), json(200, '{"id": 3}'))

        when:
        def answer = exchange().send(Rig.write('things/'))

        then:
        answer.get('id') == 3
        server.requests.size() == 2
        rig.time.gone >= Duration.ofSeconds(least)
        rig.time.gone <= Duration.ofSeconds(most)

        where:
        header                          || least | most
        null                            || 0     | 1
        '0'                             || 0     | 0
        '7'                             || 7     | 8
        '120'                           || 120   | 132
        'Wed, 04 Mar 2026 05:06:37 GMT' || 30    | 33
        'Wed, 04 Mar 2020 05:06:37 GMT' || 0     | 0
        'soon'                          || 0     | 1
        '-5'                            || 0     | 1
    }

    def "a server that asks to wait longer than two minutes is reported at once"() {
        given:
        server.answers(json('Retry-After': '121', 429, DENIED))

        when:
        exchange().send(call)

        then:
        ServerException e = thrown()
        e.message == 'n2ws (' + at() + '): ' + call.what() + ': No. (' + call.method() + ' ' + server.url + '/api/things/ -> 429)'
        e.hint() == 'the server asks to wait 121 s'
        server.requests.size() == 1
        rig.time.pauses.empty

        where:
        call << [Rig.write('things/'), Rig.read('things/')]
    }

    def "429 for ever ends a write after four sends, none of them carried out"() {
        given:
        server.answers(json(429, DENIED))

        when:
        exchange().send(Rig.write('things/'))

        then:
        ServerException e = thrown()
        e.status() == 429
        server.requests.size() == 4
    }

    def "a refusal with #status is an error and not an unknown outcome"() {
        given:
        server.answers(json(status, DENIED))

        when:
        exchange().send(Rig.write('things/'))

        then:
        ServerException e = thrown()
        e.exit() == exit
        e.message == 'n2ws (' + at() + '): write things/: No. (POST ' + server.url + '/api/things/ -> ' + status + ')'
        server.requests.size() == 1

        where:
        status || exit
        400    || Exit.FAILED
        403    || Exit.DENIED
        404    || Exit.FAILED
        405    || Exit.FAILED
        409    || Exit.FAILED
        415    || Exit.FAILED
        422    || Exit.FAILED
    }

    def "where nothing listens, nothing was sent and nothing is unknown"() {
        given:
        Exchange exchange = exchange()
        server.close()

        when:
        exchange.send(call)

        then:
        WireException e = thrown()
        !e.sent()
        e.exit() == Exit.UNREACHABLE
        e.message == 'n2ws (' + at() + '): nothing answers at ' + at() + ' (connection refused)'
        e.hint() == 'check BAKSH_N2WS_URL, the firewall, and that the server runs'
        rig.time.pauses.size() == 3

        where:
        call << [Rig.write('things/'), Rig.read('things/')]
    }

    def "the deadline holds over a body that drips"() {
        given:
        server.answers(server.drip())
        Exchange exchange = exchange(Duration.ofMillis(300))

        when:
        exchange.send(Rig.write('things/'))

        then:
        UnknownOutcome e = thrown()
        e.hint() == 'it was not sent again; look at the server before you do it once more\nn2ws (' + at() + '): no whole answer within 300 ms (POST ' + server.url + '/api/things/)'
        server.requests.size() == 1
    }

    def "an answer that is encoded is refused by a read without asking again"() {
        given:
        server.answers(json('Content-Encoding': 'br', 200, '{}'))

        when:
        exchange().send(Rig.read('things/'))

        then:
        WireException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == 'n2ws (' + at() + '): the answer is encoded as br, which was not asked for (GET ' + server.url + '/api/things/)'
        server.requests.size() == 1
        server.requests[0].headers['accept-encoding'] == 'identity'
    }

    def "an answer beyond the largest that is read is refused without asking again"() {
        given:
        server.answers({ Socket socket ->
            socket.outputStream.write(head(200, ['Content-Type': 'application/json']).bytes)
            byte[] blanks = ([32] * 65_536) as byte[]
            try {
                1100.times { socket.outputStream.write(blanks) }
            } catch (IOException ignored) {
                // The client has had enough, as it should.
            }
        } as FaultServer.Reply)

        when:
        exchange().send(Rig.read('things/'))

        then:
        WireException e = thrown()
        e.message == 'n2ws (' + at() + '): the answer is larger than 64 MiB (GET ' + server.url + '/api/things/)'
        server.requests.size() == 1
    }

    def "an HTML page with 200 is no answer to a read"() {
        given:
        server.answers(html(200))

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == 'n2ws (' + at() + '): read things/: the answer is an HTML page instead of JSON (GET ' + server.url + '/api/things/ -> 200)'
        e.hint() == 'this is not the API: check BAKSH_N2WS_URL and the path; paths are case-sensitive'
        server.requests.size() == 1
    }

    def "a read is asked again after #fault"() {
        given:
        server.answers(reply, reply, reply, json(200, '{"id": 1}'))

        when:
        def answer = exchange().send(Rig.read('things/'))

        then:
        answer.get('id') == 1
        server.requests.size() == 4
        rig.time.pauses.size() == 3

        where:
        fault       | reply
        'a close'   | hangUp()
        'a reset'   | reset()
        '500'       | html(500)
        '502'       | html(502)
        '408'       | json(408, '')
        'a 429'     | json(429, '')
        'half'      | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '9']) + '{')
    }

    def "a read of which nothing more comes is asked again, long before its deadline: #moment"() {
        given:
        server.answers(server.silence(begins), json(200, '{"id": 1}'))
        def config = Rig.server('n2ws', server.url)
        Wire impatient = new Wire(config, [:], null, KnownHosts.NONE, Duration.ofMillis(200), null)

        when:
        def answer = rig.exchange(config, N2wsClient.dialect(), null, impatient).send(Rig.read('things/'))

        then:
        answer.get('id') == 1
        server.requests.size() == 2

        cleanup:
        impatient.close()

        where:
        moment                | begins
        'before the answer'   | false
        'in the middle of it' | true
    }

    def "a read that fails four times is an error that says what came"() {
        given:
        server.answers(html(503))

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == 'n2ws (' + at() + '): read things/: the server is not available (GET ' + server.url + '/api/things/ -> 503)'
        server.requests.size() == 4
    }

    def "a read that ends with #what says what came, and what to do"() {
        given:
        server.answers(reply, reply, reply, reply)

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == 'n2ws (' + at() + '): ' + message.replace('TRIED', 'GET ' + server.url + '/api/things/').replace('HOST', server.url.toString())
        e.hint() == hint
        server.requests.size() == requests

        where:
        what               | reply                                     || requests | message                                                                                                    | hint
        'a plain text'     | json('Content-Type': 'text/plain', 200, 'x') || 1     | 'read things/: the answer is text instead of JSON (TRIED -> 200)'                                          | NO_API
        'XML'              | json('Content-Type': 'application/xml', 200, '<a/>') || 1 | 'read things/: the answer is XML instead of JSON (TRIED -> 200)'                                       | NO_API
        'another type'     | json('Content-Type': 'image/png', 200, 'x') || 1      | 'read things/: the answer is of the type image/png instead of JSON (TRIED -> 200)'                         | NO_API
        'a strange type'   | json('Content-Type': 'a b', 200, 'x')     || 1        | 'read things/: the answer is of a type of its own instead of JSON (TRIED -> 200)'                          | NO_API
        '408'              | json(408, '')                             || 4        | 'read things/: timed out: the server did not get the whole request in its time (TRIED -> 408)'             | 'the network, or a proxy on the way, may be slow: try again'
        'a reset'          | reset()                                   || 4        | 'the connection broke (TRIED): Connection reset'                                                           | TLS
        'a close'          | hangUp()                                  || 4        | 'the connection broke (TRIED): unexpected end of stream on HOST/...'                                       | TLS
        'an alert of TLS'  | raw('\u0015\u0003\u0003 F\r\n')      || 4        | 'the connection broke (TRIED): Unexpected status line: \u0015\u0003\u0003 F'                            | TLS
        'half an answer'   | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '9']) + '{') || 4 | 'the connection broke (TRIED): unexpected end of stream'                  | null
    }

    def "a page with 400 to plain HTTP, as servers of TLS give it, says to try https"() {
        given:
        server.answers(html(400))

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.message == 'n2ws (' + at() + '): read things/: refused (GET ' + server.url + '/api/things/ -> 400)'
        e.hint() == TLS
    }

    def "a greeting of TLS that is not answered is asked again by a read, and says so"() {
        given:
        List<Socket> taken = Collections.synchronizedList([])
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon { while (!silent.closed) try { taken << silent.accept() } catch (IOException ignored) { } }
        URI url = URI.create("https://127.0.0.1:$silent.localPort")
        rig.limits = new Limits(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ZERO)

        when:
        rig.exchange(Rig.server('n2ws', url), N2wsClient.dialect()).send(Rig.read('things/'))

        then:
        WireException e = thrown()
        !e.sent()
        e.exit() == Exit.UNREACHABLE
        e.message == "n2ws ($url.authority): $url.authority took the connection and did not answer the greeting of TLS in time"
        e.hint() == 'check the port in BAKSH_N2WS_URL, and whether the server is starting or overloaded'
        taken.size() > 1

        cleanup:
        silent.close()
        taken*.close()
    }

    def "a redirect is not followed by a read, and no byte reaches the other host"() {
        given:
        FaultServer other = new FaultServer()
        server.answers(json('Location': other.url.toString() + '/api/things/', 302, ''))

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == 'n2ws (' + at() + '): read things/: the server answers with a redirect, which is not followed (GET ' + server.url + '/api/things/ -> 302)'
        e.hint() == 'check BAKSH_N2WS_URL: https instead of http, and the right host'
        other.requests.empty

        cleanup:
        other.close()
    }

    def "an empty good answer is fine for a write and none for a read"() {
        given:
        server.answers(raw(head(204, [:])))

        expect:
        exchange().send(Rig.write('things/')) == null

        when:
        exchange().send(Rig.read('things/'))

        then:
        BakshException e = thrown()
        e.message == 'n2ws (' + at() + '): read things/: the answer is empty (GET ' + server.url + '/api/things/)'
    }

    def "a token that no header can hold is refused without being quoted"() {
        given:
        TokenSource bad = Stub(TokenSource) {
            obtain() >> new Grant(token, null, null, null)
        }
        Exchange exchange = rig.exchange(Rig.server('n2ws', server.url), N2wsClient.dialect(), bad)

        when:
        exchange.send(call)

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        e.message == 'n2ws (' + at() + '): the token holds a character that no header can carry; nothing was sent'
        server.requests.empty

        where:
        token               | call
        'canary\nX-Evil: 1' | Rig.read('things/')
        'canary\r\nx: y'    | Rig.write('things/')
        'canary\u0000'      | Rig.read('things/')
        'canaré'            | Rig.read('things/')
    }

    def "a delete goes out with an empty body and its unclear end is unknown"() {
        given:
        server.answers(hangUp())

        when:
        exchange().send(Rig.write('things/3/', Effect.DANGER, null, 'DELETE'))

        then:
        thrown(UnknownOutcome)
        server.lines == ['DELETE /api/things/3/ HTTP/1.1']
        server.requests[0].headers['content-length'] == '0'
    }
}
