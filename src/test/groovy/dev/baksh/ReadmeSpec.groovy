package dev.baksh

import dev.baksh.cli.Lab
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

/** Every block of the pages for users that is marked shell or groovy runs as it stands; text, console and yaml do not run. */
class ReadmeSpec extends Specification {
    static final List<String> PAGES = ['README.md'] +
        ['getting-started', 'configuration', 'prompt', 'runbooks', 'n2ws', 'portworx', 'safety', 'reference'].collect { "src/doc/${it}.md".toString() }

    @TempDir
    Path home

    @AutoCleanup
    Lab lab

    def setup() {
        lab = new Lab(home)
    }

    def "the shell block runs: #block"() {
        expect:
        Page.commands(block).each { command ->
            Lab.Ended ended = lab.start(command.words, command.env)
            assert ended.code == command.code: "$command.words: $ended.err"
        }

        where:
        block << PAGES.collectMany { Page.blocks(it, 'shell') }
    }

    def "the groovy block runs: #block"() {
        when:
        Lab.Ended ended = lab.start(['--yes', '-'], [:], block.text)

        then:
        // Portworx' verbs say on standard error what they changed.
        ended.err.readLines().findAll { !it.startsWith('px (') } == []
        ended.code == 0

        where:
        block << PAGES.collectMany { Page.blocks(it, 'groovy') }
    }

    def "the README says that #command runs the tests, and the build server does the same and runs the slow ones"() {
        expect:
        Page.blocks('README.md', 'text')*.text == ["$command\n"]
        runs.size() == 2
        runs[0].endsWith("' ${command - 'mvn '}")
        runs[1].endsWith("' -Pslow ${command - 'mvn '}")

        where:
        command = 'mvn verify'
        runs = new File('.ci/run').readLines().findAll { it.startsWith("run '") }
    }

    def "the reference lists every exit code and no other"() {
        expect:
        new File('src/doc/reference.md').readLines().findAll { it ==~ /\| \d+ \|.*/ }.collect { it.split(/\|/)[1].trim() as int } ==
            dev.baksh.api.Exit.values()*.code()
    }

    def "a page names no file that is not there: #page"() {
        given:
        File folder = new File(page).absoluteFile.parentFile

        expect:
        (new File(page).text =~ /\]\(([^)#:]+)\)/).collect { it[1] }.findAll { !new File(folder, it).exists() } == []

        where:
        page << PAGES + new File('src/doc').listFiles()*.path.findAll { it.endsWith('.md') }.sort()
    }
}
