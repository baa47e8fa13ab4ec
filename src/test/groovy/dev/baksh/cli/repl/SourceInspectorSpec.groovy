package dev.baksh.cli.repl

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.ExitCode
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class SourceInspectorSpec extends Specification {
    @TempDir
    Path folder

    def ":watch refuses an expression that writes or may write, before the first run: #expression"() {
        given:
        SourceInspector inspector = newInspector()

        when:
        inspector.requireRead(expression)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == ':watch repeats its expression, and ' + message
        e.hint() == "repeat a read: :watch 30s n2ws.backups.list(status: 'R')"

        where:
        expression                                       || message
        "n2ws.policies['linux_web'].backup()"            || 'n2ws.policies.backup writes'
        "n2ws.policies.each { if (it.name) it.delete() }" || 'n2ws.policies.delete writes'
        "[1].collect { px.roles.create('x') { } }"       || 'px.roles.create writes'
        "px.post('/v1/rule', [a: 1])"                    || "px.post '/v1/rule' writes"
        "def m = 'post'; px.\"\$m\"('x')"                || 'a call of delete writes'
        "wipe(n2ws.policies['a'])"                       || 'a call of delete writes'
        "new Wiper().go(n2ws)"                           || 'a call of delete writes'
        "new SessionWiper().go(n2ws)"                    || 'a call of backup writes'
        "stored()"                                       || 'whether the expression writes is not known: the variable stored holds code'
        "box.f()"                                        || 'whether the expression writes is not known: the variable box holds code'
        "outer()"                                        || 'a call of backup writes'
        "px.users.mapAll('x.csv')"                       || 'px.users.mapAll writes'
        "evaluate('1')"                                  || 'whether the expression writes is not known: evaluate can call any method'
        "n2ws.policies['a'].with { backup() }"           || 'n2ws.policies.backup writes'
        "policy.backup()"                                || 'a call of backup writes'
    }

    def ":watch accepts reads: #expression"() {
        when:
        newInspector().requireRead(expression)

        then:
        noExceptionThrown()

        where:
        expression << ["n2ws.backups.list(status: 'R')", 'n2ws.policies.count()', 'names.size()', 'twice(3)', "px.roles['x'].permissions()", "n2ws.get('aws/policies/')", 'new Date()', 'names.collect { it + 1 }', "n2ws.policies["]
    }

    private SourceInspector newInspector() {
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Wiper.groovy'), 'class Wiper { def go(s) { s.policies["a"].delete() } }')
        ScriptCompiler compiler = new ScriptCompiler(SourceInspectorSpec.classLoader, Script, [folder.resolve('lib')])
        EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { new Binding() })
        session.evaluate('def wipe(p) { p.delete() }\ndef twice(n) { n * 2 }')
        session.evaluate('def inner(s) { s.policies["a"].backup() }')
        session.evaluate('def outer() { inner(null) }')
        session.evaluate('class SessionWiper { def go(s) { s.policies["a"].backup() } }')
        session.evaluate('names = ["a", "b"]; policy = "x"; stored = { 1 }; box = [f: { 2 }]')
        new SourceInspector(session, [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')], { false })
    }
}
