package dev.baksh

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.core.importer.ImportOption
import spock.lang.Shared
import spock.lang.Specification

/** Rules of src/doc/architecture.md: this spec reads its two tables and checks the code against them. */
class ArchitectureSpec extends Specification {
    static final String ROOT = 'dev.baksh.'
    static final String[] JDK = ['java..', 'javax..', 'com.sun.net.httpserver..']
    static final String[] OKHTTP = ['okhttp3..', 'okio..', 'kotlin..']
    static final String[] JLINE = ['org.jline..']
    static final String[] GROOVY = ['groovy..', 'org.codehaus.groovy..', 'org.apache.groovy..']

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
        String[] others = (TREES.keySet() - tree - allowed).collect { "$ROOT${it}..".toString() }

        expect:
        noClasses().that().resideInAPackage("$ROOT${tree}..").should().dependOnClassesThat().resideInAnyPackage(others).check(code)

        where:
        tree << TREES.keySet()
        allowed = TREES[tree]
    }

    def "the sandbox uses the JDK and Jackson only"() {
        expect:
        classes().that().resideInAPackage("${ROOT}sandbox..")
            .should().onlyDependOnClassesThat().resideInAnyPackage(["${ROOT}sandbox..", *JDK, 'com.fasterxml.jackson..'] as String[])
            .check(code)
    }

    def "only #users use #library"() {
        given:
        String[] all = users.collect { "$ROOT${it}..".toString() }

        expect:
        noClasses().that().resideOutsideOfPackages(all).should().dependOnClassesThat().resideInAnyPackage(packages).check(code)

        where:
        library  | packages || users
        'OkHttp' | OKHTTP   || ['exchange', 'client']
        'Groovy' | GROOVY   || ['dsl', 'script', 'cli']
        'JLine'  | JLINE    || ['render', 'output', 'shell', 'cli']
    }

    def "only cli ends the process"() {
        expect:
        noClasses().that().resideOutsideOfPackage("${ROOT}cli..").should().callMethod(System, 'exit', int).check(code)
        noClasses().should().callMethod(Runtime, 'exit', int).orShould().callMethod(Runtime, 'halt', int).check(code)
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
