package dev.baksh.reliability

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.http.TransportException
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.retry.ClientLimits
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.security.Security
import java.time.Duration
import java.time.Instant

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** Bad inputs that concern time: TLS (42, 43 and 45), scripts, signals and deadlines (133 to 138). */
@Timeout(120)
class InvalidTimingSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @TempDir
    Path home

    CommandResult runExpression(String expression, Instant now = ManualTimeSource.START) {
        final CommandRunner runner = new CommandRunner(home)
        runner.time = new ManualTimeSource()
        ((ManualTimeSource) runner.time).jumpWallClock(Duration.between(ManualTimeSource.START, now))
        runner.env.BAKSH_N2WS_URL = server.url.toString()
        runner.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        return runner.runExpression(expression, '-o', 'json')
    }

    /** Returns a listener that sends these bytes to a TLS client and then nothing. */
    static ServerSocket tlsListener(String hex) {
        final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getByName('127.0.0.1'))
        Thread.startDaemon('greeter') {
            // The garbage collector closes a socket to which nothing refers.
            final List<Socket> accepted = []
            while (!socket.closed) {
                try {
                    final Socket connection = socket.accept()
                    accepted << connection
                    connection.outputStream.write(hex.decodeHex())
                } catch (SocketException ignored) {
                    // Closed: the loop ends.
                }
            }
        }
        return socket
    }

    def "input #input, #what: #message"() {
        given:
        ServerSocket tlsListener = tlsListener(hex)
        fixture.limits = new ClientLimits(Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofSeconds(1))
        def config = ClientFixture.serverConfig('n2ws', URI.create("https://127.0.0.1:$tlsListener.localPort"))

        when:
        fixture.createExecutor(config, N2wsClient.dialect()).send(ClientFixture.readCall('things/'))

        then:
        TransportException e = thrown()
        e.message.replace("127.0.0.1:$tlsListener.localPort", 'HOST') == message
        !e.mayHaveBeenSent()

        cleanup:
        tlsListener?.close()

        where:
        input | what                                  | hex              || message
        42    | 'only TLS 1.0: protocol_version'      | '15030100020246' || 'n2ws (HOST): HOST accepts neither TLS 1.2 nor TLS 1.3: Received fatal alert: protocol_version'
        45    | 'a greeting without a response'      | ''               || 'n2ws (HOST): HOST accepted the connection but did not complete the TLS handshake in time'
    }

    def "input 43, MD5 and short keys: not applicable, the JDK rejects them and baksh does not change that"() {
        expect:
        Security.getProperty('jdk.certpath.disabledAlgorithms').contains('MD5')
        Security.getProperty('jdk.certpath.disabledAlgorithms').contains('RSA keySize < 1024')
        Security.getProperty('jdk.tls.disabledAlgorithms').contains('TLSv1')
    }

    def "input #input, #what: #outcome"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') : json(200, '{"name": "${1 + 1} #{1 + 1}"}')
        }

        expect:
        describeResult(runExpression(expression, Instant.parse(now))) == outcome

        where:
        input | what                               | now                    | expression                                  || outcome
        135   | 'endless recursion'                | '2026-03-04T05:06:07Z' | 'def f; f = { f() }; f()'                   || '1 baksh: a method or closure calls itself endlessly /   -e:1'
        136   | 'a server string in a GString'     | '2026-03-04T05:06:07Z' | '"<${n2ws.get("x").name}>"'                 || '"<${1 + 1} #{1 + 1}>"'
        136   | 'a server string as an argument'   | '2026-03-04T05:06:07Z' | 'n2ws.get("y", search: n2ws.get("x").name).name.length()' || '17'
        138   | 'the night in which clocks are put forward' | '2026-03-29T00:30:00Z' | '[now, 2.hours.ago, 1.day.ago]'   || '["2026-03-29T00:30:00Z","2026-03-28T22:30:00Z","2026-03-28T00:30:00Z"]'
        138   | 'the night in which clocks are put back' | '2026-10-25T00:30:00Z' | '[now, 2.hours.ago, 1.day.ago]'            || '["2026-10-25T00:30:00Z","2026-10-24T22:30:00Z","2026-10-24T00:30:00Z"]'
        138   | 'beyond 2038'                      | '2038-01-19T03:14:08Z' | '[now, 1.second.ago]'                       || '["2038-01-19T03:14:08Z","2038-01-19T03:14:07Z"]'
    }

    def "input 138, times of a server: #text is read as #read"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') : json(200, "{\"at\": \"$text\"}")
        }

        expect:
        describeResult(runExpression('n2ws.get("x").at')) == read

        where:
        text                        || read
        '2026-12-31T23:59:59Z'      || '"2026-12-31T23:59:59Z"'
        '2026-12-31T23:59:60Z'      || '"2026-12-31T23:59:60Z"'
        '2038-01-19T03:14:08Z'      || '"2038-01-19T03:14:08Z"'
        '2026-03-04T05:45:00+05:45' || '"2026-03-04T00:00:00Z"'
        '9999-12-31T23:59:59Z'      || '"9999-12-31T23:59:59Z"'
    }

    String describeResult(CommandResult result) {
        final String text = result.code == 0 ? result.out : result.code + ' ' + result.err
        return text.replace(server.url.authority, 'HOST').replaceAll(/\n$/, '').replace('\n', ' / ')
    }
}
