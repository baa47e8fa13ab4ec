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
        boolean mayWrite(String input) {
            findWrite(input) != null
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
        [["n2ws.policies['a'].delete()", 'NOT_SENT'], ['1 + 1']]                                        || "// a write was not sent:\n// n2ws.policies['a'].delete()\n1 + 1"
        [["n2ws.policies['a'].delete()", 'DONE', true], ["n2ws.policies.count()", 'DONE', true]]         || "// dry run:\n// n2ws.policies['a'].delete()\nn2ws.policies.count()"
        [["n2ws.policies['a'].delete()", 'NOT_SENT', true], ["n2ws.policies.count()", 'DONE', true]]         || "// dry run:\n// n2ws.policies['a'].delete()\nn2ws.policies.count()"
        [["b = n2ws.policies['a'].backup()", 'NOT_SENT'], ['b.await()'], ['println 1']]                 || "// a write was not sent:\n// b = n2ws.policies['a'].backup()\n// uses b, which is not set here:\n// b.await()\nprintln 1"
        [["b = n2ws.policies['a'].backup()", 'NOT_SENT'], ["b = n2ws.backups[7]"], ['println b.id']]    || "// a write was not sent:\n// b = n2ws.policies['a'].backup()\nb = n2ws.backups[7]\nprintln b.id"
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

    def "a failed input changes no variable that it did not set, and hides the names that it declares: #inputs"() {
        expect:
        SessionExporter.toRunbook('a', inputs.collect { input(*it) }, inspector) == "title 'a'\n\n$saved\n"

        where:
        inputs                                                                                          || saved
        [["p = n2ws.policies['a']"], ["p = n2ws.policies['zz']", 'FAILED'], ['p.name']]                 || "p = n2ws.policies['a']\n// failed:\n// p = n2ws.policies['zz']\np.name"
        [['x = 1'], ['x = 2; y = zz', 'FAILED'], ['x + 1']]                                             || 'x = 1\n// failed:\n// x = 2; y = zz\n// uses x, which is not set here:\n// x + 1'
        [['x = 1'], ['for (n in 1..2) { x = n; zz }', 'FAILED'], ['x + 1']]                             || 'x = 1\n// failed:\n// for (n in 1..2) { x = n; zz }\n// uses x, which is not set here:\n// x + 1'
        [['def f() { 1 }\nf() / 0', 'FAILED'], ['f()'], ['def f() { 2 }'], ['println f()']]             || '// failed:\n// def f() { 1 }\n// f() / 0\n// uses f, which is not set here:\n// f()\ndef f() { 2 }\nprintln f()'
        [['b = n2ws.backups[1]'], ["b = n2ws.policies['a'].backup()", 'NOT_SENT'], ['println "${b.id}"']] || 'b = n2ws.backups[1]\n// a write was not sent:\n// b = n2ws.policies[\'a\'].backup()\n// uses b, which is not set here:\n// println "${b.id}"'
    }

    def "an input that a runbook cannot run is a comment: #inputs"() {
        expect:
        SessionExporter.toRunbook('a', inputs.collect { input(it) }, inspector) == "title 'a'\n\n$saved\n"

        where:
        inputs                                                || saved
        ["unlock 15.minutes, 'INC-1'", '1 + 1']               || "// unlock works only in the shell:\n// unlock 15.minutes, 'INC-1'\n1 + 1"
        ['x = bg { n2ws.policies[1].backup() }', 'x.await()'] || '// bg works only in the shell:\n// x = bg { n2ws.policies[1].backup() }\n// uses x, which is not set here:\n// x.await()'
        ['def go() { bg { 1 } }', 'go()']                     || '// bg works only in the shell:\n// def go() { bg { 1 } }\n// uses go, which is not set here:\n// go()'
        ['x = 1', 'if (x > 0) return 5', 'x + 1']             || 'x = 1\n// a return would end the runbook:\n// if (x > 0) return 5\nx + 1'
    }

    def "each statement means the same as in the shell: #inputs"() {
        expect:
        SessionExporter.toRunbook('a', inputs.collect { input(it) }, inspector) == "title 'a'\n\n$saved\n"

        where:
        inputs                                                                || saved
        ['int x = 3.7', "x = 'a'", 'println x']                               || "x = (int) (3.7)\nx = 'a'\nprintln x"
        ['def x', 'boolean y', 'int z']                                       || 'x = null\ny = false\nz = 0'
        ["x = '\ud83d\ude00' + 100; y = '\ud83d\ude00'; z = 5", 'println y'] || "x = '\ud83d\ude00' + 100\ny = '\ud83d\ude00'\nz = 5\nprintln y"
        ['x = (1 + 2)', 'x = ((3))']                                          || 'x = (1 + 2)\nx = ((3))'
    }

    def "a write of code of the session is in a step: #inputs"() {
        expect:
        SessionExporter.toRunbook('a', inputs.collect { input(it) }, inspector) == "title 'a'\n\n$saved\n"

        where:
        inputs                                                                               || saved
        ["def go(p) { p.backup() }\ngo(n2ws.policies['a'])"]                                 || "def go(p) { p.backup() }\nstep('1: go') {\ngo(n2ws.policies['a'])\nnull\n}"
        ["c = { it.update { generations 5 } }", "c(n2ws.policies['a'])", "x = c(n2ws.policies['b'])"] || "c = { it.update { generations 5 } }\nstep('1: c') {\nc(n2ws.policies['a'])\nnull\n}\nx = step('2: c') { c(n2ws.policies['b']) }"
        ["class Setter { def go(p) { p.backup() } }", 's = new Setter()', "s.go(n2ws.policies['a'])"] || "class Setter { def go(p) { p.backup() } }\ns = new Setter()\nstep('1: s') {\ns.go(n2ws.policies['a'])\nnull\n}"
        ["x = [n2ws.policies['a'].backup()]"]                                                || "x = step('1: n2ws.policies.backup') { [n2ws.policies['a'].backup()] }"
        ["(x, b) = [n2ws.policies['a'].backup(), 1]"]                                        || "(x, b) = step('1: n2ws.policies.backup') { [n2ws.policies['a'].backup(), 1] }"
        ["m = [go: { it.backup() }]"]                                                        || "m = [go: { it.backup() }]"
        ["int x = n2ws.policies['a'].backup().id"]                                           || "x = step('1: n2ws.policies.backup') { (int) (n2ws.policies['a'].backup().id) }"
    }

    def "a call of a method that is declared again later is no call of the other method"() {
        given:
        String saved = save('def f(p) { p.backup() }', "f(n2ws.policies['a'])", 'def f(p) { p.delete() }', "f(n2ws.policies['b'])")

        expect:
        saved.readLines().findAll { !it.startsWith('//') && !it.empty } in [
            ["title 'the drill'", 'def f(p) { p.delete() }', "step('2: f') {", "f(n2ws.policies['b'])", 'null', '}'],
            ["title 'the drill'", 'def f(p) { p.backup() }', "step('1: f') {", "f(n2ws.policies['a'])", 'null', '}'],
        ]
    }

    def "after :use each statement names its server"() {
        expect:
        SessionExporter.toRunbook('a', [
            input("n2ws.policies['a'].backup()", 'DONE', false, [n2ws: 'eu', px: 'main']),
            input("p = n2ws.policies['b'] // n2ws", 'DONE', false, [n2ws: "u's", px: 'main']),
            input('println p.name + px.roles.count()', 'DONE', false, [n2ws: "u's", px: 'main']),
            input('c = { n2ws.policies.count() }', 'DONE', false, [n2ws: "u's", px: 'main']),
            input('println "${n2ws.policies.count()}"', 'DONE', false, [n2ws: "u's", px: 'main']),
        ], inspector) == """\
title 'a'

step('1: n2ws.policies.backup') {
n2ws('eu').policies['a'].backup()
null
}
p = n2ws('u\\'s').policies['b']
println p.name + px.roles.count()
// uses n2ws, and :use has changed its server in this session:
// c = { n2ws.policies.count() }
// uses n2ws, and :use has changed its server in this session:
// println "\${n2ws.policies.count()}"
"""
    }

    def "a row name in a string is no parameter"() {
        expect:
        save("p = n2ws.policies['nightly']", "q = n2ws.policies['nightly']", "println \$/n2ws.policies['nightly']/\$") ==
            "title 'the drill'\n\nparams {\n    string 'policy', default: 'nightly'\n}\n\np = n2ws.policies[params.policy]\nq = n2ws.policies[params.policy]\nprintln \$/n2ws.policies['nightly']/\$\n"
    }

    def "strings with embedded code are unchanged"() {
        expect:
        SessionExporter.toRunbook("it's", ['x = 1', '"${x}"', '"${x}" + 1', "'''nightly''' + '''nightly'''"].collect { input(it) }, inspector) ==
            "title 'it\\'s'\n\nx = 1\n\"\${x}\"\n\"\${x}\" + 1\n'''nightly''' + '''nightly'''\n"
    }

    private String save(String... inputs) {
        SessionExporter.toRunbook('the drill', inputs.collect { input(it) }, inspector)
    }

    private static SessionInput input(String text, String outcome = 'DONE', boolean dryRun = false, Map<String, String> servers = [:]) {
        new SessionInput(text, SessionInput.Outcome.valueOf(outcome), dryRun, servers)
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
