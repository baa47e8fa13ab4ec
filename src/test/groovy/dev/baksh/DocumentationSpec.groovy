package dev.baksh

import dev.baksh.cli.SandboxHarness
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Every block of the pages for users that is marked shell or groovy runs as it stands; text, console and yaml do not run. */
class DocumentationSpec extends Specification {
    static final List<String> PAGES = ['README.md', 'src/doc/n2ws.md', 'src/doc/portworx.md']

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
    }

    def "the shell block runs: #block"() {
        expect:
        MarkdownPage.commands(block).each { command ->
            SandboxHarness.Ended ended = lab.start(command.words, command.env)
            assert ended.code == command.code: "$command.words: $ended.err"
        }

        where:
        block << PAGES.collectMany { MarkdownPage.blocks(it, 'shell') }
    }

    def "the groovy block runs: #block"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-'], [:], block.text)

        then:
        // Portworx' verbs say on standard error what they changed.
        ended.err.readLines().findAll { !it.startsWith('px (') } == []
        ended.code == 0

        where:
        block << PAGES.collectMany { MarkdownPage.blocks(it, 'groovy') }
    }

    def "the README says that #command runs the tests, and the build server does the same and runs the slow ones"() {
        expect:
        MarkdownPage.blocks('README.md', 'text')*.text == ["$command\n"]
        runs.size() == 2
        runs[0].endsWith("' ${command - 'mvn '}")
        runs[1].endsWith("' -Pslow ${command - 'mvn '}")

        where:
        command = 'mvn verify'
        runs = new File('.ci/run').readLines().findAll { it.startsWith("run '") }
    }

    def "the README lists every exit code and no other"() {
        expect:
        new File('README.md').readLines().findAll { it ==~ /\| \d+ \|.*/ }.collect { it.split(/\|/)[1].trim() as int } ==
            dev.baksh.client.api.ExitCode.values()*.code()
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
