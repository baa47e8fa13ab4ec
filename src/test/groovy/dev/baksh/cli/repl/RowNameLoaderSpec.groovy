package dev.baksh.cli.repl

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.script.session.EvaluationSession
import dev.baksh.dsl.BakshScript
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import spock.lang.AutoCleanup

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class RowNameLoaderSpec extends SandboxSpecification {
    @AutoCleanup
    AppContext app

    def "a printed row adds its name to the names of its own server: #expression"() {
        given:
        app = createContext()
        app.use('eu')
        RowNameLoader names = new RowNameLoader(app, home.resolve('names'), { })
        ScriptCompiler compiler = new ScriptCompiler(RowNameLoaderSpec.classLoader, BakshScript, [])
        EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { app.createBinding([]) })

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
        ScriptCompiler compiler = new ScriptCompiler(RowNameLoaderSpec.classLoader, BakshScript, [])
        EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { app.createBinding([]) })

        expect:
        names.names('n2ws', null, 'policies').contains('adhoc')

        when:
        session.evaluate("n2ws.policies['adhoc'].update { name 'renamed' }; 30.times { n2ws.schedules.count() }")

        then:
        names.names('n2ws', null, 'policies').contains('renamed')
        !names.names('n2ws', null, 'policies').contains('adhoc')
    }

    private AppContext createContext() {
        Path file = Files.writeString(home.resolve('servers.yaml'), ['eu', 'dr'].collect {
            "$it: {kind: n2ws, url: \"${harness.sandbox.n2wsUrl()}\", credential: \"env:KEY\"}\n"
        }.join(''))
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))
        ProcessEnvironment environment = harness.processEnvironment()
        SandboxHarness.createContext(new ProcessEnvironment(
            environment.in(), environment.out(), environment.err(), [BAKSH_HOME: home.toString(), KEY: harness.sandbox.n2wsApiKey()],
            false, false, 100, [], environment.time()))
    }
}
