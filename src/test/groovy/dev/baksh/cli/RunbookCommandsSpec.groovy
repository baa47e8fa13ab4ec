package dev.baksh.cli

import java.nio.file.Path
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** {@code :run}, {@code :resume} and {@code :runs}, typed into the shell. */
@Timeout(120)
class RunbookCommandsSpec extends Specification {
    @TempDir
    Path home

    Typist typist

    def setup() {
        typist = new Typist(home)
    }

    def "a runbook is run at the prompt as on the command line, with the shell's servers and on record"() {
        given:
        Path file = typist.file('backup.groovy', '''
            title 'Backup'
            params { string 'policy', required: true, help: 'which policy' }
            def policy = step('find') { n2ws.policies[params.policy] }
            step('rename') { policy.update { description 'by the run' } }
            println "$policy.name of $args"
            '''.stripIndent())

        when:
        Printed printed = types(
            ":run $file --policy 'eu daily' more", ":runs", ":run $file", "n2ws.policies['nightly'].description", 'x = 3', ":run $file more --policy nightly", 'x + 1',
            "n2ws.policies['nightly'].description")

        then:
        printed.err.contains('baksh: n2ws \'sandbox\': policy "eu daily" not found')
        printed.err =~ /to go on: :resume \d{8}T\S+-\S+/
        !printed.err.contains('baksh resume')
        printed.out.readLines()[0].contains('"state":"failed"')
        printed.err.contains("baksh: backup.groovy needs --policy: which policy")
        printed.err.contains('see: help backup.groovy')
        printed.out.contains('nightly of [more]')
        printed.out.readLines()[-2..-1] == ['4', 'by the run']
    }

    def "a dry run of one file sends no write, and the shell's own mode stays"() {
        given:
        Path file = typist.file('rename.groovy', "step('rename') { n2ws.policies['nightly'].update { description 'by the run' } }")

        when:
        Printed printed = types(":run --dry-run $file", ':runs', "n2ws.policies['nightly'].description", ":run $file", "n2ws.policies['nightly'].description")

        then:
        printed.out.contains('curl -X PUT')
        printed.err.contains('dry run: ')
        printed.err.contains('1 write planned: 1 ENSURE')
        printed.err.contains('no run is on record')
        printed.out.readLines().last() == 'by the run'
        printed.out.readLines().count('by the run') == 1
    }

    def "a run that has failed is gone on with"() {
        given:
        Path file = typist.file('two.groovy', '''
            step('one') { println 'one is done'; 1 }
            if (!new File("${System.getProperty('java.io.tmpdir')}/go-on-''' + home.fileName + '''").exists()) fail 'not yet'
            step('two') { println 'two is done'; 2 }
            '''.stripIndent())
        File go = new File("${System.getProperty('java.io.tmpdir')}/go-on-${home.fileName}")

        when:
        Printed printed = types(":run $file", "new File('$go').createNewFile()", ':resume last', ':resume last', ':resume last --from one --dry-run', ':dry on', ':resume last --from one')

        then:
        printed.err.contains('baksh: not yet')
        printed.out.readLines().findAll { it.endsWith('is done') } == ['one is done', 'two is done']
        printed.err.contains("step 'one': done before")
        printed.err.contains(':resume has no option --dry-run')
        printed.err.contains('resume cannot be rehearsed')

        cleanup:
        go.delete()
    }

    def "what a runbook may not do on the command line it may not do at the prompt either"() {
        given:
        Path file = typist.file('plain.groovy', text)

        when:
        Printed printed = types(":run $file", '1 + 1')

        then:
        printed.err.contains(message)
        printed.out.readLines().last() == '2'

        where:
        text                        || message
        'bg { 1 }'                  || 'bg is for a person at the shell'
        "unlock 5.minutes, 'INC-1'" || 'unlock is for a person at the shell'
        'exit 3'                    || 'the runbook has ended with exit code 3'
        "approve 'Go?'"             || 'nobody is there to approve: Go?'
    }

    def "#line is answered with #message"() {
        when:
        Printed printed = types(line)

        then:
        printed.err.contains("baksh: $message")

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

    def "a runbook that adds to the catalogue is refused, since the shell has read it"() {
        given:
        Path file = typist.file('own/plain.groovy', '1')
        typist.file('own/lib/catalog/n2ws.yaml', '')

        when:
        Printed printed = types(":run $file")

        then:
        printed.err.contains("${file.parent.resolve('lib/catalog')} adds to the catalogue, which this shell has read already")
    }

    def "help shows what a file says of itself"() {
        given:
        Path file = typist.file('drill.groovy', "title 'Drill'\nparams { choice 'how', choices: ['fast', 'slow'], default: 'slow', help: 'how fast' }\nstep('go') { }\n")

        when:
        Printed printed = types("help $file")

        then:
        printed.out.readLines()*.strip() == ['Drill', '', "baksh run $file [--how fast|slow]" as String, '', 'Parameters:',
            '--how  one of fast, slow  how fast; default slow', '', 'Steps:', '1  go']
    }

    private Printed types(String... lines) {
        typist.input = lines.join('\n') + '\n'
        typist.start('--sandbox')
    }
}
