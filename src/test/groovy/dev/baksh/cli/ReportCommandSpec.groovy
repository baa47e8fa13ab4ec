package dev.baksh.cli

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** What an auditor is handed: what happened, and not only what came of it. */
class ReportCommandSpec extends RunbookHarnessSpec {
    def "each go at a step stands in the report, with who resumed it and how"() {
        given:
        write '''
            title 'Drill'
            step('a') { 1 }
            step('b') { sleep 2.minutes; if (!new File('FLAG').exists()) fail 'not yet'; null }
            step('c') { sleep 1.minutes; null }
            '''
        lab.start(['run', file])
        lab.clock.turn(Duration.ofHours(60))
        Files.writeString(folder.resolve('go'), '')
        lab.start(['resume', 'last', '--from', 'b'])

        expect:
        report().contains('''
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

    def "a step that a kill broke off says so, and one that was left out too"() {
        given:
        write "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nstep('b') { 2 }"
        lab.start(['run', file])
        Path journal = home.resolve("runs/$run/journal.jsonl")
        List<String> lines = Files.readAllLines(journal)
        Files.write(journal, lines[0..lines.findIndexOf { it.contains('"event":"DONE"') }])
        lab.start(['resume', 'last', '--skip', 'b'])

        expect:
        report().readLines().findAll { it =~ /^\| [ab] \| (done|broken|skipped)/ }*.split(/ \| /)*.getAt(1) == ['broken off', 'done', 'skipped']
    }

    def "what a resume was told to forget was sent all the same, and stands in the report"() {
        given:
        write "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nfail 'x'"
        lab.start(['run', file])
        lab.start(['resume', 'last', '--from', 'a'])

        expect:
        report().count("| a | n2ws | n2ws.policies.update 'adhoc' | ENSURE | done (200) |") == 2
    }

    def "the clock of a run that is not done is no time of a recovery"() {
        given:
        write "approve 'Go?'\nstep('a') { sleep 90.seconds; null }\nfail 'x'"
        lab.start(['--yes', 'run', file])

        expect:
        report().contains('* RTO clock: 1m30s, from the last approval to the end of the last step; the run is not done\n')
    }

    def "it names the servers, and the seal of the record that it was made from"() {
        given:
        write "step('a') { n2ws.policies.count() }"
        lab.start(['run', file])
        String verified = lab.start(['journal', 'verify', 'last']).out

        expect:
        verified ==~ /4 lines, whole, head [0-9a-f]{16}\n/
        report().contains("* Servers: n2ws at ${lab.sandbox.n2wsUrl()}\n")
        report().contains("* Journal: 4 lines, each sealed by the one before it; head ${verified.strip().split(' ')[-1]}\n")
    }

    def "a question that nobody was there to answer is on record"() {
        given:
        write "step('a') { 1 }\nprintln ask('Who?', choices: ['ann', 'bob'])"
        lab.start(['run', file])

        when:
        SandboxHarness.Ended ended = lab.start(['run', file])

        then:
        ended.code == 3
        said() == ['| unanswered | Who? | nobody is there to ask: Who? (ann, bob) |']
    }

    def "the default that a question took is on record as its answer"() {
        given:
        write "step('a') { 1 }\nprintln ask('Who?', default: 'ann')"
        lab.start(['run', file])
        Path journal = home.resolve("runs/$run/journal.jsonl")
        String asked = Files.readAllLines(journal).find { it.contains('"ask"') }

        expect:
        asked.contains('"value":"ann"')
        said() == ['| ask | Who? | ann |']
    }

    def "a file that cannot be written says why: #name"() {
        given:
        write "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        lab.start(['run', file])
        Path place = folder.resolve(name)

        expect:
        with(lab.start(words + ['last', place.toString()])) {
            code == 1
            err == "baksh: $place cannot be written: there is no folder ${place.parent}\n"
        }

        where:
        words      | name
        ['report'] | 'nowhere/report.html'
        ['report'] | 'nowhere/report.md'
        ['undo']   | 'nowhere/undo.groovy'
    }

    private List<String> said() {
        report().readLines().findAll { it.contains('| Who? |') }*.replaceAll(/^\|[^|]*\|/, '|')
    }

    private String report() {
        lab.start(['report', 'last']).out.replaceAll(/\| \S+ on \S+ \|/, '| USER |')
    }
}
