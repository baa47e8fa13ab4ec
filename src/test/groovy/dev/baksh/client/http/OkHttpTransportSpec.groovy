package dev.baksh.client.http

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Effect
import dev.baksh.client.api.ExitCode
import dev.baksh.client.auth.TokenResponse
import dev.baksh.client.auth.TokenSource
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnknownOutcomeException
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.protocol.ServerException
import dev.baksh.client.retry.ClientLimits
import dev.baksh.client.tls.KnownHosts
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.closeConnection
import static dev.baksh.client.exchange.FaultyHttpServer.head
import static dev.baksh.client.exchange.FaultyHttpServer.html
import static dev.baksh.client.exchange.FaultyHttpServer.json
import static dev.baksh.client.exchange.FaultyHttpServer.raw
import static dev.baksh.client.exchange.FaultyHttpServer.resetConnection

class OkHttpTransportSpec extends Specification {
    static final int POSTS = 50
    static final String DENIED_BODY = '{"errors":[{"message":"No.","code":"x"}]}'

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    final FakeTokenSource source = new FakeTokenSource()

    static final String NOT_API_HINT = 'this is not the API: check BAKSH_N2WS_URL and the path; paths are case-sensitive'
    static final String TLS_HINT = 'if this port uses TLS, change the URL in BAKSH_N2WS_URL to start with https://'

    String authority() {
        return server.url.authority
    }

