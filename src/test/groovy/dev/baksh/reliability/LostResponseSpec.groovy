package dev.baksh.reliability

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.exchange.FaultyHttpServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.client.exchange.FaultyHttpServer.closeConnection
import static dev.baksh.client.exchange.FaultyHttpServer.head
import static dev.baksh.client.exchange.FaultyHttpServer.json
import static dev.baksh.client.exchange.FaultyHttpServer.raw
import static dev.baksh.client.exchange.FaultyHttpServer.resetConnection

/** Soak T0: the server executes the POST of a script once, whatever happens to the response. */
class LostResponseSpec extends Specification {
    static final int POSTS = Scale.scaledCount(200)
    static final String TOKENS = '{"access": "access-token", "refresh": "refresh-token"}'

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    @Scaled
    def "a server that executes a write and responds with #fault executes each of many POSTs once"() {
        given:
        CommandRunner runner = new CommandRunner(home)
        runner.env.BAKSH_N2WS_URL = server.url.toString()
        runner.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        List<String> executedWrites = Collections.synchronizedList([])
        server.handler = { FaultyHttpServer.Request request ->
            if (request.methodAndPath.contains('/token/')) return json(200, TOKENS)
            executedWrites << request.body
            reply
        }

        when:
        CommandResult result = runner.runStandardInput("""
            def ends = [:].withDefault { 0 }
            for (int i in 1..$POSTS) {
                def end = 'ok'
                try { n2ws.post('things/', [number: i]) } catch (e) { end = e.exit() }
                ends[end.toString()]++
            }
            println ends
            """, '--yes')

        then:
        result.err == ''
        result.out == "[$end:$POSTS]\n"
        executedWrites.size() == POSTS
        executedWrites.toSet() == (1..POSTS).collect { '{"number":' + it + '}' } as Set

        where:
        fault                     | reply                                                                                 || end
        'a closed connection'     | closeConnection()                                                                              || 'UNFINISHED'
        'a reset'                 | resetConnection()                                                                               || 'UNFINISHED'
        'a truncated body'        | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '100']) + '{"a') || 'UNFINISHED'
        '408'                     | json(408, '')                                                                         || 'UNFINISHED'
        '503 and Retry-After 0'   | json('Retry-After': '0', 503, '')                                                     || 'UNFINISHED'
        '307 to the same path'    | json('Location': '/api/things/', 307, '')                                             || 'UNFINISHED'
        '401'                     | json(401, '{}')                                                                       || 'UNFINISHED'
        '403 and a token error'   | json(403, '{"errors":[{"message":"no","code":"token_not_valid"}]}')                   || 'UNFINISHED'
        '421'                     | json(421, '')                                                                         || 'UNFINISHED'
        '425'                     | json(425, '')                                                                         || 'UNFINISHED'
        '429 and Retry-After 0'   | json('Retry-After': '0', 429, '{}')                                                   || 'UNFINISHED'
        '500'                     | json(500, '{}')                                                                       || 'UNFINISHED'
    }
}
