package dev.baksh.script

import dev.baksh.Slow
import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.Specification
import spock.lang.TempDir

class CompilerSpec extends Specification {
    static final String WORD = 'is a word of baksh and cannot be reassigned or redeclared; choose another name'

    @TempDir
    Path folder

    Stage stage = new Stage()

    def "a script gets the base class, java.time and parameter names"() {
        given:
        Class<?> script = stage.compiler.compile('drill.groovy', 'def wait(Duration length) { length }\nexit(3)')

        expect:
        Stage.StageScript.isAssignableFrom(script)
        script.getMethod('wait', java.time.Duration).parameters*.name == ['length']
    }

    def "a word of baksh cannot be taken in a script: #source"() {
        when:
        stage.compiler.compile('drill.groovy', 'title "Drill"\n' + source)

        then:
        BakshException e = thrown()
        e.message == "drill.groovy:2: '$word' $WORD"
        e.exit() == Exit.FAILED

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

    def "reading the words, and naming properties after them, is fine: #source"() {
        when:
        stage.compiler.compile('drill.groovy', source)

        then:
        noExceptionThrown()

        where:
        source << [
            'px.policies', 'px("dr").roles', 'params { string "policy" }', 'params.policy', 'a = [px: 1, now: 2]',
            'a.px = 1', 'f(px: px)', 'args[0]',
            'class Report { def px; Report(n2ws, px) { this.px = px }; def f(now) { def args = now; args++ } }\n1',
        ]
    }

    def "a label that is no loop's is refused: #source"() {
        when:
        stage.compiler.compile('drill.groovy', source)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        source                                            || message
        'block { generations: 4 }'                        || 'drill.groovy:1: `generations: 4` does nothing here; write `generations 4`'
        'block {\n  name "x"\n  schedules: ["daily"]\n}'  || 'drill.groovy:3: `schedules: ["daily"]` does nothing here; write `schedules(["daily"])`'
        'enabled: -1'                                     || 'drill.groovy:1: `enabled: -1` does nothing here; write `enabled(-1)`'
        'class A { def f() { a: 1 } }\n1'                 || 'drill.groovy:1: `a: 1` does nothing here; write `a 1`'
        'block { rule: [\n1] }'                           || 'drill.groovy:1: `rule:` does nothing here; write `rule` and the value without the colon'
        'def f() { [1].each { x: it } }'                  || 'drill.groovy:1: `x: it` does nothing here; write `x it`'
    }

    def "a loop may have a label"() {
        expect:
        stage.run('n = 0\nouter: for (i in 1..9) { for (j in 1..9) { n++; if (j == 2) continue outer } }\nn') == 18
    }

    def "code from elsewhere is refused: #source"() {
        when:
        stage.compiler.compile('drill.groovy', source)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        source                                              || message
        '@Grab("a:b:1")\nimport java.util.List\n1'          || 'drill.groovy:1: baksh fetches no libraries: @Grab is refused; put the classes you need in lib/'
        '1\n@Grapes([@Grab("a:b:1")])\ndef x = 1'           || 'drill.groovy:2: baksh fetches no libraries: @Grapes is refused; put the classes you need in lib/'
        'import groovy.lang.Grab as G\n1'                   || 'drill.groovy:1: baksh fetches no libraries: @Grab is refused; put the classes you need in lib/'
        '@groovy.transform.ASTTest({ 1 })\nclass A { }\n1'  || 'drill.groovy:1: @ASTTest is refused: it runs code while a script is only being compiled'
    }

    def "the first error of a text is told in clean words: #source"() {
        when:
        stage.compiler.compile('drill.groovy', source)

        then:
        BakshException e = thrown()
        e.message == message
        e.hint() == hint
        e.exit() == Exit.FAILED

        where:
        source                      || message                                                 | hint
        'a = 1\n}'                  || "drill.groovy:2: '}' is not expected here"              | null
        'if (x)'                    || 'drill.groovy:1: the text ends too early'               | null
        '\n\nx = "abc'              || 'drill.groovy:3: a string that begins here is not closed' | null
        'new Reprot(px)\nnew Foo()' || "drill.groovy:1: there is no class 'Reprot'"            | 'import it, or put it in lib/ under the name of its class'
        'def f()'                   || "drill.groovy:1: method 'f' has no body"                | null
        'try { 1 }'                 || 'drill.groovy:1: Either a catch or finally clause or both is required for a try-catch-finally statement' | null
        'class A { }\nclass A { }'  || 'drill.groovy:2: Invalid duplicate class definition of class A : The source Runbook_drill.groovy contains at least two definitions of the class A.' | null
    }

    @Slow
    def "a text nested too deeply is told as that"() {
        when:
        stage.compiler.compile('drill.groovy', '[' * 20_000 + ']' * 20_000)

        then:
        BakshException e = thrown()
        e.message == 'brackets or blocks are nested too deeply'
    }

    def "a text of classes alone has nothing to run"() {
        when:
        stage.compiler.compile('Report.groovy', 'class Report { }')

        then:
        BakshException e = thrown()
        e.message == 'Report.groovy has nothing to run: it only declares classes'
        e.exit() == Exit.USAGE
    }

    def "classes of the library folders can be named, and are one class for all scripts"() {
        given:
        lib('Report.groovy', 'class Report { def px\n Report(px) { this.px = px }\n String sum() { new Deep().word() + px.name } }')
        lib('Deep.groovy', 'class Deep { String word() { "deep " } }')
        lib('org/acme/Tool.groovy', 'package org.acme\nclass Tool { int n = 3 }')
        stage = new Stage(folder.resolve('none'), folder)

        expect:
        stage.run('new Report(px).sum()') == 'deep px'
        stage.run('import org.acme.Tool; new Tool().n') == 3
        stage.run('Report').is(stage.run('Report'))
    }

    def "a library file never takes the place of a word"() {
        given:
        lib('px.groovy', 'class px { static name = "other" }')
        stage = new Stage(folder)

        expect:
        stage.run('px.name') == 'px'
    }

    def "a script may have a variable of its own file's name"() {
        expect:
        stage.scripts.run('report.groovy', 'report = [n: 1]; report.n', stage.binding) == 1
        stage.scripts.run('px.groovy', 'px.name', stage.binding) == 'px'
        stage.scripts.run('3am drill-now.groovy', '4', stage.binding) == 4
    }

    def "an error in a library class is told with its own file"() {
        given:
        lib('Report.groovy', 'class Report {\n  def f( { }\n}')
        lib('Labelled.groovy', 'class Labelled {\n  def f() { a: 1 }\n}')
        stage = new Stage(folder)

        when:
        stage.run(source)

        then:
        BakshException e = thrown()
        e.message == message

        where:
        source           || message
        'new Report()'   || "Report.groovy:2: '{' is not expected here"
        'new Labelled()' || 'Labelled.groovy:2: `a: 1` does nothing here; write `a 1`'
    }

    def "a library file that others may write is refused"() {
        given:
        Path file = lib('Report.groovy', 'class Report { }')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--rw-'))
        stage = new Stage(folder)

        when:
        stage.run('new Report()')

        then:
        BakshException e = thrown()
        e.message == "$file can be changed by other users of this machine (mode rw-r--rw-)"
        e.exit() == Exit.REFUSED
    }

    private Path lib(String name, String text) {
        Path file = folder.resolve(name)
        Files.createDirectories(file.parent)
        Files.writeString(file, text)
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
    }
}
