package dev.baksh

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification

/** Every block of the pages for users that is marked shell or groovy runs as it stands; text, console and yaml do not run. */
class DocumentationSpec extends SandboxSpecification {
    static final List<String> PAGES = ['README.md'] +
        ['getting-started', 'configuration', 'prompt', 'runbooks', 'n2ws', 'portworx', 'safety', 'reference'].collect { "src/doc/${it}.md".toString() }

    def "the shell block runs: #block"() {
        expect:
        MarkdownPage.shellCommands(block).each { command ->
            SandboxHarness.Result result = harness.start(command.args, command.env)
            assert result.code == command.code: "$command.args: $result.err"
        }

        where:
        block << PAGES.collectMany { MarkdownPage.blocks(it, 'shell') }
    }

    def "the groovy block runs: #block"() {
        when:
        SandboxHarness.Result result = harness.start(['--yes', '-'], [:], block.text)

        then:
        // Portworx' verbs say on standard error what they changed.
        result.err.readLines().findAll { !it.startsWith('px (') } == []
        result.code == 0

        where:
        block << PAGES.collectMany { MarkdownPage.blocks(it, 'groovy') }
    }

    def "the README and the CI configuration run the tests with #command, and the CI also runs the slow tests"() {
        expect:
        MarkdownPage.blocks('README.md', 'text')*.text == ["$command\n"]
        runs.size() == 2
        runs[0].endsWith("' ${command - 'mvn '}")
        runs[1].endsWith("' -Pslow ${command - 'mvn '}")

        where:
        command = 'mvn verify'
        runs = new File('.ci/run').readLines().findAll { it.startsWith("run '") }
    }

    def "the reference lists exactly the existing exit codes"() {
        expect:
        new File('src/doc/reference.md').readLines().findAll { it ==~ /\| \d+ \|.*/ }.collect { it.split(/\|/)[1].trim() as int } ==
            dev.baksh.client.api.ExitCode.values()*.code()
    }

    def "a page names only existing files: #page"() {
        given:
        File folder = new File(page).absoluteFile.parentFile

        expect:
        (new File(page).text =~ /\]\(([^)#:]+)\)/).collect { it[1] }.findAll { !new File(folder, it).exists() } == []

        where:
        page << PAGES + new File('src/doc').listFiles()*.path.findAll { it.endsWith('.md') }.sort()
    }
}
