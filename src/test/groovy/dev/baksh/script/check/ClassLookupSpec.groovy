package dev.baksh.script.check

import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** Spec of the index of classes for completion, before the first use of a class. */
class ClassLookupSpec extends Specification {
    @TempDir
    Path lib

    EvaluationSession session

    def setup() {
        write('Tally', '''
            import groovy.transform.CompileStatic
            class Tally extends Base {
                static { System.setProperty('baksh.spec.known', 'ran') }
                static final int MOST = 5
                String name
                private int hidden
                static Tally of(Collection<?> rows, int most = 3) { new Tally() }
                Line last() { null }
                def each(how) { }
                private secret() { }
                void setName(String name) { }
            }
            class Line { int number }
            ''')
        write('Base', 'abstract class Base { Tally next; String text() { "" } }')
        write('broken', 'class broken { }')
        write('Wrong', 'class Wrong {')
        ScriptCompiler compiler = new ScriptCompiler(ClassLookupSpec.classLoader, Script, [lib, lib.resolve('none')])
        session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { new Binding() })
        session.warmUp()
        // A file that was not read within the timeout is available later.
        for (int i = 0; i < 400 && session.classMembers('Tally') == null; i++) { }
    }

    def "classes of the library folders are indexed from their files without compiling or running them"() {
        expect:
        session.visibleNames().containsAll(['Tally', 'Base', 'Wrong'])
        !session.visibleNames().contains('broken')
        session.classMembers('Tally').signatures(true) == [of: '(Collection rows, int most)', MOST: 'int']
        session.classMembers('Tally').signatures(false) == [each: '(how)', last: '()', name: 'String', next: 'Tally', text: '()']
        System.getProperty('baksh.spec.known') == null
    }

    def "the type of a member is known if it is declared"() {
        expect:
        session.classMembers('Tally').resultOf('of', true).signatures(false).containsKey('last')
        session.classMembers('Tally').resultOf('last', false).signatures(false) == [number: 'int']
        session.classMembers('Tally').resultOf('next', false).signatures(false).containsKey('text')
        session.classMembers('Tally').resultOf('nowhere', false) == null
        session.classMembers('Wrong') == null
        session.classMembers('Nowhere') == null
    }

    def "a JDK class is resolved by name or import, and a class of the session takes precedence"() {
        when:
        session.evaluate('import java.util.concurrent.TimeUnit as Unit')
        session.evaluate('class Base { static int two() { 2 } }')

        then:
        session.classMembers('Duration').signatures(true).ofHours == '(long)'
        session.classMembers('Unit').signatures(true).containsKey('valueOf')
        session.visibleNames().contains('Unit')
        session.classMembers('Base').signatures(true) == [two: '()']
    }

    private void write(String name, String text) {
        Files.writeString(lib.resolve(name + '.groovy'), text.stripIndent())
    }
}
