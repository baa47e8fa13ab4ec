package dev.baksh.cli

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** What an auditor is handed: what happened, and not only what came of it. */
class ReportCommandSpec extends RunbookSpecification {
    def "the report lists each attempt of a step, with the user and the options of the resume"() {
        given:
        writeRunbook '''
            title 'Drill'
            step('a') { 1 }
            step('b') { sleep 2.minutes; if (!new File('FLAG').exists()) fail 'not yet'; null }
            step('c') { sleep 1.minutes; null }
            '''
        harness.start(['run', runbookFile])
        harness.clock.advance(Duration.ofHours(60))
        Files.writeString(folder.resolve('go'), '')
        harness.start(['resume', 'last', '--from', 'b'])

        expect:
        maskedReport().contains('''
            ## Steps

            | Step | State | Began (UTC) | Took | Reads | Writes |
            | --- | --- | --- | --- | --- | --- |
            | a | done | 2026-03-04 05:06:07 | 0s | 0 | 0 |
            | b | failed: not yet | 2026-03-04 05:06:07 | 2m | 0 | 0 |
            | b | done | 2026-03-06 17:08:07 | 2m | 0 | 0 |
            | c | done | 2026-03-06 17:10:07 | 1m | 0 | 0 |

            ## Processes

            | Began (UTC) | By | With | Ended (UTC) | Exit code |
            | --- | --- | --- | --- | --- |
            | 2026-03-04 05:06:07 | USER | run | 2026-03-04 05:08:07 | 1 |
            | 2026-03-06 17:08:07 | USER | resume --from 'b' | 2026-03-06 17:11:07 | 0 |
            '''.stripIndent())
    }

    def "the report marks killed and skipped steps"() {
        given:
        writeRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nstep('b') { 2 }"
        harness.start(['run', runbookFile])
        Path journal = home.resolve("runs/$latestRunId/journal.jsonl")
        List<String> lines = Files.readAllLines(journal)
        Files.write(journal, lines[0..lines.findIndexOf { it.contains('"event":"DONE"') }])
        harness.start(['resume', 'last', '--skip', 'b'])

        expect:
        maskedReport().readLines().findAll { it =~ /^\| [ab] \| (done|broken|skipped)/ }*.split(/ \| /)*.getAt(1) == ['broken off', 'done', 'skipped']
    }

    def "the report lists the writes of a step that is repeated with --from"() {
        given:
        writeRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nfail 'x'"
        harness.start(['run', runbookFile])
        harness.start(['resume', 'last', '--from', 'a'])

        expect:
        maskedReport().count("| a | n2ws | n2ws.policies.update 'adhoc' | ENSURE | done (200) |") == 2
    }

    def "an unfinished run has no recovery time"() {
        given:
        writeRunbook "approve 'Go?'\nstep('a') { sleep 90.seconds; null }\nfail 'x'"
        harness.start(['--yes', 'run', runbookFile])

        expect:
        maskedReport().contains('* RTO clock: 1m30s, from the last approval to the end of the last step; the run is not done\n')
    }

    def "the report names the servers and the hash of its journal"() {
        given:
        writeRunbook "step('a') { n2ws.policies.count() }"
        harness.start(['run', runbookFile])
        String verification = harness.start(['journal', 'verify', 'last']).out

        expect:
        verification ==~ /4 lines, intact, head [0-9a-f]{16}\n/
        maskedReport().contains("* Servers: n2ws at ${harness.sandbox.n2wsUrl()}\n")
        maskedReport().contains("* Journal: 4 lines in a hash chain; head ${verification.strip().split(' ')[-1]}\n")
    }

    def "an unanswered prompt is recorded"() {
        given:
        writeRunbook "step('a') { 1 }\nprintln ask('Who?', choices: ['ann', 'bob'])"
        harness.start(['run', runbookFile])

        when:
        SandboxHarness.Result result = harness.start(['run', runbookFile])

        then:
        result.code == 3
        approvalRows() == ['| unanswered | Who? | no user can be asked: Who? (ann, bob) |']
    }

    def "the default answer of a prompt is recorded"() {
        given:
        writeRunbook "step('a') { 1 }\nprintln ask('Who?', default: 'ann')"
        harness.start(['run', runbookFile])
        Path journal = home.resolve("runs/$latestRunId/journal.jsonl")
        String questionLine = Files.readAllLines(journal).find { it.contains('"ask"') }

        expect:
        questionLine.contains('"value":"ann"')
        approvalRows() == ['| ask | Who? | ann |']
    }

    def "the HTML report has the title, the style and the sections, also with the name of a placeholder in the title"() {
        given:
        writeRunbook "title 'Drill {body} <1>'\nstep('a') { 1 }"
        harness.start(['run', runbookFile])
        Path page = folder.resolve('report.html')

        when:
        SandboxHarness.Result result = harness.start(['report', 'last', page.toString()])
        String html = Files.readString(page)

        then:
        result.code == 0
        html.startsWith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n')
        html.contains('<title>Drill {body} &lt;1&gt;</title>\n<style>\nbody{font:')
        html.contains('@media print{body{margin:0}}\n</style></head><body>\n<h1>Drill {body} &lt;1&gt;</h1>\n<dl>\n<dt>Run</dt>')
        html.contains('<h2>Steps</h2>')
        html.endsWith('</body></html>\n')
    }

    def "an unwritable report file is an error with the reason: #name"() {
        given:
        writeRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        harness.start(['run', runbookFile])
        Path path = folder.resolve(name)

        expect:
        with(harness.start(words + ['last', path.toString()])) {
            code == 1
            err == "baksh: $path cannot be written: there is no folder ${path.parent}\n"
        }

        where:
        words      | name
        ['report'] | 'nowhere/report.html'
        ['report'] | 'nowhere/report.md'
        ['undo']   | 'nowhere/undo.groovy'
    }

    private List<String> approvalRows() {
        maskedReport().readLines().findAll { it.contains('| Who? |') }*.replaceAll(/^\|[^|]*\|/, '|')
    }

    private String maskedReport() {
        harness.start(['report', 'last']).out.replaceAll(/\| \S+ on \S+ \|/, '| USER |')
    }
}
