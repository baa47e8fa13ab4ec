package dev.baksh.cli.repl

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

/** Spec of {@code :run}, {@code :resume} and {@code :runs}. */
@Timeout(120)
class RunbookCommandsSpec extends Specification {
    @TempDir
    Path home

    CommandRunner runner

    def setup() {
        runner = new CommandRunner(home)
    }

    def ":run executes a runbook like the command line, with the servers of the shell and a journal"() {
        given:
        Path file = runner.writeFile('backup.groovy', '''
            title 'Backup'
            params { string 'policy', required: true, help: 'which policy' }
            def policy = step('find') { n2ws.policies[params.policy] }
            step('rename') { policy.update { description 'by the run' } }
            println "$policy.name of $args"
            '''.stripIndent())

        when:
        CommandResult result = typeLines(
            ":run $file --policy 'eu daily' more", ":runs", ":run $file", "n2ws.policies['nightly'].description", 'x = 3', ":run $file more --policy nightly", 'x + 1',
            "n2ws.policies['nightly'].description")

        then:
        result.err.contains('baksh: n2ws \'sandbox\': policy "eu daily" not found')
        result.err =~ /to resume: :resume \d{8}T\S+-\S+/
        !result.err.contains('baksh resume')
        result.out.readLines()[0].contains('"state":"failed"')
        result.err.contains("baksh: backup.groovy needs --policy: which policy")
        result.err.contains('see: help backup.groovy')
        result.out.contains('nightly of [more]')
        result.out.readLines()[-2..-1] == ['4', 'by the run']
    }

    def "the name of a script of the installation without its folder is an error with the path: #name"() {
        given:
        runner.libraries = [Path.of('lib').toAbsolutePath()]

        expect:
        typeLines(":run $name POLICY").err.contains(
            "baksh: there is no file $name\n  the script of the installation: :run ${Path.of('scripts/restore-drill.groovy').toAbsolutePath()}\n")

        where:
        name << ['restore-drill', 'restore-drill.groovy', 'other/restore-drill.groovy']
    }

    def "a dry run of a file sends no write and keeps the mode of the shell"() {
        given:
        Path file = runner.writeFile('rename.groovy', "step('rename') { n2ws.policies['nightly'].update { description 'by the run' } }")

        when:
        CommandResult result = typeLines(":run --dry-run $file", ':runs', "n2ws.policies['nightly'].description", ":run $file", "n2ws.policies['nightly'].description")

        then:
        result.out.contains('curl -X PUT')
        result.err.contains('dry run: ')
        result.err.contains('1 write planned: 1 ENSURE')
        result.err.contains('there are no runs')
        result.out.readLines().last() == 'by the run'
        result.out.readLines().count('by the run') == 1
    }

    def "a question is answered before the file, also in a dry run: #words"() {
        given:
        Path file = runner.writeFile('ask.groovy', "println ask('Region?')\nstep('s') { 1 }")

        expect:
        typeLines(":run $words $file").out == 'eu\n'

        where:
        words << ['--answer region=eu', "'--answer=Region?=eu'", '--dry-run --answer region=eu', '--answer region=eu --dry-run']
    }

    def "a failed run can be resumed"() {
        given:
        Path file = runner.writeFile('two.groovy', '''
            step('one') { println 'one is done'; 1 }
            if (!new File("${System.getProperty('java.io.tmpdir')}/go-on-''' + home.fileName + '''").exists()) fail 'not yet'
            step('two') { println 'two is done'; 2 }
            '''.stripIndent())
        File flagFile = new File("${System.getProperty('java.io.tmpdir')}/go-on-${home.fileName}")

        when:
        CommandResult result = typeLines(":run $file", "new File('$flagFile').createNewFile()", ':resume last', ':resume last', ':resume last --from one --dry-run', ':dry on', ':resume last --from one')

        then:
        result.err.contains('baksh: not yet')
        result.out.readLines().findAll { it.endsWith('is done') } == ['one is done', 'two is done']
        result.err.contains("step 'one': already done at")
        result.err.contains(':resume has no option --dry-run')
        result.err.contains('resume has no dry run')

        cleanup:
        flagFile.delete()
    }

    def "quotes keep a text with blanks together, also inside a word: #args"() {
        given:
        Path file = runner.writeFile('my books/say it.groovy', 'params { string "what", required: true }\nprintln "<${params.what}>"')

        expect:
        typeLines(":run '$file' $args").out == '<a b>\n'

        where:
        args << ["--what 'a b'", "--what='a b'", '--what "a b"', "'--what=a b'", "--what a' 'b"]
    }

    def "the restrictions of the command line also apply to :run"() {
        given:
        Path file = runner.writeFile('plain.groovy', text)

        when:
        CommandResult result = typeLines(":run $file", '1 + 1')

        then:
        result.err.contains(message)
        result.out.readLines().last() == '2'

        where:
        text                        || message
        'bg { 1 }'                  || 'bg works only in the shell'
        "unlock 5.minutes, 'INC-1'" || 'unlock works only in the shell'
        'exit 3'                    || 'the runbook ended with exit code 3'
        "approve 'Go?'"             || 'no user can approve: Go?'
    }

    def "#line prints #message"() {
        when:
        CommandResult result = typeLines(line)

        then:
        result.err.contains("baksh: $message")

        where:
        line                      || message
        ':run'                    || ':run takes a file'
        ':run --dry-run'          || ':run takes a file'
        ':run --yes x.groovy'     || ':run has no option --yes before the file'
        ':run -'                  || ':run has no option - before the file'
        ':run nowhere.groovy'     || 'there is no file nowhere.groovy'
        ":run 'nowhere.groovy"    || "a quote is not closed: 'nowhere.groovy"
        ':resume'                 || ':resume takes a run'
        ':resume x'               || "there is no run 'x'"
        ':runs x y'               || 'runs takes nothing or one run'
        'help nowhere.groovy'     || 'there is no file nowhere.groovy'
    }

    def "a runbook with a catalog overlay is rejected, because the shell has already read the catalog"() {
        given:
        Path file = runner.writeFile('own/plain.groovy', '1')
        runner.writeFile('own/lib/catalog/n2ws.yaml', '')

        when:
        CommandResult result = typeLines(":run $file")

        then:
        result.err.contains("${file.parent.resolve('lib/catalog')} extends the catalogue, but this shell has already loaded the catalogue")
    }

    def "help shows the description of a file"() {
        given:
        Path file = runner.writeFile('drill.groovy', "title 'Drill'\nparams { choice 'how', choices: ['fast', 'slow'], default: 'slow', help: 'how fast' }\nstep('go') { }\n")

        when:
        CommandResult result = typeLines("help $file")

        then:
        result.out.readLines()*.strip() == ['Drill', '', ":run $file [--how fast|slow]" as String, '', 'Parameters:',
            '--how  one of fast, slow  how fast; default slow', '', 'Steps:', '1  go']
    }

    private CommandResult typeLines(String... lines) {
        runner.input = lines.join('\n') + '\n'
        runner.start('--sandbox')
    }
}
