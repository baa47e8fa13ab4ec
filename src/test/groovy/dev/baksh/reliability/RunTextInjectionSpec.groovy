package dev.baksh.reliability

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.text.GroovyCode
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

/**
 * Control sequences in the texts of a runbook and in the journal of its run: titles, names of steps, help, notes, failures,
 * bodies of writes, and output of the script.
 */
@Scaled
@Timeout(300)
class RunTextInjectionSpec extends Specification {
    static final List<List<String>> COMMANDS = [
        ['report', 'last'], ['undo', 'last'], ['runs'], ['runs', 'last'], ['runs', '-o', 'json'], ['journal'], ['help', 'FILE'], ['check', 'FILE'],
        ['--dry-run', 'run', 'FILE'], ['--yes', 'run', 'FILE'], ['resume', 'last', '--from', 'none'], ['help', 'n2ws.TEXT'], ['help', 'find TEXT'], ['TEXT.groovy'],
    ]

    @TempDir
    Path home

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions([:]))

    def "no command sends a text of a runbook or of a journal to the terminal unescaped: text #number"() {
        given:
        String literal = GroovyCode.quote('n' + text.take(2000) + 'o')
        Path file = home.resolve('book.groovy')
        Files.writeString(file, """\
            title $literal
            params { string 'p', default: $literal, help: $literal }
            note $literal
            step($literal) { n2ws.policies['adhoc'].update { description params.p }; null }
            step('group') { px.groups.create($literal); null }
            println $literal
            new PrintWriter(out, true).println($literal)
            def raw = $literal.bytes
            out.write(raw, 0, raw.length)
            fail $literal
            """.stripIndent())
        runOnTerminal(file, ['--yes', 'run', 'FILE'])

        when:
        List<String> controlsFound = Scale.scaledShare(COMMANDS, number).collectMany { List<String> args ->
            CommandResult result = runOnTerminal(file, args)
            String screen = result.out + result.err
            assert !screen.empty
            (TerminalInjectionInputs.findControls(screen) - ['U+0009']).collect { "${args.join(' ')}: $it".toString() }
        }

        then:
        controlsFound == []

        where:
        number << (1..TerminalInjectionInputs.TEXTS.size()).step(Scale.FACTOR < 1 ? 3 : 1)
        text = TerminalInjectionInputs.TEXTS[number - 1][1]
    }

    private CommandResult runOnTerminal(Path file, List<String> args) {
        CommandRunner runner = new CommandRunner(home).useTerminal('no\n')
        runner.time = new ManualTimeSource()
        runner.env.putAll([BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_PX_URL: sandbox.pxUrl().toString(), BAKSH_PX_GROUPS: 'keycloak', BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()])
        runner.start(*args*.replace('FILE', file.toString())*.replace('TEXT', 'x\u009b31m\u202e'))
    }
}
