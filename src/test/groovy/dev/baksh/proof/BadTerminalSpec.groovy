package dev.baksh.proof

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.Printed
import dev.baksh.cli.Typist
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.HandTime
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.exchange.FaultServer.json

/**
 * Bad inputs 48 to 68: names that a terminal would obey. On a terminal nothing of them arrives but what can be seen; the
 * prompt, the menu of TAB and the colours of a line are in TerminalIT, on a real terminal. At full scale each text goes
 * through each sink, else through a share of them.
 */
@Scaled
@Timeout(120)
class BadTerminalSpec extends Specification {
    static final List<String> SINKS = [
        'table(n2ws.policies)', 'n2ws.policies.list()[0]', 'n2ws.policies.list()*.name', 'println n2ws.policies.list()[0].name',
        'print n2ws.policies.list()[0]', 'printf("%s", n2ws.policies.list()[0].name)', 'json(n2ws.policies.list())', 'csv(n2ws.policies)', 'bar([(n2ws.policies.list()[0].name): 1])',
        'n2ws.policies["nohtly"]', 'n2ws.policies["twin"]', 'fail n2ws.policies.list()[0].name', 'throw new RuntimeException(n2ws.policies.list()[0].name)',
        'n2ws.get("broken")', 'n2ws.policies.list()[0].nmae', 'n2ws.policies.list()[0].delete()',
    ]
    static final List<String> FORMATS = ['table', 'json', 'ndjson', 'csv', 'yaml', 'md']

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @TempDir
    Path home

    def "input #input (text #number) reaches no terminal through any sink"() {
        given:
        String name = 'n' + text + 'o'
        Map row = [id: 1, name: name, description: [deep: [name]], (name): 1]
        String rows = new ObjectMapper().writeValueAsString([count: 3, next: null, results: [row, [id: 2, name: 'twin', account: name], [id: 3, name: 'twin', account: name]]])
        String broken = new ObjectMapper().writeValueAsString([detail: name, errors: [[message: name, code: name]]])
        server.handler = { FaultServer.Request request ->
            request.target.contains('/token') ? json(200, '{"access": "access-token"}') :
                request.target.contains('broken') ? json(400, broken) : json(200, rows)
        }

        when:
        List<List<String>> sinks = [*SINKS.collect { [it] }, *FORMATS.collect { ['n2ws.policies', '-o', it] }]
        List<String> found = Scale.share(sinks, number).collectMany { List<String> words ->
            Printed said = say(*words)
            String screen = said.out + said.err
            assert !screen.empty
            // To print is the script's own way of layout, which TAB belongs to.
            (Hostile.found(screen) - (words[0].startsWith('print') ? ['U+0009'] : [])).collect { "${words.join(' ')}: $it".toString() }
        }

        then:
        found == []

        where:
        number << (1..Hostile.TEXTS.size())
        input = Hostile.TEXTS[number - 1][0]
        text = Hostile.TEXTS[number - 1][1]
    }

    private Printed say(String expression, String... options) {
        Typist typist = new Typist(home).atTerminal('no\n')
        typist.time = new HandTime()
        typist.env.BAKSH_N2WS_URL = server.url.toString()
        typist.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        return typist.says(expression, options)
    }
}
