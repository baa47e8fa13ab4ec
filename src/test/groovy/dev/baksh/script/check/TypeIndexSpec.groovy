package dev.baksh.script.check

import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** What completion knows of classes that nobody has used yet. */
class TypeIndexSpec extends Specification {
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
        ScriptCompiler compiler = new ScriptCompiler(TypeIndexSpec.classLoader, Script, [lib, lib.resolve('none')])
        session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { new Binding() })
        session.warm()
        // A file that was not read in time is there later.
        for (int i = 0; i < 400 && session.type('Tally') == null; i++) { }
    }

    def "classes of the library folders are known by their files, without being compiled or run"() {
        expect:
        session.names().containsAll(['Tally', 'Base', 'Wrong'])
        !session.names().contains('broken')
        session.type('Tally').words(true) == [of: '(Collection rows, int most)', MOST: 'int']
        session.type('Tally').words(false) == [each: '(how)', last: '()', name: 'String', next: 'Tally', text: '()']
        System.getProperty('baksh.spec.known') == null
    }

    def "what a member gives is known as far as it is declared"() {
        expect:
        session.type('Tally').given('of', true).words(false).containsKey('last')
        session.type('Tally').given('last', false).words(false) == [number: 'int']
        session.type('Tally').given('next', false).words(false).containsKey('text')
        session.type('Tally').given('nowhere', false) == null
        session.type('Wrong') == null
        session.type('Nowhere') == null
    }

    def "a class of the JDK is known by its name or its import, and one that is typed comes first"() {
        when:
        session.evaluate('import java.util.concurrent.TimeUnit as Unit')
        session.evaluate('class Base { static int two() { 2 } }')

        then:
        session.type('Duration').words(true).ofHours == '(long)'
        session.type('Unit').words(true).containsKey('valueOf')
        session.names().contains('Unit')
        session.type('Base').words(true) == [two: '()']
    }

    private void write(String name, String text) {
        Files.writeString(lib.resolve(name + '.groovy'), text.stripIndent())
    }
}
