package dev.baksh

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField
import static com.tngtech.archunit.lang.conditions.ArchConditions.callConstructor
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices

import com.tngtech.archunit.base.DescribedPredicate
import com.tngtech.archunit.core.domain.JavaClass
import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.domain.JavaMethodCall
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.core.importer.ImportOption
import dev.baksh.cli.console.ProcessEnvironment
import org.jline.reader.LineReaderBuilder
import org.jline.reader.impl.LineReaderImpl
import org.jline.terminal.Terminal
import spock.lang.Shared
import spock.lang.Specification

import java.lang.reflect.Modifier

/** Rules of src/doc/architecture.md: this spec reads its two tables and checks the code against them. */
class ArchitectureSpec extends Specification {
    static final String ROOT = 'dev.baksh.'
    static final int LARGEST_PACKAGE = 30
    static final int MOST_ARROWS = 18
    static final String[] JDK = ['java..', 'javax..', 'com.sun.net.httpserver..']
    static final String[] OKHTTP = ['okhttp3..', 'okio..', 'kotlin..']
    static final String[] JLINE = ['org.jline..']
    static final String[] GROOVY = ['groovy..', 'org.codehaus.groovy..', 'org.apache.groovy..']

    static final DescribedPredicate<JavaMethodCall> TERMINAL_WRITE = DescribedPredicate.describe('write to a terminal') { JavaMethodCall call ->
        call.targetOwner.isAssignableTo(Terminal) && call.name in ['writer', 'output', 'puts']
    }

    /** Packages of the first table, lowest layer first. */
    static final List<String> LAYERS = table('Packages').collect { it[0][0] }

    /** Trees of the second table, with the trees that each may use. */
    static final Map<String, List<String>> TREES = table('Trees').collectEntries { [it[0][0], it[1]] }

    @Shared
    JavaClasses code = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages('dev.baksh')

    def "the table names every package"() {
        expect:
        code*.packageName.unique().collect { it - ROOT }.toSorted() == LAYERS.toSorted()
    }

    def "#name uses only packages of lower layers"() {
        given:
        String[] higher = LAYERS.drop(LAYERS.indexOf(name) + 1).collect { ROOT + it }

        expect:
        higher.length == 0 ||
            noClasses().that().resideInAPackage(ROOT + name).should().dependOnClassesThat().resideInAnyPackage(higher).check(code) == null

        where:
        name << LAYERS
    }

    def "packages form no cycle"() {
        expect:
        slices().matching('dev.baksh.(**)').should().beFreeOfCycles().check(code)
    }

    def "#tree uses the trees that the table allows, and no other"() {
        given:
        String[] forbiddenPackages = (TREES.keySet() - tree - allowed).collect { "$ROOT${it}..".toString() }

        expect:
        noClasses().that().resideInAPackage("$ROOT${tree}..").should().dependOnClassesThat().resideInAnyPackage(forbiddenPackages).check(code)

        where:
        tree << TREES.keySet()
        allowed = TREES[tree]
    }

    def "the trees have at most 18 arrows"() {
        expect:
        TREES.values()*.size().sum() <= MOST_ARROWS
    }

    def "the clients of the two products do not use each other"() {
        expect:
        noClasses().that().resideInAPackage("${ROOT}client.n2ws..").should().dependOnClassesThat().resideInAPackage("${ROOT}client.px..").check(code)
        noClasses().that().resideInAPackage("${ROOT}client.px..").should().dependOnClassesThat().resideInAPackage("${ROOT}client.n2ws..").check(code)
    }

    def "no package has more than 30 files"() {
        expect:
        topLevel().countBy { it.packageName }.findAll { it.value > LARGEST_PACKAGE } == [:]
    }

    def "no simple class name stands for two classes"() {
        expect:
        topLevel()*.simpleName.countBy { it }.findAll { it.value > 1 } == [:]
    }

    def "no class hides a public class of java.lang"() {
        expect:
        topLevel()*.simpleName.findAll { name -> inJavaLang(name) } == []
    }

