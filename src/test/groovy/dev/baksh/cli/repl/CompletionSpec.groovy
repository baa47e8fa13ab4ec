package dev.baksh.cli.repl

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.app.Wiring
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.Console
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.Catalog
import dev.baksh.client.http.SecretRedactor
import dev.baksh.sandbox.server.RecordedRequest
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import dev.baksh.shell.LineAssistant
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.DslCompleter
import org.jline.reader.Candidate
import org.jline.reader.LineReader
import org.jline.reader.ParsedLine
import org.jline.reader.impl.history.DefaultHistory
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path
import java.time.Duration

/** TAB at every place of many lines, against servers that keep a list of what they are asked. */
@Timeout(120)
class CompletionSpec extends Specification {
    @TempDir
    Path home

    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
    SandboxHarness lab = new SandboxHarness(home)
    int evaluations
    Binding binding = new Binding(danger: new Object() {
        Object getProperty(String name) {
            evaluations++
        }

        Object invokeMethod(String name, Object arguments) {
            evaluations++
        }
    }) {
        @Override
        Object getVariable(String name) {
            evaluations++
            super.getVariable(name)
        }
    }
    ScriptCompiler compiler = new ScriptCompiler(CompletionSpec.classLoader, Script, [])
    EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { binding })
    Wiring wiring = wiring()
    RowNameLoader names = new RowNameLoader(wiring, home.resolve('names'), { it.run() })
    DslCompleter words = words(names)
    LineAssistant assistant = new LineAssistant(lexicon(), [:], { true }, { true }, { true })

    def cleanup() {
        wiring.close()
        lab.close()
    }

    def "TAB after every prefix of 200 lines writes nothing, evaluates nothing, and reads each list once"() {
        given:
        List<String> lines = lines()
        session.warmUp()

        when:
        lines.each { line -> (0..line.length()).each { complete(line.substring(0, it)) } }

        then:
        lines.size() >= 200
        lab.writes().empty
        evaluations == 0
        session.evaluatedSources().empty
        complete('dang').contains('danger')
        List<RecordedRequest> reads = lab.sandbox.requests().findAll { it.method() == 'GET' }
        reads*.path().unique().size() > 3
        reads.countBy { "${it.server()} ${it.path()} ${it.query()}" }.values().every { it == 1 }
    }

    def "a line that is typed is coloured and answered with tips without asking anybody"() {
        given:
        LineReader reader = Stub(LineReader) { getHistory() >> new DefaultHistory() }

        when:
        lines().each { line -> (0..line.length()).each { assistant.highlight(reader, line.substring(0, it)) } }

        then:
        lab.sandbox.requests().empty
        evaluations == 0
    }

    def "without the network the names of before are there"() {
        given:
        List<String> before = complete("n2ws.policies['")
        lab.sandbox.close()
        wiring.close()
        lab.clock.turn(Duration.ofHours(5))
        wiring = wiring()
        words = words(new RowNameLoader(wiring, home.resolve('names'), { it.run() }))

        expect:
        before.contains("nightly']")
        complete("n2ws.policies['") == before
        complete("n2ws.policies['") == before
    }

    def "names of a server that is not configured are none"() {
        expect:
        complete("px('nowhere').roles['") == []
    }

    def "what was printed is known at once"() {
        given:
        Object role = wiring.client('px', null).resource('roles').list([:]).first()

        when:
        names.learn([role])
        names.learn(role)
        names.learn(['text', 5])
        names.learn(null)

        then:
        !complete("px.roles['").empty
    }

    /** Every example of the catalogue, as it stands and in the places where people put such a line. */
    private List<String> lines() {
        List<String> examples = catalogs.values().collectMany { it.nouns().values() }
            .collectMany { it.operations().values() }*.example().findAll()
        List<String> more = [
            "n2ws.policies['nightly'].backup().await(timeout: 2.hours, every: 30.seconds)",
            'n2ws.policies.findAll { it.enabled }.each { it.delete() }', "px.users['alice'].map('backup-viewer', 'px-backup-app.user')",
            "px.roles.create('x') { viewOnly 'cloudcredential'; fullAccess 'schedulepolicy'; allow 'role', apis: ['inspect*'] }",
            "danger.policies['nightly'].backup()", 'danger().x.y.delete()', "n2ws.post('aws/policies/', [name: 'x'])",
        ]
        List<String> whole = examples + more
        List<String> placed = whole.collectMany { ["x = $it", "try { $it } finally { }", "px.roles.each { r -> $it }", "println($it)"]*.toString() }
        (whole + placed).take(Math.max(200, whole.size()))
    }

    private List<String> complete(String before) {
        List<Candidate> found = []
        words.complete(null, new Typed(before), found)
        found*.value()
    }

    /** A text with the cursor at its end. */
    private static class Typed implements ParsedLine {
        final String line

        Typed(String line) {
            this.line = line
        }

        @Override
        String line() {
            line
        }

        @Override
        int cursor() {
            line.length()
        }

        @Override
        String word() {
            line
        }

        @Override
        int wordCursor() {
            line.length()
        }

        @Override
        int wordIndex() {
            0
        }

        @Override
        List<String> words() {
            [line]
        }
    }

    /** As the shell has it: what variables hold is looked at, too. */
    private CompletionContext lexicon() {
        new CompletionContext(catalogs, { session.visibleNames() }, { VariableInspector.inspect(session.variableValue(it)) }, { session.classMembers(it) }, [:])
    }

    private DslCompleter words(RowNameLoader names) {
        new DslCompleter(lexicon(), names.&names, [:])
    }

    private Wiring wiring() {
        ProcessEnvironment surroundings = lab.surroundings()
        CommandLineOptions options = CommandLineOptions.parse([])
        SecretRedactor redaction = new SecretRedactor()
        new Wiring(surroundings, options, new Console(surroundings, options, redaction), redaction)
    }
}
