package dev.baksh.cli.repl

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.app.AppContext
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.ServerKind
import dev.baksh.sandbox.server.RecordedRequest
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import dev.baksh.shell.InputHighlighter
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

/** Spec of completion at every position of many lines, with servers that record their requests. */
@Timeout(120)
class CompletionSpec extends Specification {
    @TempDir
    Path home

    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
    SandboxHarness harness = new SandboxHarness(home)
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
    AppContext app = createContext()
    RowNameLoader names = new RowNameLoader(app, home.resolve('names'), { it.run() })
    DslCompleter completer = completer(names)
    InputHighlighter assistant = new InputHighlighter(completionContext(), [:], { true }, { true }, { true })

    def cleanup() {
        app.close()
        harness.close()
    }

    def "completion of every prefix of 200 lines sends no write, evaluates nothing and reads each list once"() {
        given:
        List<String> exampleLines = exampleLines()
        session.warmUp()

        when:
        exampleLines.each { line -> (0..line.length()).each { complete(line.substring(0, it)) } }

        then:
        exampleLines.size() >= 200
        harness.writeRequests().empty
        evaluations == 0
        session.inputs().empty
        complete('dang').contains('danger')
        List<RecordedRequest> reads = harness.sandbox.requests().findAll { it.method() == 'GET' }
        reads*.path().unique().size() > 3
        reads.countBy { "${it.server()} ${it.path()} ${it.query()}" }.values().every { it == 1 }
    }

    def "TAB offers the words that are configured for the status letters of the server: #typed"() {
        given:
        app.close()
        app = SandboxHarness.createContext(harness.processEnvironment([BAKSH_N2WS_FAILED: 'F', BAKSH_N2WS_PARTIAL: 'L', BAKSH_N2WS_RECOVERED: 'S']))
        completer = completer(new RowNameLoader(app, null, { it.run() }))

        expect:
        complete(typed).toSorted() == offered
        harness.sandbox.requests().empty

        where:
        typed                                     || offered
        "n2ws.backups.list(status: '"             || ["failed'", "marked for deletion'", "partial success'", "success'"]
        "n2ws.backups.latest(status: '"           || ["failed'", "marked for deletion'", "partial success'", "success'"]
        "n2ws('n2ws').backups.list(status: '"     || ["failed'", "marked for deletion'", "partial success'", "success'"]
        "n2ws.azure.backups.list(status: '"       || ["failed'", "marked for deletion'", "partial success'", "success'"]
        "n2ws.recoveries.list(status: '"          || ["failed'", "in progress'", "success'"]
        "n2ws.recoveries.count { it.status == '"  || ["F'", "P'", "S'"]
        "n2ws.backups.findAll { it.status == '"   || ["B'", "F'", "L'", "M'"]
    }

    def "highlighting and tips of the typed line send no request"() {
        given:
        LineReader reader = Stub(LineReader) { getHistory() >> new DefaultHistory() }

        when:
        exampleLines().each { line -> (0..line.length()).each { assistant.highlight(reader, line.substring(0, it)) } }

        then:
        harness.sandbox.requests().empty
        evaluations == 0
    }

    def "without the network the cached names are offered"() {
        given:
        List<String> namesBefore = complete("n2ws.policies['")
        harness.sandbox.close()
        app.close()
        harness.clock.advance(Duration.ofHours(5))
        app = createContext()
        completer = completer(new RowNameLoader(app, home.resolve('names'), { it.run() }))

        expect:
        namesBefore.contains("nightly']")
        complete("n2ws.policies['") == namesBefore
        complete("n2ws.policies['") == namesBefore
    }

    def "no names are offered for an unconfigured server"() {
        expect:
        complete("px('nowhere').roles['") == []
    }

    def "printed names are offered immediately"() {
        given:
        Object role = app.client(ServerKind.PX, null).resource('roles').list([:]).first()

        when:
        names.learn([role])
        names.learn(role)
        names.learn(['text', 5])
        names.learn(null)

        then:
        !complete("px.roles['").empty
    }

    /** Returns every example of the catalogue, unchanged and inside of common constructs. */
    private List<String> exampleLines() {
        List<String> examples = catalogs.values().collectMany { it.nouns().values() }
            .collectMany { it.operations().values() }*.example().findAll()
        List<String> extraLines = [
            "n2ws.policies['nightly'].backup().await(timeout: 2.hours, every: 30.seconds)",
            'n2ws.policies.findAll { it.enabled }.each { it.delete() }', "px.users['alice'].map('backup-viewer', 'px-backup-app.user')",
            "px.roles.create('x') { viewOnly 'cloudcredential'; fullAccess 'schedulepolicy'; allow 'role', apis: ['inspect*'] }",
            "danger.policies['nightly'].backup()", 'danger().x.y.delete()', "n2ws.post('aws/policies/', [name: 'x'])",
        ]
        List<String> allLines = examples + extraLines
        List<String> embeddedLines = allLines.collectMany { ["x = $it", "try { $it } finally { }", "px.roles.each { r -> $it }", "println($it)"]*.toString() }
        (allLines + embeddedLines).take(Math.max(200, allLines.size()))
    }

    private List<String> complete(String namesBefore) {
        List<Candidate> candidates = []
        completer.complete(null, new ParsedText(namesBefore), candidates)
        candidates*.value()
    }

    /** Parsed line with the cursor at its end. */
    private static class ParsedText implements ParsedLine {
        final String line

        ParsedText(String line) {
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

    /** Context as in the shell, including the values of variables. */
    private CompletionContext completionContext() {
        new CompletionContext(catalogs, { session.visibleNames() }, { new VariableInspector(catalogs).inspect(session.variableValue(it)) }, { session.classMembers(it) }, [:])
    }

    private DslCompleter completer(RowNameLoader names) {
        new DslCompleter(completionContext(), names, [:])
    }

    private AppContext createContext() {
        SandboxHarness.createContext(harness.processEnvironment())
    }
}