    def "the sandbox uses the JDK and Jackson only"() {
        expect:
        classes().that().resideInAPackage("${ROOT}sandbox..")
            .should().onlyDependOnClassesThat().resideInAnyPackage(["${ROOT}sandbox..", *JDK, 'com.fasterxml.jackson..'] as String[])
            .check(code)
    }

    def "#name uses the JDK and Jackson only, besides lower layers"() {
        given:
        List<String> lower = LAYERS.take(LAYERS.indexOf(name) + 1).collect { ROOT + it }

        expect:
        classes().that().resideInAPackage(ROOT + name)
            .should().onlyDependOnClassesThat().resideInAnyPackage([*lower, *JDK, 'com.fasterxml.jackson..'] as String[])
            .check(code)

        where:
        name << ['client.api', 'client.files', 'client.config', 'client.journal']
    }

    def "only #users use #library"() {
        given:
        String[] all = users.collect { "$ROOT${it}..".toString() }

        expect:
        noClasses().that().resideOutsideOfPackages(all).should().dependOnClassesThat().resideInAnyPackage(packages).check(code)

        where:
        library  | packages || users
        'OkHttp' | OKHTTP   || ['client.http']
        'Groovy' | GROOVY   || ['dsl', 'script', 'cli']
        'JLine'  | JLINE    || ['output', 'shell', 'cli']
    }

    def "only the package cli calls System.exit"() {
        expect:
        noClasses().that().resideOutsideOfPackage("${ROOT}cli..").should().callMethod(System, 'exit', int).check(code)
        noClasses().should().callMethod(Runtime, 'exit', int).orShould().callMethod(Runtime, 'halt', int).check(code)
    }

    def "all text to a terminal goes through cli.console: no other class uses #use"() {
        expect:
        noClasses().that().resideOutsideOfPackage("${ROOT}cli.console").and().doNotHaveFullyQualifiedName(ROOT + owners[0]).and().doNotHaveFullyQualifiedName(ROOT + owners[-1])
            .should(condition).check(code)

        where:
        use                             | condition                                                    || owners
        'standard output of the caller' | callMethod(ProcessEnvironment, 'out')                        || ['cli.Main', 'cli.daemon.DaemonSession']
        'standard error of the caller'  | callMethod(ProcessEnvironment, 'err')                        || ['cli.Main', 'cli.daemon.DaemonSession']
        'System.out'                    | accessField(System, 'out')                                   || ['cli.AotTraining', 'cli.daemon.JvmState']
        'System.err'                    | accessField(System, 'err')                                   || ['cli.AotTraining', 'cli.daemon.JvmState']
        'the writer of a terminal'      | callMethodWhere(TERMINAL_WRITE)                              || ['none']
        'a line reader of JLine'        | callConstructor(LineReaderImpl, Terminal, String, Map)       || ['shell.SanitizingLineReader']
        'the builder of line readers'   | callMethod(LineReaderBuilder, 'builder')                     || ['none']
        'a file descriptor'             | callConstructor(FileOutputStream, FileDescriptor)            || ['none']
        'printStackTrace()'             | callMethod(Throwable, 'printStackTrace')                     || ['none']
        'a console of the JVM'          | callMethod(System, 'console')                                || ['none']
        'the streams of a child'        | callMethod(ProcessBuilder, 'inheritIO')                      || ['shell.ExternalEditor']
    }

    private Collection<JavaClass> topLevel() {
        code.findAll { it.topLevelClass && it.simpleName != 'package-info' }
    }

    private static boolean inJavaLang(String name) {
        try {
            return Modifier.isPublic(Class.forName("java.lang.$name", false, null).modifiers)
        } catch (ClassNotFoundException ignored) {
            return name == 'Compiler' // Removed after Java 17.
        }
    }

    /** Rows of the table below a heading of architecture.md: the names in backticks of each cell. */
    private static List<List<List<String>>> table(String heading) {
        List<String> lines = new File('src/doc/architecture.md').readLines()
        int start = lines.indexOf('## ' + heading)
        lines.drop(start + 1).takeWhile { !it.startsWith('## ') }
            .findAll { it.startsWith('| `') }
            .collect { String line -> line.split(/\|/).drop(1).collect { (it =~ /`([a-z0-9.]+)`/).collect { m -> m[1] } } }
    }
}
