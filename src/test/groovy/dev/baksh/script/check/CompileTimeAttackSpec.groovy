package dev.baksh.script.check

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.repl.RunbookArgumentCompleter
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import org.codehaus.groovy.control.CompilationFailedException

import java.nio.file.Files
import java.nio.file.Path

/** Attacks that would write a marker file while a file is only read, checked or completed. */
class CompileTimeAttackSpec extends SandboxSpecification {
    static final String PROGRAM = ' runs a program, and what the program does is not known'
    static final String REQUESTS = ' sends requests on its own, without the guard and the journal'

    static final String COLLECTOR = '''\
        import groovy.transform.AnnotationCollector
        import groovy.transform.AnnotationCollectorMode
        @AnnotationCollector(processor = 'Evil')
        @interface NAME { }
        '''
    static final String PROCESSOR = '''\
        import org.codehaus.groovy.transform.AnnotationCollectorTransform
        import org.codehaus.groovy.ast.*
        import org.codehaus.groovy.control.SourceUnit
        class Evil extends AnnotationCollectorTransform {
            static { MARK }
            List<AnnotationNode> visit(AnnotationNode a, AnnotationNode b, AnnotatedNode c, SourceUnit d) { MARK; [] }
        }
        '''
    static final String TRANSFORM = '''\
        import org.codehaus.groovy.ast.ASTNode
        import org.codehaus.groovy.control.*
        import org.codehaus.groovy.transform.*
        @GroovyASTTransformation(phase = CompilePhase.SEMANTIC_ANALYSIS)
        class EvilTransform implements ASTTransformation {
            static { MARK }
            void visit(ASTNode[] nodes, SourceUnit source) { MARK }
        }
        '''
    static final String TRANSFORM_ANNOTATION = '''\
        import java.lang.annotation.*
        import org.codehaus.groovy.transform.GroovyASTTransformationClass
        @Retention(RetentionPolicy.SOURCE)
        @Target([ElementType.TYPE, ElementType.METHOD, ElementType.LOCAL_VARIABLE, ElementType.FIELD, ElementType.PARAMETER])
        @GroovyASTTransformationClass('EvilTransform')
        @interface NAME { }
        '''
    static final String EXTENSION = 'MARK\nsetup { MARK }\n'
    static final String HINT = '''\
        import groovy.transform.stc.*
        import org.codehaus.groovy.ast.*
        import org.codehaus.groovy.control.*
        class EvilHint extends ClosureSignatureHint {
            EvilHint() { MARK }
            static { MARK }
            List<ClassNode[]> getClosureSignatures(MethodNode a, SourceUnit b, CompilationUnit c, String[] d, ASTNode e) { MARK; [] }
        }
        '''
    static final String RESOLVER = '''\
        import groovy.transform.stc.*
        import org.codehaus.groovy.ast.*
        import org.codehaus.groovy.ast.expr.*
        import org.codehaus.groovy.control.*
        class EvilResolver extends ClosureSignatureConflictResolver {
            EvilResolver() { MARK }
            static { MARK }
            List<ClassNode[]> resolve(List<ClassNode[]> a, ClassNode b, Expression c, ClosureExpression d, MethodNode e, SourceUnit f, CompilationUnit g, String[] h) { MARK; a }
        }
        '''
    static final String PLAIN = 'class Helper { def go() { 1 } }\n'

    def "nothing of a checked file or of lib/ runs before the names are resolved and refused: #attack"() {
        given:
        Path marker = folder.resolve('marker')
        String mark = "new File('$marker').text = 'x'"
        files.each { String name, String text ->
            Path file = folder.resolve(name)
            Files.createDirectories(file.parent)
            Files.writeString(file, text.stripIndent().replace('MARK', mark))
        }
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, script.stripIndent().replace('MARK', mark))

        when:
        List<SandboxHarness.Result> results = [harness.start(['check', book.toString()]), harness.start(['-o', 'json', 'check', book.toString()])]
        harness.start(['help', book.toString()])
        completeAndAnalyse(book)

        then:
        !Files.exists(marker)
        results*.code == [1, 1]
        !results[0].out.contains('no calls that write')