    ApiExecutor executor(Duration deadline = Duration.ofSeconds(30)) {
        fixture.limits = new ClientLimits(deadline, deadline, deadline, Duration.ofSeconds(180))
        return fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect(), source)
    }

    def "a write with the response fault '#fault' is sent once and its outcome is unknown"() {
        given:
        server.respondWith(reply)
        ApiExecutor executor = executor()

        when:
        List<BakshException> failures = (1..posts).collect {
            try {
                executor.send(ClientFixture.writeCall('things/'))
                null
            } catch (BakshException e) {
                e
            }
        }

        then:
        server.requests.size() == posts
        failures.every { it instanceof UnknownOutcomeException && it.exit() == ExitCode.UNFINISHED }
        failures*.message.toSet() == ["n2ws (${authority()}): write things/ was sent and ${problem(fault, why)}: the outcome is not known; the write leaves no result to look for".toString()] as Set
        failures*.hint().toSet() == ['the write was not sent again; look at the server before you repeat it\n' + why.replace('HOST', authority())] as Set

        where:
        fault                   | posts | reply                                                                                          || why
        'a closed connection'   | POSTS | closeConnection()                                                                                        || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): unexpected end of stream on http://HOST/...'
        'a reset'               | POSTS | resetConnection()                                                                                        || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): Connection reset'
        'a truncated body'      | POSTS | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '100']) + '{"a')          || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): unexpected end of stream'
        '408'                   | POSTS | json(408, '')                                                                                  || 'n2ws (HOST): write things/: timeout: the server did not receive the complete request in time (POST http://HOST/api/things/ -> 408)'
        '503, Retry-After 0'    | POSTS | json('Retry-After': '0', 503, '')                                                              || 'n2ws (HOST): write things/: the server is not available (POST http://HOST/api/things/ -> 503)'
        '307 to the same path'  | POSTS | json('Location': '/api/things/', 307, '')                                                      || 'n2ws (HOST): write things/: the server responds with a redirect to http://HOST/api/things/, which baksh does not follow (POST http://HOST/api/things/ -> 307)'
        '500'                   | 5     | html(500)                                                                                      || 'n2ws (HOST): write things/: the server failed (POST http://HOST/api/things/ -> 500)'
        'an HTML page with 200' | 5     | html(200)                                                                                      || 'n2ws (HOST): write things/: the response is an HTML page instead of JSON (POST http://HOST/api/things/ -> 200)'
        'broken JSON'           | 5     | json(200, '{"id": ')                                                                           || 'n2ws (HOST): write things/: the response is not valid JSON (POST http://HOST/api/things/)'
        'no HTTP'               | 5     | raw('garbage\r\n\r\n')                                                                         || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): Unexpected status line: garbage'
        'a wrong chunk'         | 5     | raw(head(200, ['Content-Type': 'application/json', 'Transfer-Encoding': 'chunked']) + 'zz\r\n')  || 'n2ws (HOST): the connection broke (POST http://HOST/api/things/): Expected leading [0-9a-fA-F] character but was 0x7a'
        'a length below 0'      | 5     | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '-2']) + '{}')             || 'n2ws (HOST): the response cannot be read (POST http://HOST/api/things/)'
        'gzipped'               | 5     | json('Content-Encoding': 'gzip', 200, '{}')                                                    || 'n2ws (HOST): the response is encoded as gzip, which was not requested (POST http://HOST/api/things/)'
    }

    private static String problem(String fault, String why) {
        String status = (why =~ / -> (\d+)\)/).with { it.find() ? it.group(1) : '' }
        if (status == '200' || fault == 'broken JSON') return 'the response cannot be read'
        status ? "the server responded with $status, which does not prove that nothing was done" : 'the response was lost'
    }

    def "a permanent 401 causes two attempts per call and an authentication error"() {
        given:
        server.respondWith(json('WWW-Authenticate': 'Bearer realm="api"', 401, DENIED_BODY))
        ApiExecutor executor = executor()

        when:
        List<BakshException> failures = (1..POSTS).collect {
            try {
                executor.send(call)
                null
            } catch (BakshException e) {
                e
            }
        }

        then:
        server.requests.size() == 2 * POSTS
        source.requests.size() == POSTS + 1
        failures.every { it.exit() == ExitCode.DENIED }
        failures*.message.toSet() == ['n2ws (' + authority() + '): ' + call.description() + ': No. (' + call.method() + ' ' + server.url + '/api/things/ -> 401)'] as Set
        failures*.hint().toSet() == ['the server rejects a token that it has just issued; check the state of the user on the server'] as Set

        where:
        call << [ClientFixture.writeCall('things/', Effect.ENSURE), ClientFixture.readCall('things/')]
    }

    def "a token that expires before it reaches a slow server is not treated as a rejected valid token (#call.method())"() {
        given:
        source.accessLifetime = Duration.ofSeconds(30)
        int slow = 2
        server.handler = {
            if (slow-- <= 0) return json(200, '{"id": 3}')
            fixture.time.advance(Duration.ofSeconds(40))
            json(401, DENIED_BODY)
        }

        when:
        def response = executor(Duration.ofMinutes(5)).send(call)

        then:
        response.get('id') == 3
        server.requests*.headers*.authorization == ['Bearer access-1', 'Bearer access-2', 'Bearer access-3']

        where:
        call << [ClientFixture.writeCall('things/', Effect.ENSURE), ClientFixture.readCall('things/')]
    }

    def "a write is sent again with a new token after one 401"() {
        given:
        server.respondWith(json(401, DENIED_BODY), json(200, '{"id": 3}'))

        when:
        def response = executor().send(ClientFixture.writeCall('things/', Effect.ENSURE))

        then:
        response.get('id') == 3
        server.requests*.headers*.authorization == ['Bearer access-1', 'Bearer access-2']
        server.requests*.body == ['{"a":1}', '{"a":1}']
    }

    def "a write is retried after 429 with Retry-After #header"() {
        given:
        server.respondWith(json(header ? ['Retry-After': header] : [:], 429, DENIED_BODY), json(200, '{"id": 3}'))

        when:
        def response = executor().send(ClientFixture.writeCall('things/', Effect.ENSURE))

        then:
        response.get('id') == 3
        server.requests.size() == 2
        fixture.time.elapsed >= Duration.ofSeconds(least)
        fixture.time.elapsed <= Duration.ofSeconds(most)

        where:
        header                          || least | most
        null                            || 0     | 1
        '0'                             || 0     | 0
        '00000000000000000000'          || 0     | 0
        '7'                             || 7     | 8
        '120'                           || 120   | 132
        'Wed, 04 Mar 2026 05:06:37 GMT' || 30    | 33
        'Wed, 04 Mar 2020 05:06:37 GMT' || 0     | 0
        'soon'                          || 0     | 1
        '-5'                            || 0     | 1
    }

    def "a Retry-After of more than two minutes is reported immediately"() {
        given:
        server.respondWith(json('Retry-After': header, 429, DENIED_BODY))

        when:
        executor().send(call)

        then:
        ServerException e = thrown()
        e.message == 'n2ws (' + authority() + '): ' + call.description() + ': No. (' + call.method() + ' ' + server.url + '/api/things/ -> 429)'
        e.hint() == "the server asks to wait $shown"
        server.requests.size() == 1
        fixture.time.pauses.empty

        where:
        [call, header] << [[ClientFixture.writeCall('things/', Effect.ENSURE), ClientFixture.readCall('things/')], ['121', '99999999999999999999']].combinations()
        shown = header == '121' ? '121 s' : 'for many years'
    }

    def "a permanent 429 ends a write after four attempts, none of them executed"() {
        given:
        server.respondWith(json(429, DENIED_BODY))

        when:
        executor().send(ClientFixture.writeCall('things/', Effect.ENSURE))

        then:
        ServerException e = thrown()
        e.status() == 429
        server.requests.size() == 4
    }

    def "a POST with the effect #effect is sent once, and its outcome is unknown after #status: nothing on the server can be looked for"() {
        given:
        server.respondWith(json('Retry-After': '121', status, DENIED_BODY), json(200, '{"id": 3}'))

        when:
        executor().send(ClientFixture.writeCall('things/', effect, [a: 1], 'POST'))

        then:
        UnknownOutcomeException e = thrown()
        e.message == "n2ws (${authority()}): write things/ was sent and the server responded with $status, which does not prove that nothing was done: " +
            'the outcome is not known; the write leaves no result to look for'
        e.exit() == ExitCode.UNFINISHED
        server.requests.size() == 1
        fixture.time.pauses.empty

        where:
        [effect, status] << [[Effect.ENSURE, Effect.START, Effect.DANGER], [401, 429]].combinations()
    }

    def "a rejection with #status is an error and not an unknown outcome"() {
        given:
        server.respondWith(json(status, DENIED_BODY))

        when:
        executor().send(ClientFixture.writeCall('things/'))

        then:
        ServerException e = thrown()
        e.exit() == exit
        e.message == 'n2ws (' + authority() + '): write things/: No. (POST ' + server.url + '/api/things/ -> ' + status + ')'
        server.requests.size() == 1

        where:
        status || exit
        400    || ExitCode.FAILED
        403    || ExitCode.DENIED
        404    || ExitCode.FAILED
        405    || ExitCode.FAILED
        409    || ExitCode.FAILED
        415    || ExitCode.FAILED
        422    || ExitCode.FAILED
    }

    def "without a listener nothing is sent and no outcome is unknown"() {
        given:
        ApiExecutor executor = executor()
        server.close()

        when:
        executor.send(call)

        then:
        TransportException e = thrown()
        !e.mayHaveBeenSent()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (' + authority() + '): no server listens at ' + authority() + ' (connection refused)'
        e.hint() == 'check BAKSH_N2WS_URL, the firewall, and that the server runs'
        fixture.time.pauses.size() == 3

        where:
        call << [ClientFixture.writeCall('things/'), ClientFixture.readCall('things/')]
    }

    def "the deadline also limits a response body that arrives byte by byte"() {
        given:
        server.respondWith(server.trickle())
        ApiExecutor executor = executor(Duration.ofMillis(300))

        when:
        executor.send(ClientFixture.writeCall('things/'))

        then:
        UnknownOutcomeException e = thrown()
        e.hint() == 'the write was not sent again; look at the server before you repeat it\nn2ws (' + authority() + '): no complete response within 300 ms (POST ' + server.url + '/api/things/)'
        server.requests.size() == 1
    }

    def "a read rejects an encoded response without a retry"() {
        given:
        server.respondWith(json('Content-Encoding': 'br', 200, '{}'))

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        TransportException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (' + authority() + '): the response is encoded as br, which was not requested (GET ' + server.url + '/api/things/)'
        server.requests.size() == 1
        server.requests[0].headers['accept-encoding'] == 'identity'
    }

    def "a response above the size limit is rejected without a retry"() {
        given:
        server.respondWith({ Socket socket ->
            socket.outputStream.write(head(200, ['Content-Type': 'application/json']).bytes)
            byte[] spaces = ([32] * 65_536) as byte[]
            try {
                1100.times { socket.outputStream.write(spaces) }
            } catch (IOException ignored) {
                // The client has closed the connection, as expected.
            }
        } as FaultyHttpServer.ResponseWriter)

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        TransportException e = thrown()
        e.message == 'n2ws (' + authority() + '): the response is larger than 64 MiB (GET ' + server.url + '/api/things/)'
        server.requests.size() == 1
    }

    def "an HTML page with status 200 is not a valid response to a read"() {
        given:
        server.respondWith(html(200))

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (' + authority() + '): read things/: the response is an HTML page instead of JSON (GET ' + server.url + '/api/things/ -> 200)'
        e.hint() == 'this is not the API: check BAKSH_N2WS_URL and the path; paths are case-sensitive'
        server.requests.size() == 1
    }

    def "a read is retried after #fault"() {
        given:
        server.respondWith(reply, reply, reply, json(200, '{"id": 1}'))

        when:
        def response = executor().send(ClientFixture.readCall('things/'))

        then:
        response.get('id') == 1
        server.requests.size() == 4
        fixture.time.pauses.size() == 3

        where:
        fault       | reply
        'a close'   | closeConnection()
        'a reset'   | resetConnection()
        '500'       | html(500)
        '502'       | html(502)
        '408'       | json(408, '')
        'a 429'     | json(429, '')
        'half'      | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '9']) + '{')
    }

    def "a stalled read is retried long before its deadline: #moment"() {
        given:
        server.respondWith(server.stall(begins), json(200, '{"id": 1}'))
        def config = ClientFixture.serverConfig('n2ws', server.url)
        OkHttpTransport shortTimeoutTransport = new OkHttpTransport(config, [:], new RequestLog(fixture.redactor, fixture.time), KnownHosts.NONE, null, Duration.ofMillis(200))

        when:
        def response = fixture.createExecutor(config, N2wsClient.dialect(), null, shortTimeoutTransport).send(ClientFixture.readCall('things/'))

        then:
        response.get('id') == 1
        server.requests.size() == 2

        cleanup:
        shortTimeoutTransport.close()

        where:
        moment                | begins
        'before the answer'   | false
        'in the middle of it' | true
    }

    def "a read that fails four times is an error that describes the response"() {
        given:
        server.respondWith(html(503))

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (' + authority() + '): read things/: the server is not available (GET ' + server.url + '/api/things/ -> 503)'
        server.requests.size() == 4
    }

    def "a body that is JSON is read, whatever its type: #headers"() {
        given:
        server.respondWith(json(headers, 200, ' {"count": 0, "results": [], "next": null}\n'))

        expect:
        executor().send(ClientFixture.readCall('things/')).get('count') == 0
        server.requests.size() == 1

        where:
        headers << [['Content-Type': 'text/plain; charset=utf-8'], ['Content-Type': 'text/html'], ['Content-Type': 'application/octet-stream'], [:]]
    }

    def "a read that ends with #what describes the response and the next step"() {
        given:
        server.respondWith(reply, reply, reply, reply)

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (' + authority() + '): ' + message.replace('TRIED', 'GET ' + server.url + '/api/things/').replace('HOST', server.url.toString())
        e.hint() == hint
        server.requests.size() == requests

        where:
        what               | reply                                     || requests | message                                                                                                    | hint
        'a plain text'     | json('Content-Type': 'text/plain', 200, 'x') || 1     | 'read things/: the response is text instead of JSON (TRIED -> 200)'                                          | NOT_API_HINT
        'a line of a log'  | json('Content-Type': 'text/plain', 200, '[warn] busy') || 1 | 'read things/: the response is text instead of JSON (TRIED -> 200)'                              | NOT_API_HINT
        'a page'           | json('Content-Type': 'text/html', 200, '<p>{}</p>') || 1 | 'read things/: the response is an HTML page instead of JSON (TRIED -> 200)'                      | NOT_API_HINT
        'XML'              | json('Content-Type': 'application/xml', 200, '<a/>') || 1 | 'read things/: the response is XML instead of JSON (TRIED -> 200)'                                       | NOT_API_HINT
        'another type'     | json('Content-Type': 'image/png', 200, 'x') || 1      | 'read things/: the response is of the type image/png instead of JSON (TRIED -> 200)'                         | NOT_API_HINT
        'a strange type'   | json('Content-Type': 'a b', 200, 'x')     || 1        | 'read things/: the response is of an unknown type instead of JSON (TRIED -> 200)'                          | NOT_API_HINT
        '408'              | json(408, '')                             || 4        | 'read things/: timeout: the server did not receive the complete request in time (TRIED -> 408)'             | 'the network or a proxy may be slow: try again'
        'a reset'          | resetConnection()                                   || 4        | 'the connection broke (TRIED): Connection reset'                                                           | TLS_HINT
        'a close'          | closeConnection()                                  || 4        | 'the connection broke (TRIED): unexpected end of stream on HOST/...'                                       | TLS_HINT
        'an alert of TLS'  | raw('\u0015\u0003\u0003 F\r\n')      || 4        | 'the connection broke (TRIED): Unexpected status line: \u0015\u0003\u0003 F'                            | TLS_HINT
        'half an answer'   | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '9']) + '{') || 4 | 'the connection broke (TRIED): unexpected end of stream'                  | null
    }

    def "the 400 page of a TLS server for plain HTTP leads to the hint to use https"() {
        given:
        server.respondWith(html(400))

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.message == 'n2ws (' + authority() + '): read things/: refused (GET ' + server.url + '/api/things/ -> 400)'
        e.hint() == TLS_HINT
    }

    def "a read retries a TLS handshake without a response and reports the retry"() {
        given:
        List<Socket> acceptedSockets = Collections.synchronizedList([])
        ServerSocket silentServer = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon { while (!silentServer.closed) try { acceptedSockets << silentServer.accept() } catch (IOException ignored) { } }
        URI url = URI.create("https://127.0.0.1:$silentServer.localPort")
        fixture.limits = new ClientLimits(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ZERO)

        when:
        fixture.createExecutor(ClientFixture.serverConfig('n2ws', url), N2wsClient.dialect()).send(ClientFixture.readCall('things/'))

        then:
        TransportException e = thrown()
        !e.mayHaveBeenSent()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "n2ws ($url.authority): $url.authority accepted the connection but did not complete the TLS handshake in time"
        e.hint() == 'check the port in BAKSH_N2WS_URL, and whether the server is starting or overloaded'
        acceptedSockets.size() > 1

        cleanup:
        silentServer.close()
        acceptedSockets*.close()
    }

    def "a read does not follow a redirect, and no byte reaches the other host"() {
        given:
        FaultyHttpServer otherServer = new FaultyHttpServer()
        server.respondWith(json('Location': otherServer.url.toString() + '/api/things/', 302, ''))

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == 'n2ws (' + authority() + '): read things/: the server responds with a redirect to ' + otherServer.url + '/api/things/, which baksh does not follow (GET ' + server.url + '/api/things/ -> 302)'
        e.hint() == 'check the scheme and the port in BAKSH_N2WS_URL'
        otherServer.requests.empty

        cleanup:
        otherServer.close()
    }

    def "an empty success response is valid for a write and invalid for a read"() {
        given:
        server.respondWith(raw(head(204, [:])))

        expect:
        executor().send(ClientFixture.writeCall('things/')) == null

        when:
        executor().send(ClientFixture.readCall('things/'))

        then:
        BakshException e = thrown()
        e.message == 'n2ws (' + authority() + '): read things/: the response is empty (GET ' + server.url + '/api/things/)'
    }

    def "a token with characters that are invalid in a header is rejected and not printed"() {
        given:
        TokenSource badSource = Stub(TokenSource) {
            obtain() >> new TokenResponse(token, null, null, null)
        }
        ApiExecutor executor = fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect(), badSource)

        when:
        executor.send(call)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message == 'n2ws (' + authority() + '): the token contains a character that is not allowed in a header; nothing was sent'
        server.requests.empty

        where:
        token               | call
        'canary\nX-Evil: 1' | ClientFixture.readCall('things/')
        'canary\r\nx: y'    | ClientFixture.writeCall('things/')
        'canary\u0000'      | ClientFixture.readCall('things/')
        'canaré'            | ClientFixture.readCall('things/')
    }

    def "a delete is sent with an empty body, and an unclear end is an unknown outcome"() {
        given:
        server.respondWith(closeConnection())

        when:
        executor().send(ClientFixture.writeCall('things/3/', Effect.DANGER, null, 'DELETE'))

        then:
        thrown(UnknownOutcomeException)
        server.requestLines == ['DELETE /api/things/3/ HTTP/1.1']
        server.requests[0].headers['content-length'] == '0'
    }
}
