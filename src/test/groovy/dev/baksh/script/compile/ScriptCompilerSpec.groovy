package dev.baksh.script.compile

import dev.baksh.Slow
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.script.session.ScriptFixture
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class ScriptCompilerSpec extends Specification {
    static final String RESERVED_NAME_MESSAGE = 'is a reserved name of baksh and cannot be reassigned or redeclared; choose another name'

    @TempDir
    Path folder

    ScriptFixture fixture = new ScriptFixture()

    def "a script gets the base class, java.time and parameter names"() {
        given:
        Class<?> script = fixture.compiler.compile('drill.groovy', 'def wait(Duration length) { length }\nexit(3)')

        expect:
        ScriptFixture.FixtureScript.isAssignableFrom(script)
        script.getMethod('wait', java.time.Duration).parameters*.name == ['length']
    }

    def "a reserved name of baksh cannot be redefined in a script: #source"() {
        when:
        fixture.compiler.compile('drill.groovy', 'title "Drill"\n' + source)

        then:
        BakshException e = thrown()
        e.message == "drill.groovy:2: '$word' $RESERVED_NAME_MESSAGE"
        e.exit() == ExitCode.FAILED

        where:
        source                                        || word
        'px = 1'                                      || 'px'
        'n2ws += 1'                                   || 'n2ws'
        'now++'                                       || 'now'
        '--now'                                       || 'now'
        '(a, px) = [1, 2]'                            || 'px'
        'this.px = 1'                                 || 'px'

        'def px = 1'                                  || 'px'
        'String args = ""'                            || 'args'
        'def (a, params) = [1, 2]'                    || 'params'
        'final now = 1'                               || 'now'
        '@groovy.transform.Field px = 1'              || 'px'

        'def f(px) { 1 }'                             || 'px'
        'def px() { 1 }'                              || 'px'
        'def f() { px = 2 }'                          || 'px'
        '[1].each { n2ws -> 1 }'                      || 'n2ws'
        '[1].each { px = it }'                        || 'px'
        '[1].each((px) -> 1)'                         || 'px'
        'for (now in [1]) { }'                        || 'now'
        'for (int now = 0; now < 1; now++) { }'       || 'now'
        'try { 1 } catch (RuntimeException args) { }' || 'args'
        'if (true) { def px = 1 }'                    || 'px'
        'import java.util.List as px'                 || 'px'
        'class px { }'                                || 'px'
    }

    def "reading reserved names and using them as property names is allowed: #source"() {
        when:
        fixture.compiler.compile('drill.groovy', source)

        then:
        noExceptionThrown()

        where:
        source << [
            'px.policies', 'px("dr").roles', 'params { string "policy" }', 'params.policy', 'a = [px: 1, now: 2]',
            'a.px = 1', 'f(px: px)', 'args[0]',
            'class Report { def px; Report(n2ws, px) { this.px = px }; def f(now) { def args = now; args++ } }\n1',
        ]
    }

    def "a label without a loop is rejected: #source"() {
        when:
        fixture.compiler.compile('drill.groovy', source)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        source                                            || message
        'block { generations: 4 }'                        || 'drill.groovy:1: `generations: 4` has no effect here; write `generations 4`'
        'block {\n  name "x"\n  schedules: ["daily"]\n}'  || 'drill.groovy:3: `schedules: ["daily"]` has no effect here; write `schedules(["daily"])`'
        'enabled: -1'                                     || 'drill.groovy:1: `enabled: -1` has no effect here; write `enabled(-1)`'
        'class A { def f() { a: 1 } }\n1'                 || 'drill.groovy:1: `a: 1` has no effect here; write `a 1`'
        'block { rule: [\n1] }'                           || 'drill.groovy:1: `rule:` has no effect here; write `rule` and the value without the colon'
        'def f() { [1].each { x: it } }'                  || 'drill.groovy:1: `x: it` has no effect here; write `x it`'
    }

    def "a loop can have a label"() {
        expect:
        fixture.run('n = 0\nouter: for (i in 1..9) { for (j in 1..9) { n++; if (j == 2) continue outer } }\nn') == 18
    }

    def "code from other sources is rejected: #source"() {
        when:
        fixture.compiler.compile('drill.groovy', source)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        source                                              || message
        '@Grab("a:b:1")\nimport java.util.List\n1'          || 'drill.groovy:1: baksh downloads no libraries: @Grab is refused; put the classes into lib/'
        '1\n@Grapes([@Grab("a:b:1")])\ndef x = 1'           || 'drill.groovy:2: baksh downloads no libraries: @Grapes is refused; put the classes into lib/'
        'import groovy.lang.Grab as G\n1'                   || 'drill.groovy:1: baksh downloads no libraries: @Grab is refused; put the classes into lib/'
        '@groovy.transform.ASTTest({ 1 })\nclass A { }\n1'  || 'drill.groovy:1: @ASTTest is refused: the annotation runs code during compilation'
    }

    def "the first error of a script is reported as a plain message: #source"() {
        when:
        fixture.compiler.compile('drill.groovy', source)

        then:
        BakshException e = thrown()
        e.message == message
        e.hint() == hint
        e.exit() == ExitCode.FAILED

        where:
        source                      || message                                                 | hint
        'a = 1\n}'                  || "drill.groovy:2: '}' is not expected here"              | null
        'if (x)'                    || 'drill.groovy:1: the script ends too early'               | null
        '\n\nx = "abc'              || 'drill.groovy:3: a string that begins here is not closed' | null
        'new Reprot(px)\nnew Foo()' || "drill.groovy:1: no class 'Reprot' is known"            | 'import the class, or put a file with the name of the class into lib/'
        'def f()'                   || "drill.groovy:1: method 'f' has no body"                | null
        'try { 1 }'                 || 'drill.groovy:1: Either a catch or finally clause or both is required for a try-catch-finally statement' | null
        'class A { }\nclass A { }'  || 'drill.groovy:2: Invalid duplicate class definition of class A : The source Runbook_drill.groovy contains at least two definitions of the class A.' | null
    }

    @Slow
    def "a script with too deep nesting is reported as such"() {
        when:
        fixture.compiler.compile('drill.groovy', '[' * 20_000 + ']' * 20_000)

        then:
        BakshException e = thrown()
        e.message == 'brackets or blocks are nested too deeply'
    }

    def "a script with only classes has nothing to run"() {
        when:
        fixture.compiler.compile('Report.groovy', 'class Report { }')

        then:
        BakshException e = thrown()
        e.message == 'Report.groovy has no statements to run, only classes'
        e.exit() == ExitCode.USAGE
    }

    def "classes of the library folders can be used and are the same class for all scripts"() {
        given:
        writeLibrary('Report.groovy', 'class Report { def px\n Report(px) { this.px = px }\n String sum() { new Deep().word() + px.name } }')
        writeLibrary('Deep.groovy', 'class Deep { String word() { "deep " } }')
        writeLibrary('org/acme/Tool.groovy', 'package org.acme\nclass Tool { int n = 3 }')
        fixture = new ScriptFixture(folder.resolve('none'), folder)

        expect:
        fixture.run('new Report(px).sum()') == 'deep px'
        fixture.run('import org.acme.Tool; new Tool().n') == 3
        fixture.run('Report').is(fixture.run('Report'))
    }

    def "a library file never replaces a reserved name"() {
        given:
        writeLibrary('px.groovy', 'class px { static name = "other" }')
        fixture = new ScriptFixture(folder)

        expect:
        fixture.run('px.name') == 'px'
    }

    def "a script can have a variable with the name of its file"() {
        expect:
        fixture.runner.run('report.groovy', 'report = [n: 1]; report.n', fixture.binding) == 1
        fixture.runner.run('px.groovy', 'px.name', fixture.binding) == 'px'
        fixture.runner.run('3am drill-now.groovy', '4', fixture.binding) == 4
    }

    def "an error in a library class is reported with its file"() {
        given:
        writeLibrary('Report.groovy', 'class Report {\n  def f( { }\n}')
        writeLibrary('Labelled.groovy', 'class Labelled {\n  def f() { a: 1 }\n}')
        fixture = new ScriptFixture(folder)

        when:
        fixture.run(source)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        source           || message
        'new Report()'   || "Report.groovy:2: '{' is not expected here"
        'new Labelled()' || 'Labelled.groovy:2: `a: 1` has no effect here; write `a 1`'
    }

    def "a library file that other users can write is rejected"() {
        given:
        Path file = writeLibrary('Report.groovy', 'class Report { }')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--rw-'))
        fixture = new ScriptFixture(folder)

        when:
        fixture.run('new Report()')

        then:
        BakshException e = thrown()
        e.message == "$file can be changed by other users of this machine (mode rw-r--rw-)"
        e.exit() == ExitCode.REFUSED
    }

    private Path writeLibrary(String name, String text) {
        Path file = folder.resolve(name)
        Files.createDirectories(file.parent)
        Files.writeString(file, text)
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
    }
}
