package dev.baksh.cli.repl

import spock.util.concurrent.PollingConditions
import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.Row
import dev.baksh.client.api.ServerKind
import dev.baksh.script.session.EvaluationSession
import dev.baksh.dsl.BakshScript
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import spock.lang.AutoCleanup

import java.nio.file.Files

class RowNameLoaderSpec extends SandboxSpecification {
    @AutoCleanup
    AppContext app

    def "a printed row adds its name to the names of its own server: #expression"() {
        given:
        app = createContext()
        app.use('eu')
        RowNameLoader names = new RowNameLoader(app, home.resolve('names'), { })
        EvaluationSession session = createSession()

        when:
        names.learn(session.evaluate(expression))

        then:
        Files.list(home.resolve('names')).withCloseable { it.collect { it.fileName.toString() } } == [file]
        new ObjectMapper().readTree(home.resolve('names').resolve(file).toFile()).get('policies').toString().contains('nightly')

        where:
        expression                                  || file
        "n2ws('dr').policies['nightly']"            || 'n2ws-dr.json'
        "[n2ws('dr').policies['nightly']]"          || 'n2ws-dr.json'
        "n2ws.policies['nightly']"                  || 'n2ws-eu.json'
        "[n2ws('eu').policies['nightly']]"          || 'n2ws-eu.json'
    }

    def "a name that a write has changed is no candidate, also after many reads"() {
        given:
        app = createContext()
        app.use('eu')
        RowNameLoader names = new RowNameLoader(app, null, { Runnable task -> new Thread(task).start() })
        EvaluationSession session = createSession()

        expect:
        new PollingConditions(timeout: 60).eventually { assert names.names('n2ws', null, 'policies').contains('adhoc') }

        when:
        session.evaluate("n2ws.policies['adhoc'].update { name 'renamed' }; 30.times { n2ws.schedules.count() }")

        then:
        new PollingConditions(timeout: 60).eventually { assert names.names('n2ws', null, 'policies').contains('renamed') }
        !names.names('n2ws', null, 'policies').contains('adhoc')
    }

    def "a name that contains a secret is not in the file of names"() {
        given:
        app = createContext()
        RowNameLoader names = new RowNameLoader(app, home.resolve('names'), { })
        String key = harness.sandbox.n2wsApiKey()
        app.client(ServerKind.N2WS, 'eu').resource('policies').list([:]).iterator().next()

        when:
        names.learn(new Row(app.client(ServerKind.N2WS, 'eu').resource('policies').noun(), [id: 1, name: "x $key".toString()]))

        then:
        app.redactor.containsSecret(key)
        !Files.exists(home.resolve('names'))
    }

    private EvaluationSession createSession() {
        ScriptCompiler compiler = new ScriptCompiler(RowNameLoaderSpec.classLoader, BakshScript, [])
        new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { app.createBinding([]) })
    }

    private AppContext createContext() {
        new CommandRunner(home).writeFile('servers.yaml', ['eu', 'dr'].collect {
            "$it: {kind: n2ws, url: \"${harness.sandbox.n2wsUrl()}\", credential: \"env:KEY\"}\n"
        }.join(''))
        ProcessEnvironment environment = harness.processEnvironment()
        SandboxHarness.createContext(new ProcessEnvironment(
            environment.in(), environment.out(), environment.err(), [BAKSH_HOME: home.toString(), KEY: harness.sandbox.n2wsApiKey()],
            false, false, 100, [], environment.time()))
    }
}
