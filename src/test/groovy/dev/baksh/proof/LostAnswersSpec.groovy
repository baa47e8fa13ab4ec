package dev.baksh.proof

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.Printed
import dev.baksh.cli.Typist
import dev.baksh.exchange.FaultServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.exchange.FaultServer.hangUp
import static dev.baksh.exchange.FaultServer.head
import static dev.baksh.exchange.FaultServer.json
import static dev.baksh.exchange.FaultServer.raw
import static dev.baksh.exchange.FaultServer.reset

/** T0: whatever becomes of the answer to a POST of a script, the server has carried it out once. */
class LostAnswersSpec extends Specification {
    static final int POSTS = Scale.count(200)
    static final String TOKENS = '{"access": "access-token", "refresh": "refresh-token"}'

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @TempDir
    Path home

    @Scaled
    def "the server that commits and then answers with #fault has one commit for each of many POSTs"() {
        given:
        Typist typist = new Typist(home)
        typist.env.BAKSH_N2WS_URL = server.url.toString()
        typist.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        List<String> commits = Collections.synchronizedList([])
        Set<String> refused = Collections.synchronizedSet([] as Set)
        server.handler = { FaultServer.Request request ->
            if (request.target.contains('/token/')) return json(200, TOKENS)
            if (fault == '401, once each' && refused.add(request.body)) return json(401, '{}')
            commits << request.body
            reply
        }

        when:
        Printed said = typist.reads("""
            def ends = [:].withDefault { 0 }
            for (int i in 1..$POSTS) {
                def end = 'ok'
                try { n2ws.post('things/', [number: i]) } catch (e) { end = e.exit() }
                ends[end.toString()]++
            }
            println ends
            """, '--yes')

        then:
        said.err == ''
        said.out == "[$end:$POSTS]\n"
        commits.size() == POSTS
        commits.toSet() == (1..POSTS).collect { '{"number":' + it + '}' } as Set

        where:
        fault                     | reply                                                                                 || end
        'a closed connection'     | hangUp()                                                                              || 'UNFINISHED'
        'a reset'                 | reset()                                                                               || 'UNFINISHED'
        'a truncated body'        | raw(head(200, ['Content-Type': 'application/json', 'Content-Length': '100']) + '{"a') || 'UNFINISHED'
        '408'                     | json(408, '')                                                                         || 'UNFINISHED'
        '503 and Retry-After 0'   | json('Retry-After': '0', 503, '')                                                     || 'UNFINISHED'
        '307 to the same path'    | json('Location': '/api/things/', 307, '')                                             || 'UNFINISHED'
        '401, once each'          | json(201, '{"id": 1}')                                                                || 'ok'
    }
}
