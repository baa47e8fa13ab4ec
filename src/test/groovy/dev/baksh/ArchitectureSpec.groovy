package dev.baksh

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.core.importer.ImportOption
import spock.lang.Shared
import spock.lang.Specification

/** The walls of src/doc/architecture.md: its table is read, and the code is held to it. */
class ArchitectureSpec extends Specification {
    static final String[] JDK = ['java..', 'javax..', 'com.sun.net.httpserver..']
    static final String[] OKHTTP = ['okhttp3..', 'okio..', 'kotlin..']
    static final String[] JLINE = ['org.jline..']
    static final String[] GROOVY = ['groovy..', 'org.codehaus.groovy..', 'org.apache.groovy..']

    static final Map<String, List<String>> ROOMS = new File('src/doc/architecture.md').readLines()
        .findAll { it.startsWith('| `') }
        .collectEntries { String line -> [names(line.split(/\|/)[1])[0], names(line.split(/\|/)[3])] }

    @Shared
    JavaClasses code = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages('dev.baksh')

    def "every room is in the table"() {
        expect:
        code.collect { it.packageName - 'dev.baksh.' }.unique().sort() == ROOMS.keySet().sort()
    }

    def "#room sees the rooms that the table says, and no other"() {
        given:
        String[] others = (ROOMS.keySet() - room - allowed).collect { "dev.baksh.${it}..".toString() }

        expect:
        noClasses().that().resideInAPackage("dev.baksh.${room}..").should().dependOnClassesThat().resideInAnyPackage(others).check(code)

        where:
        room << ROOMS.keySet()
        allowed = ROOMS[room]
    }

    def "the rooms form no ring"() {
        expect:
        slices().matching('dev.baksh.(*)..').should().beFreeOfCycles().check(code)
    }

    def "#room is built on the JDK and Jackson alone"() {
        given:
        List<String> seen = ([room] + ROOMS[room]).collect { "dev.baksh.${it}..".toString() }

        expect:
        classes().that().resideInAPackage("dev.baksh.${room}..")
            .should().onlyDependOnClassesThat().resideInAnyPackage([*seen, *JDK, 'com.fasterxml.jackson..'] as String[])
            .check(code)

        where:
        room << ['api', 'config', 'custody', 'journal', 'sandbox']
    }

    def "#library is seen by #rooms alone"() {
        given:
        String[] all = rooms.collect { "dev.baksh.${it}..".toString() }

        expect:
        noClasses().that().resideOutsideOfPackages(all).should().dependOnClassesThat().resideInAnyPackage(packages).check(code)

        where:
        library  | packages || rooms
        'OkHttp' | OKHTTP   || ['exchange']
        'Groovy' | GROOVY   || ['dsl', 'script', 'cli']
        'JLine'  | JLINE    || ['render', 'shell', 'cli']
    }

    def "only cli ends the process"() {
        expect:
        noClasses().that().resideOutsideOfPackage('dev.baksh.cli..').should().callMethod(System, 'exit', int).check(code)
        noClasses().should().callMethod(Runtime, 'exit', int).orShould().callMethod(Runtime, 'halt', int).check(code)
    }

    private static List<String> names(String cell) {
        (cell =~ /`([a-z0-9]+)`/).collect { it[1] }
    }
}