        where:
        attack                                          | script                                                               | files
        'annotation collector in lib'                   | '@Trap class A { }\nnew A()'                                         | ['lib/Trap.groovy': COLLECTOR.replace('NAME', 'Trap'), 'lib/Evil.groovy': PROCESSOR]
        'annotation collector on a lib class'           | 'new Helper().go()'                                                  | ['lib/Trap.groovy': COLLECTOR.replace('NAME', 'Trap'), 'lib/Evil.groovy': PROCESSOR, 'lib/Helper.groovy': '@Trap ' + PLAIN]
        'collector with the name of an allowed one'     | '@ToString class A { }\nnew A()'                                     | ['lib/ToString.groovy': COLLECTOR.replace('NAME', 'ToString'), 'lib/Evil.groovy': PROCESSOR]
        'collector in a package, imported'              | 'import evil.ToString\n@ToString class A { }\nnew A()'               | ['lib/evil/ToString.groovy': 'package evil\n' + COLLECTOR.stripIndent().replace('NAME', 'ToString'), 'lib/Evil.groovy': PROCESSOR]
        'collector in a package, star import'           | 'import evil.*\n@ToString class A { }\nnew A()'                      | ['lib/evil/ToString.groovy': 'package evil\n' + COLLECTOR.stripIndent().replace('NAME', 'ToString'), 'lib/Evil.groovy': PROCESSOR]
        'collector by its full name'                    | '@evil.ToString class A { }\nnew A()'                                | ['lib/evil/ToString.groovy': 'package evil\n' + COLLECTOR.stripIndent().replace('NAME', 'ToString'), 'lib/Evil.groovy': PROCESSOR]
        'collector as an alias'                         | 'import Trap as ToString\n@ToString class A { }\nnew A()'            | ['lib/Trap.groovy': COLLECTOR.replace('NAME', 'Trap'), 'lib/Evil.groovy': PROCESSOR]
        'collector as a nested class of a base class'   | 'import groovy.transform.ToString\nclass A extends Base { @ToString static class B { } }\nnew A.B()' | ['lib/Base.groovy': 'class Base { @groovy.transform.AnnotationCollector(processor = "Evil") static @interface ToString { } }', 'lib/Evil.groovy': PROCESSOR]
        'collector by a static import'                  | 'import static Base.ToString\n@ToString class A { }\nnew A()'        | ['lib/Base.groovy': 'class Base { @groovy.transform.AnnotationCollector(processor = "Evil") static @interface ToString { } }', 'lib/Evil.groovy': PROCESSOR]
        'collector in the same file'                    | COLLECTOR.stripIndent().replace('NAME', 'Trap') + '@Trap class A { }\nnew A()' | ['lib/Evil.groovy': PROCESSOR]
        'collector on an extended class'                | 'class A extends Helper { }\nnew A()'                                | ['lib/Trap.groovy': COLLECTOR.replace('NAME', 'Trap'), 'lib/Evil.groovy': PROCESSOR, 'lib/Helper.groovy': '@Trap ' + PLAIN]
        'collector on the class of a parameter'         | 'def f(Helper h) { h }\nf(null)'                                     | ['lib/Trap.groovy': COLLECTOR.replace('NAME', 'Trap'), 'lib/Evil.groovy': PROCESSOR, 'lib/Helper.groovy': '@Trap ' + PLAIN]
        'collector on a generic type'                   | 'List<Helper> l = []\nprintln l'                                     | ['lib/Trap.groovy': COLLECTOR.replace('NAME', 'Trap'), 'lib/Evil.groovy': PROCESSOR, 'lib/Helper.groovy': '@Trap ' + PLAIN]
        'local transformation'                          | '@Trap class A { }\nnew A()'                                         | ['lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation with an allowed name'           | 'import groovy.transform.Field\n@Field x = 1\nprintln x'             | ['lib/Field.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Field'), 'lib/groovy/transform/Field.groovy': 'package groovy.transform\n' + TRANSFORM_ANNOTATION.stripIndent().replace('NAME', 'Field'), 'lib/EvilTransform.groovy': TRANSFORM, 'lib/X.groovy': '']
        'transformation of a parameter'                 | 'def f(@Trap x) { x }\nf(1)'                                         | ['lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation of a local variable'            | '@Trap def x = 1\nprintln x'                                         | ['lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation of an import'                   | '@Trap\nimport java.util.List\nprintln 1'                            | ['lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation of a package'                   | '@Trap package x\nprintln 1'                                         | ['lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation in a trait of lib'              | 'class A implements T { }\nnew A()'                                  | ['lib/T.groovy': 'trait T { @Trap def f() { 1 } }', 'lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation in an inner class of lib'       | 'new Helper.Inner()'                                                 | ['lib/Helper.groovy': 'class Helper { @Trap static class Inner { } }', 'lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'transformation in an included file'            | "include 'other.groovy'"                                             | ['other.groovy': '@Trap def x = 1', 'lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'ASTTest'                                       | '@groovy.transform.ASTTest(value = { MARK })\ndef x = 1'             | [:]
        'ASTTest as an alias'                           | 'import groovy.transform.ASTTest as ToString\n@ToString(value = { MARK })\nclass A { }\nnew A()' | [:]
        'ASTTest in lib'                                | 'new Helper().go()'                                                  | ['lib/Helper.groovy': '@groovy.transform.ASTTest(value = { MARK })\n' + PLAIN]
        'ASTTest in lib through a type only'            | 'def f(Helper h) { h }\nf(null)'                                     | ['lib/Helper.groovy': '@groovy.transform.ASTTest(value = { MARK })\n' + PLAIN]
        'extension of the type checker'                 | '@groovy.transform.TypeChecked(extensions = "evil.groovy")\ndef f() { 1 }\nf()' | ['evil.groovy': EXTENSION, 'lib/evil.groovy': EXTENSION]
        'extension of the type checker in lib'          | 'new Helper().go()'                                                  | ['lib/Helper.groovy': '@groovy.transform.CompileStatic(extensions = ["evil.groovy"])\n' + PLAIN, 'lib/evil.groovy': EXTENSION]
        'closure hint'                                  | 'import groovy.transform.stc.ClosureParams\ndef f(@ClosureParams(EvilHint) Closure c) { c }\n@groovy.transform.CompileStatic def g() { f { x -> x } }\ng()' | ['lib/EvilHint.groovy': HINT]
        'closure hint with an allowed name'             | 'import groovy.transform.stc.ClosureParams\ndef f(@ClosureParams(SimpleType) Closure c) { c }\n@groovy.transform.CompileStatic def g() { f { x -> x } }\ng()' | ['lib/SimpleType.groovy': HINT.replace('EvilHint', 'SimpleType')]
        'resolver of closure hints'                     | 'import groovy.transform.stc.*\ndef f(@ClosureParams(value = FromString, options = ["String", "Integer"], conflictResolutionStrategy = EvilResolver) Closure c) { c }\n@groovy.transform.CompileStatic def g() { f { x -> x } }\ng()' | ['lib/EvilResolver.groovy': RESOLVER]
        'transformation in a closure of an annotation'  | 'import groovy.transform.MapConstructor\n@MapConstructor(pre = { @Trap def x = 1 }) class A { def a }\nnew A(a: 1)' | ['lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
        'ASTTest in a compact constructor'              | 'record R(Object a) { R { @groovy.transform.ASTTest(value = { MARK }) def x = 1 } }\nnew R(1)' | [:]
        'ASTTest in a default value'                    | 'def f(c = { @groovy.transform.ASTTest(value = { MARK }) def x = 1 }) { c() }\nf()' | [:]
        'static block of lib'                           | 'new Helper().go()'                                                  | ['lib/Helper.groovy': 'class Helper { static { MARK }\n def go() { 1 } }']
        'static block of an inner class'                | 'class A { static class B { static { MARK } } }\nnew A.B()'          | [:]
        'global transformation in lib'                  | '@Trap class A { }\nnew A()'                                         | ['lib/META-INF/services/org.codehaus.groovy.transform.ASTTransformation': 'EvilTransform\n', 'lib/EvilTransform.groovy': TRANSFORM]
        'base script'                                   | '@groovy.transform.BaseScript Evil e\nprintln 1'                     | ['lib/Evil.groovy': 'abstract class Evil extends Script { static { MARK } }']
        'newify with a pattern'                         | '@Newify(pattern = /[A-Z].*/) def f() { Helper() }\nf()'             | ['lib/Helper.groovy': '@groovy.transform.ASTTest(value = { MARK })\n' + PLAIN]
        'grab'                                          | "@Grab('a:b:1')\nimport java.util.List\nprintln 1"                   | [:]
        'grab resolver in lib'                          | 'new Helper().go()'                                                  | ['lib/Helper.groovy': "@GrabResolver(name = 'x', root = 'http://127.0.0.1:1/')\n@Grab('a:b:1')\n" + PLAIN]
        'package-info'                                  | 'println new x.Helper()'                                             | ['lib/x/package-info.groovy': '@Trap package x', 'lib/x/Helper.groovy': 'package x\n@Trap ' + PLAIN, 'lib/Trap.groovy': TRANSFORM_ANNOTATION.replace('NAME', 'Trap'), 'lib/EvilTransform.groovy': TRANSFORM]
    }

    /** Does what the shell and the warm process do with files before the user runs one. */
    private void completeAndAnalyse(Path book) {
        Path lib = folder.resolve('lib')
        ScriptCompiler compiler = new ScriptCompiler(CompileTimeAttackSpec.classLoader, Script, [lib])
        EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { new Binding() })
        session.warmUp()
        for (String name : session.visibleNames()) {
            session.classMembers(name)?.signatures(true)
            session.classMembers(name)?.signatures(false)
        }
        new RunbookArgumentCompleter().completions("$book ")
        Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
        try {
            ScriptInspection.inspectInput(Files.readString(book), ['def go() { new Helper().go() }'], [] as Set, folder, compiler, catalogs)
        } catch (CompilationFailedException | BakshException e) {
            assert e.message // The source is invalid for the parser.
        }
        IsolationAnalysis.analyze(Files.readString(book), folder, [lib], new HarmlessMembers(catalogs.values()))
    }

    def "a lib class with annotations of Groovy passes"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Helper.groovy'), '''\
            import groovy.transform.*
            import groovy.transform.stc.*
            @CompileStatic @ToString(includeNames = true) @EqualsAndHashCode
            class Helper {
                @Lazy List<Integer> numbers = [1]
                @Override int hashCode() { 7 }
                static Object each(@ClosureParams(value = SimpleType, options = 'java.lang.Integer') Closure c) { c.call(1) }
            }
            '''.stripIndent())
        Files.writeString(folder.resolve('book.groovy'), 'println new Helper().numbers\n')

        expect:
        harness.start(['check', folder.resolve('book.groovy').toString()]).out == "${folder.resolve('book.groovy')}: no findings, no calls that write\n"
    }

    def "check reports what it could not follow, and ends with 1"() {
        given:
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, text)

        when:
        SandboxHarness.Result result = harness.start(['check', book.toString()])

        then:
        [result.code, result.out.replace(book.toString(), 'book.groovy'), result.err] == [code, out, '']

        where:
        text                                                   || code | out
        'def v = "delete"\nn2ws.policies["nightly"]."$v"()\n'  || 1    | 'book.groovy: no findings, 1 call cannot be followed\n  line 2: the name of the called method is known only at run time\n'
        'def a = 1\ndef a = 2\nn2ws.policies["n"].delete()\n'  || 1    | 'book.groovy:2: The current scope already contains a variable of the name a\nbook.groovy: 1 finding, not completely checked\n'
        "n2ws.policies['a'].with { delete() }\n"               || 0    | 'book.groovy: no findings, 1 call that writes\n  line 1: DANGER n2ws.policies.delete (allow_backup_changes)\n'
        'println n2ws.policies.count()\n'                      || 0    | 'book.groovy: no findings, no calls that write\n'
    }

    def "check reports programs and requests of a script's own as calls that it cannot follow: #text"() {
        given:
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, text + '\n')

        when:
        SandboxHarness.Result result = harness.start(['check', book.toString()])

        then:
        [result.code, result.err] == [1, '']
        List<String> lines = result.out.replace(book.toString(), 'book.groovy').readLines()
        lines[0] ==~ /book\.groovy: no findings, \d+ calls? cannot be followed/
        lines.contains("  line 1: $message".toString())

        where:
        text                                                                                 || message
        "'rm x'.execute()"                                                                   || 'execute' + PROGRAM
        "println 'ls'.execute().text"                                                        || 'execute' + PROGRAM
        "['sh', '-c', 'x'].execute(null, new File('.'))"                                     || 'execute' + PROGRAM
        "new ProcessBuilder('x').start()"                                                    || 'ProcessBuilder' + PROGRAM
        "Runtime.runtime.exec('x')"                                                          || 'exec' + PROGRAM
        "Runtime.getRuntime().exec(['x'] as String[])"                                       || 'exec' + PROGRAM
        "new java.lang.ProcessBuilder(['x']).inheritIO().start().waitFor()"                  || 'ProcessBuilder' + PROGRAM
        "def c = new URL('https://a/b').openConnection(); c.requestMethod = 'DELETE'"        || 'openConnection' + REQUESTS
        "println 'https://a/b'.toURL().text"                                                 || 'text' + REQUESTS
        "new URL('https://a/b').getText()"                                                   || 'getText' + REQUESTS
        "URL u = new URL('https://a/b'); u.eachLine { println it }"                          || 'eachLine' + REQUESTS
        "def u = 'https://a/b'.toURL(); println u.bytes.length"                              || 'bytes' + REQUESTS
        "URI.create('https://a').toURL().openStream().close()"                               || 'openStream' + REQUESTS
        'println java.net.http.HttpClient.newHttpClient()'                                   || 'HttpClient' + REQUESTS
        'import java.net.http.HttpClient; println HttpClient.newHttpClient()'                || 'HttpClient' + REQUESTS
        "new Socket('a', 1).close()"                                                         || 'Socket' + REQUESTS
        'import java.net.http.*; HttpRequest.newBuilder()'                                   || 'HttpRequest' + REQUESTS
    }

    def "check follows executors, and texts of files: #text"() {
        given:
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, text + '\n')

        expect:
        harness.start(['check', book.toString()]).out.replace(book.toString(), 'book.groovy') == "book.groovy: no findings, no calls that write\n"

        where:
        text << [
            'def pool = java.util.concurrent.Executors.newFixedThreadPool(1); pool.execute { println 1 }; pool.shutdown()',
            "println new File('x').text", "println 'a b'.bytes.length", 'def execute() { 1 }; println execute()', 'n2ws.policies.each { println it.name }']
    }

    def "check knows the operations of the catalogue files beside the script: #text"() {
        given:
        Files.createDirectories(folder.resolve('lib/catalog'))
        Files.writeString(folder.resolve('lib/catalog/own.json'), '''\
            {"server": "n2ws", "nouns": {"policies": {"operations": {
              "rotate": {"on": "row", "method": "POST", "path": {"2": "aws/policies/{id}/rotate/"}, "effect": "START", "help": "Rotates."}}}}}
            '''.stripIndent())
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, text + '\n')

        when:
        SandboxHarness.Result result = harness.start(['check', book.toString()])

        then:
        [result.code, result.out.replace(book.toString(), 'book.groovy'), result.err] == [0, "book.groovy: no findings, 1 call that writes\n  line 1: START $call\n", '']

        where:
        text                                                    || call
        "n2ws.policies['a'].rotate()"                           || 'n2ws.policies.rotate'
        "def turn(p) { p.rotate() }; turn(n2ws.policies['a'])"  || '.rotate'
    }

    def "check names the writes of uncalled methods of lib/ in the summary: #count"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Helper.groovy'), "class Helper {\n${(1..count).collect { "  static void remove$it(n2ws) { n2ws.policies['a'].delete() }" }.join('\n')}\n  static int one() { 1 }\n}\n")
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, 'println Helper.one()\n')

        when:
        SandboxHarness.Result result = harness.start(['check', book.toString()])

        then:
        result.out.readLines()[0] == "$book: no findings, no calls that write; methods that nothing here calls contain $calls"

        where:
        count || calls
        1     || '1 call that writes'
        2     || '2 calls that write'
    }
}
