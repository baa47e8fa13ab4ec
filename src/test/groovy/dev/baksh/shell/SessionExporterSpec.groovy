package dev.baksh.shell

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.SourceRedactor
import dev.baksh.script.check.Finding
import dev.baksh.script.check.ScriptInspection
import dev.baksh.script.check.WriteCall
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.runbook.RunbookScript
import dev.baksh.script.session.SessionInput
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

class SessionExporterSpec extends Specification {
    @TempDir
    Path folder

    SessionExporter.Inspector inspector = new SessionExporter.Inspector() {
        @Override
        List<Finding> findProblems(String script) {
            ScriptInspection.inspect('s.groovy', script, folder, compiler(), catalogs()).findings()
        }

        @Override
        String findWrite(String input) {
            List<WriteCall> writes = ScriptInspection.inspectInput(input, [], ['b', 'p', 'x'] as Set, folder, compiler(), catalogs()).writes()
            writes.empty ? null : writes[0].call()
        }

        @Override
        boolean containsSecret(String input) {
            SourceRedactor.containsSecret(input)
        }
    }

    def "a saved session compiles, has its writes in steps, and only literals with the same meaning become parameters"() {
        expect:
        save("p = n2ws.policies['nightly']", "b = n2ws.policies['nightly'].backup()", "println n2ws.policies['nightly'].name", "println 'nightly'", "println 'nightly'",
            "n2ws.schedules['nightly']", "n2ws.schedules['nightly']", "px.roles['a1']", "println 'one'") == """\
title 'the drill'

params {
    string 'policy', default: 'nightly'
}

p = n2ws.policies[params.policy]
b = step('1: n2ws.policies.backup') { n2ws.policies[params.policy].backup() }
println n2ws.policies[params.policy].name
println 'nightly'
println 'nightly'
n2ws.schedules['nightly']
px.roles['a1']
println 'one'
"""
    }

    def "a rehearsed or failed input, and an input that depends on one, is a comment: #inputs"() {
        expect:
        SessionExporter.toRunbook('a', inputs.collect { input(*it) }, inspector) == "title 'a'\n\n$saved\n"

        where:
        inputs                                                                                           || saved
        [["n2ws.policies['a'].delete()", 'REHEARSED'], ['1 + 1']]                                        || "// dry run:\n// n2ws.policies['a'].delete()\n1 + 1"
        [["n2ws.policies['a'].delete()", 'DONE', true], ["n2ws.policies.count()", 'DONE', true]]         || "// dry run:\n// n2ws.policies['a'].delete()\nn2ws.policies.count()"
        [["b = n2ws.policies['a'].backup()", 'REHEARSED'], ['b.await()'], ['println 1']]                 || "// dry run:\n// b = n2ws.policies['a'].backup()\n// uses b, which is not set here:\n// b.await()\nprintln 1"
        [["b = n2ws.policies['a'].backup()", 'REHEARSED'], ["b = n2ws.backups[7]"], ['println b.id']]    || "// dry run:\n// b = n2ws.policies['a'].backup()\nb = n2ws.backups[7]\nprintln b.id"
        [["n2ws.policies['a'].delete(\n)", 'FAILED'], ['1 + 1']]                                         || "// failed:\n// n2ws.policies['a'].delete(\n// )\n1 + 1"
        [['def x = 1'], ['def x = 2'], ['x + 1']]                                                        || 'x = 1\nx = 2\nx + 1'
        [['b = _ + 1'], ['c = b + 1'], ['println c'], ['b = 2'], ['println b']]                          ||
            "// '_' is not defined:\n// b = _ + 1\n// uses b, which is not set here:\n// c = b + 1\n// uses c, which is not set here:\n// println c\nb = 2\nprintln b"
        [['1 + 1'], ['_ + 1']]                                                                           || "1 + 1\n// '_' is not defined:\n// _ + 1"
        [["password = 'abcdef'"], ["println password"], ['1 + 1']]                                       || "// contains a secret:\n// ***\n// uses password, which is not set here:\n// println password\n1 + 1"
        [["n2ws.post('x/', [apiKey: 'abcdef'])"], ["token = 'abcdef'", 'FAILED'], ['1 + 1']]             || "// contains a secret:\n// ***\n// contains a secret:\n// ***\n1 + 1"
        [["n2ws.policies['a'].backup(); n2ws.policies['b'].backup()"], ["n2ws.policies['a'].backup()"]]  ||
            "step('1: n2ws.policies.backup') {\nn2ws.policies['a'].backup()\nnull\n}\nstep('2: n2ws.policies.backup') {\nn2ws.policies['b'].backup()\nnull\n}\nstep('3: n2ws.policies.backup') {\nn2ws.policies['a'].backup()\nnull\n}"
        [['bg { n2ws.policies[1].backup()\n}'], ['bg { x }.y()', 'FAILED']]                              || "step('1: n2ws.policies.backup') {\nn2ws.policies[1].backup()\nnull\n}\n// failed:\n// bg { x }.y()"
    }

    def "strings with embedded code are unchanged"() {
        expect:
        SessionExporter.toRunbook("it's", ['x = 1', '"${x}"', '"${x}" + 1', "'''nightly''' + '''nightly'''"].collect { input(it) }, inspector) ==
            "title 'it\\'s'\n\nx = 1\n\"\${x}\"\n\"\${x}\" + 1\n'''nightly''' + '''nightly'''\n"
    }

    private String save(String... inputs) {
        SessionExporter.toRunbook('the drill', inputs.collect { input(it) }, inspector)
    }

    private static SessionInput input(String text, String outcome = 'DONE', boolean dryRun = false) {
        new SessionInput(text, SessionInput.Outcome.valueOf(outcome), dryRun)
    }

    private static ScriptCompiler compiler() {
        new ScriptCompiler(SessionExporterSpec.classLoader, RunbookScript, [])
    }

    private static Map<String, Catalog> catalogs() {
        [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
    }

    def "an empty session is not saved"() {
        when:
        SessionExporter.export('x', [], inspector)

        then:
        BakshException e = thrown()
        e.message == 'there is nothing to save: no input has succeeded yet'
    }
}
