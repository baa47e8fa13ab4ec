package dev.baksh.script.session

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.script.compile.ScriptCompilerSpec
import dev.baksh.script.compile.ScriptException
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class EvaluationSessionSpec extends Specification {
    @TempDir
    Path folder

    ScriptFixture fixture = new ScriptFixture()
    EvaluationSession session = fixture.createSession()

    def "definitions of a line are available in the next lines: #lines"() {
        expect:
        lines.collect { session.evaluate(it) }.last() == value

        where:
        lines                                                            || value
        ['x = 1', 'x + 1']                                               || 2
        ['def x = 1', 'x + 1']                                           || 2
        ['final x = 1', 'x']                                             || 1
        ['var x = 1', 'x']                                               || 1
        ['def x', 'x']                                                   || null
        ['def x = 1, y = 2', 'x + y']                                    || 3
        ['def (x, y) = [1, 2]', 'x + y']                                 || 3
        ['def (int x, y) = [3.7, 2]', 'x + y']                           || 5
        ['def x = 1', 'def x = 2', 'x']                                  || 2
        ['def x = 1', 'x = 2', 'def f() { x }', 'f()']                   || 2
        ['def x = 1', '[1, 2].collect { it + x }']                       || [2, 3]
        ['def c = { n -> n < 2 ? 1 : n * c(n - 1) }', 'c(5)']            || 120

        ['int x = 3.7', 'x']                                             || 3
        ['int x', 'x']                                                   || 0
        ['boolean x', 'x']                                               || false
        ['String x = 12', 'x.length()']                                  || 2
        ['Set<Integer> x = [1, 1]', 'x.size()']                          || 1
        ['List x', 'x']                                                  || null
        ['Comparator c = { a, b -> 7 }', 'c.compare(1, 2)']              || 7

        ['import java.util.concurrent.atomic.AtomicInteger', 'new AtomicInteger(3).get()'] || 3
        ['import java.util.concurrent.atomic.AtomicInteger as A', 'new A(3).get()'] || 3
        ['import java.util.concurrent.atomic.*', 'new AtomicLong(3).get()'] || 3
        ['import static java.lang.Math.max', 'max(1, 2)']                || 2
        ['import static java.lang.Math.*', 'min(1, 2)']                  || 1
        ['import java.util.List as L', 'import java.util.Map as L', 'L.name'] || 'java.util.Map'
        ['Duration.ofHours(2).toMinutes()']                              || 120

        ['def f(a) { a + 1 }', 'f(1)']                                   || 2
        ['int f(int a) { a + 1 }\nint g() { f(1) }', 'g()']              || 2
        ['def f(a) { 1 }', 'def f(a) { 2 }', 'f(0)']                     || 2
        ['def f(int a) { "int" }', 'def f(String a) { "string" }', 'f(1) + f("")'] || 'intstring'
        ['def f(a) { 1 }', 'def f(a, b = 1) { 2 }', 'f(0)']              || 2
        ['def f(a, b = 1) { 1 }', 'def f(a) { 2 }', 'f(0)']              || 2
        ['def f() { g() }', 'def g() { 5 }', 'f()']                      || 5
        ['def f() { 1 }', 'f = 2', 'f + f()']                            || 3
        ['@groovy.transform.Memoized\ndef f(a) {\n  [a]\n}', 'f(1)']     || [1]
        ['def f(a) { a } // twice', 'f(3) // once']                      || 3
        ['def f() { "a" }', 'def f() { """a\n}""" }', 'f()']             || 'a\n}'
        ['def f(x) { x }', 'block { this.f(4) }']                        || 4

        ['class A { int n = 3 }', 'new A().n']                           || 3
        ['class A { int n = 3 }', 'class B extends A { }', 'new B().n']  || 3
        ['class A { int n = 3 }', 'class A { int n = 4 }', 'new A().n']  || 4
        ['class A { int n = 3 }', 'def a = new A()', 'class A { int n = 4 }', 'a.n + new A().n'] || 7
        ['class A { int n = 3 }', 'def f() { new A().n }', 'class A { int n = 4 }', 'f()'] || 4
        ['class Duration { int n = 3 }', 'new Duration().n']             || 3
        ['class Duration { int n = 3 }', 'import java.time.Duration', 'Duration.ofHours(1).toHours()'] || 1
        ['import java.time.Duration', 'class Duration { int n = 3 }', 'new Duration().n'] || 3
        ['enum E { P, Q }', 'E.Q.ordinal()']                             || 1
        ['record R(int a) { }', 'new R(5).a()']                          || 5
        ['interface I { int f() }', 'trait T { int g() { 2 } }', 'class C implements I, T { int f() { g() } }', 'new C().f()'] || 2
        ['class A { class B { int n = 1 } }', 'new A.B(new A()).n']      || 1
        ['import java.util.concurrent.Callable; def x = 4; class A implements Callable { def call() { 1 } }; def f() { x }', 'f() + new A().call()'] || 5
    }

    def "an input of several lines has the value of its last statement"() {
        expect:
        session.evaluate('def a = 1\ndef f() { a }\nf() + 1\n') == 2
        session.evaluate('// nothing') == null
        session.evaluate('') == null
        session.evaluate('def a = 1\r\na + 5') == 6
    }

    def "an input that ends with a declaration has no value and does not change _"() {
        given:
        session.evaluate('41')

        expect:
        session.evaluate('def x = 1') == null
        session.evaluate('import java.util.List') == null
        session.evaluate('class A { }') == null
        session.evaluate('def f() { 1 }') == null
        session.evaluate('_ + 1') == 42
    }

    def "the last two values and the last failure are available as variables"() {
        when:
        session.evaluate('1')
        session.evaluate('2')
        session.evaluate('null')

        then:
        session.evaluate('[_, __]') == [2, 1]

        when:
        session.evaluate('1 / 0')

        then:
        thrown(BakshException)
        session.evaluate('_err.message') == 'division by zero'
    }

    def "declarations are kept although the input fails"() {
        when:
        session.evaluate('def f() { 3 }\nx = 4\n1 / 0')

        then:
        thrown(BakshException)
        session.evaluate('f() + x') == 7
    }

    def "an input that does not compile has no effect"() {
        given:
        session.evaluate('def f() { 3 }')

        when:
        session.evaluate('def f() { new Nowhere() }\nimport nowhere.Else')

        then:
        thrown(BakshException)
        session.evaluate('f()') == 3
    }

    def "an error in a single line has no location, in several lines it has the typed line: #source"() {
        given:
        session.evaluate('import java.util.concurrent.*\ndef kept() {\n\n\n  1 / 0\n}')
        session.evaluate('old = {\n\n 1 / 0 }')

        when:
        session.evaluate(source)

        then:
        ScriptException e = thrown()
        [e.message, e.hint(), e.location()] == [message, hint, place]

        where:
        source                    || message                                       | hint                | place
        '1 / 0'                   || 'division by zero'                            | null                | null
        'x = 1\n\n1 / 0'          || 'division by zero'                            | 'line 3'            | 'line 3'
        'x = 1\nkept()'           || 'division by zero'                            | 'line 2'            | 'line 2'
        'kept()'                  || 'division by zero'                            | null                | null
        'x = 1\nold()'            || 'division by zero'                            | 'line 2'            | 'line 2'
        'x = )'                   || "')' is not expected here"                    | null                | null
        'x = 1\ny = )'            || "line 2: ')' is not expected here"            | null                | 'line 2'
        'new Nowhere()'           || "no class 'Nowhere' is known"                 | 'import the class, or put a file with the name of the class into lib/' | null
        'px = 1'                  || "'px' $ScriptCompilerSpec.RESERVED_NAME_MESSAGE"                     | null                | null
        'x = 1\ndef px = 2'       || "line 2: 'px' $ScriptCompilerSpec.RESERVED_NAME_MESSAGE"             | null                | 'line 2'
        'generations: 4'          || '`generations: 4` has no effect here; write `generations 4`' | null | null
        'def run() { 1 }'         || "a method in the shell cannot have the name 'run'; choose another name" | null  | null
        'kep()'                   || "no verb or method 'kep' is defined"       | 'did you mean: kept, step' | null
    }

    def "exit ends the input and is not a failure"() {
        when:
        session.evaluate('x = 5\nexit 3\nx = 6')

        then:
        ScriptFixture.ExitSignal e = thrown()
        e.code == 3
        session.evaluate('x') == 5
        !fixture.binding.hasVariable('_err')
    }

    def "library classes are available and are the same class for all lines"() {
        given:
        Path file = folder.resolve('Report.groovy')
        Files.writeString(file, 'class Report { static int made = 0; def px\n Report(px) { this.px = px; made++ } }')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
        fixture = new ScriptFixture(folder)
        session = fixture.createSession()

        expect:
        session.evaluate('r = new Report(px); r.px.name') == 'px'
        session.evaluate('class Wide extends Report { Wide(px) { super(px) } }; new Wide(px); Report.made') == 2
        session.evaluate('r instanceof Report') == true
    }

    @Timeout(120)
    def "an interrupt ends an endless #what"() {
        given:
        Thread evaluationThread = Thread.currentThread()
        fixture.binding.setVariable('ready', { evaluationThread.interrupt() })

        when:
        session.evaluate("ready()\n$source")

        then:
        ScriptException e = thrown()
        e.exit() == ExitCode.INTERRUPTED

        cleanup:
        Thread.interrupted()

        where:
        what      | source
        'loop'    | 'while (true) { }'
        'closure' | 'def c = { -> true }; java.util.stream.Stream.iterate(1) { it }.allMatch { c() }'
        'wait'    | 'Thread.sleep(100_000)'
    }

    def "warm-up changes neither values nor names"() {
        when:
        session.warmUp()

        then:
        session.visibleNames() == ['n2ws', 'px'] as Set
        session.evaluate('1 + 1') == 2

        when:
        session.warmUp()

        then:
        session.evaluate('_') == 2
    }

    def "a method with characters above U+FFFF is available in the next inputs"() {
        expect:
        session.evaluate("def f() { '\ud83d\ude00' }; def g() { '\ud83d\ude00' + 100 }") == null
        session.evaluate('f() + g()') == '\ud83d\ude00\ud83d\ude00100'
    }

    def "an input of a failed job has failed, and an unsaved input is not remembered"() {
        when:
        session.evaluateUnsaved('y = 1')
        session.evaluate('x = y')
        session.markFailed(session.currentInput())
        session.evaluate('x + 1')

        then:
        session.inputs().collect { [it.text(), it.outcome().name()] } == [['x = y', 'FAILED'], ['x + 1', 'DONE']]
    }

    def "names are variables, methods and classes; executed inputs are remembered"() {
        when:
        session.evaluate('def x = 1')
        session.evaluate('def load() { 1 }')
        session.evaluate('class Report { }')

        then:
        session.visibleNames() == ['Report', 'load', 'n2ws', 'px', 'x'] as Set
        session.inputs().findAll { it.outcome().name() == 'DONE' }*.text() == ['def x = 1', 'def load() { 1 }', 'class Report { }']
    }

    def "#text.inspect() is complete: #whole"() {
        expect:
        session.isComplete(text) == whole

        where:
        text                                      || whole
        ''                                        || true
        '1 + 1'                                   || true
        'def f(a) { a }'                          || true
        'x++'                                     || true
        'import java.time.*'                      || true
        'List<String> x'                          || true
        '// note'                                 || true
        'x = 1 // {'                              || true
        'x = "}" // "'                            || true
        "x = '('"                                 || true
        'x = "a ${b { "c" }} d"'                  || true
        'x = a / b / c'                           || true
        'x =~ /a(b/'                              || true
        'x = "http://a"'                          || true
        'x = $/a $$ {/$'                          || true
        'x = """\n{"""'                           || true
        "x = '''it's'''"                          || true
        'if (x) { 1 }\nelse { 2 }'                || true
        '#!/usr/bin/env baksh\n1'                 || true

        'px.roles.create("a") {'                  || false
        'px.roles.create("a") {\n  x 1\n'         || false
        'foo('                                    || false
        'foo(a,'                                  || false
        'x = [1,'                                 || false
        'x = [1,\n2'                              || false
        'x ='                                     || false
        '1 +'                                     || false
        'a -'                                     || false
        'a &&'                                    || false
        'a ?:'                                    || false
        'a ? b :'                                 || false
        'a =='                                    || false
        'a.'                                      || false
        'a?.'                                     || false
        'println a,'                              || false
        'println a, // more'                      || false
        'a instanceof'                            || false
        'x = """'                                 || false
        "x = '''a'b"                              || false
        'x = "a ${b'                              || false
        'x = /ab'                                 || false
        'x =~ /a(b'                               || false
        'x = $/ab'                                || false
        '/* note'                                 || false
        'if (x)'                                  || false
        'if (x) 1 else'                           || false
        'for (i in 1..3)'                         || false
        'while (x)'                               || false
        'def f()'                                 || false
        'try { 1 }'                               || false
        'try { 1 } catch (e)'                     || false
        'class A {'                               || false
        '@Deprecated'                             || false
        'x = \\'                                  || false
        'switch (x) { case 1:'                    || false

        'foo)'                                    || true
        'foo(]'                                   || true
        '}'                                       || true
        "x = 'abc"                                || true
        'x = "abc'                                || true
        'x = = 1'                                 || true
        'a ->'                                    || true
        'x = 1 }\ny'                              || true
        'generations: 4'                          || true
    }
}
