package dev.baksh.reliability

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTimeSource
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.client.exchange.FaultyHttpServer.json

/**
 * Bad inputs 48 to 68: names with terminal control sequences. Only visible characters may reach the terminal;
 * TerminalIT covers the prompt, the completion menu and the colours of a line on a real terminal. At full scale each
 * text goes through each output, otherwise through a part of them.
 */
@Scaled
@Timeout(120)
class TerminalInjectionSpec extends Specification {
    static final List<String> SINKS = [
        'table(n2ws.policies)', 'n2ws.policies.list()[0]', 'n2ws.policies.list()*.name', 'println n2ws.policies.list()[0].name',
        'print n2ws.policies.list()[0]', 'printf("%s", n2ws.policies.list()[0].name)', 'json(n2ws.policies.list())', 'csv(n2ws.policies)', 'bar([(n2ws.policies.list()[0].name): 1])',
        'n2ws.policies["nohtly"]', 'n2ws.policies["twin"]', 'fail n2ws.policies.list()[0].name', 'throw new RuntimeException(n2ws.policies.list()[0].name)',
        'n2ws.get("broken")', 'n2ws.policies.list()[0].nmae', 'n2ws.policies.list()[0].delete()',
    ]
    static final List<String> FORMATS = ['table', 'json', 'ndjson', 'csv', 'yaml', 'md']

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    def "input #input (text #number) reaches the terminal unescaped through no output"() {
        given:
        String name = 'n' + text + 'o'
        Map row = [id: 1, name: name, description: [deep: [name]], (name): 1]
        String rows = new ObjectMapper().writeValueAsString([count: 3, next: null, results: [row, [id: 2, name: 'twin', account: name], [id: 3, name: 'twin', account: name]]])
        String errorBody = new ObjectMapper().writeValueAsString([detail: name, errors: [[message: name, code: name]]])
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') :
                request.methodAndPath.contains('broken') ? json(400, errorBody) : json(200, rows)
        }

        when:
        List<List<String>> sinks = [*SINKS.collect { [it] }, *FORMATS.collect { ['n2ws.policies', '-o', it] }]
        List<String> controlsFound = Scale.scaledShare(sinks, number).collectMany { List<String> args ->
            CommandResult result = runOnTerminal(*args)
            String screen = result.out + result.err
            assert !screen.empty
            // println output has the layout of the script, which may contain TAB.
            (TerminalInjectionInputs.findControls(screen) - (args[0].startsWith('print') ? ['U+0009'] : [])).collect { "${args.join(' ')}: $it".toString() }
        }

        then:
        controlsFound == []

        where:
        number << (1..TerminalInjectionInputs.TEXTS.size())
        input = TerminalInjectionInputs.TEXTS[number - 1][0]
        text = TerminalInjectionInputs.TEXTS[number - 1][1]
    }

    private CommandResult runOnTerminal(String expression, String... options) {
        CommandRunner runner = new CommandRunner(home).useTerminal('no\n')
        runner.time = new ManualTimeSource()
        runner.env.BAKSH_N2WS_URL = server.url.toString()
        runner.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        return runner.runExpression(expression, options)
    }
}
