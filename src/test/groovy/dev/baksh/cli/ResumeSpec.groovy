package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** Runs of runbooks that fail, and are gone on with. */
class ResumeSpec extends SandboxHarnessSpec {
    def "a resume gives finished steps their results and goes on with the rest"() {
        given:
        write '''
            def policy = step('create') { n2ws.policies.create('drill') { account 'main'; generations 3 } }
            def backup = step('backup') { policy.backup().await() }
            println "$backup.status of $policy.name, kept $policy.generations, ${backup.startTime.class.simpleName}"
            if (!new File('FLAG').exists()) fail 'not yet'
            step('end') { policy.update { generations 4 } }
            '''

        when:
        SandboxHarness.Ended first = lab.start(['run', file])

        then:
        first.code == 1
        first.out == 'B of drill, kept 3, Instant\n'
        first.err == "run $run\nbaksh: not yet\n  book.groovy:4\n  to go on: baksh resume $run\n"

        when:
        Files.writeString(folder.resolve('go'), '')
        SandboxHarness.Ended second = lab.start(['resume', run])

        then:
        second.code == 0
        second.out == first.out
        lab.writes()*.method() == ['POST', 'POST', 'PUT']
        state() == [['done', 3]]
    }

    def "in a step that failed half-way, writes that were answered are not sent again"() {
        given:
        write '''
            step('two') {
                n2ws.policies.create('one') { account 'main' }
                if (!new File('FLAG').exists()) fail 'half-way'
                n2ws.policies.create('two') { account 'main' }
            }
            '''
        lab.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        second.code == 0
        lab.writes()*.body().collect { json(it).name } == ['one', 'two']
    }

    def "another write in the place of one that was sent stops the run before anything is sent"() {
        given:
        write '''
            step('backup') {
                n2ws.policies[new File('FLAG').exists() ? 'linux_db' : 'nightly'].backup()
                fail 'after it'
            }
            '''
        lab.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        second.code == 3
        second.err.readLines()[1] == "baksh: run $run: in step 'backup' another write comes than before"
        second.err.contains("now:    n2ws.policies.backup 'linux_db' (n2ws)")
        lab.writes().size() == 1
    }

    def "a script whose steps have changed stops with both: #how"() {
        given:
        write "step('one') { 1 }\nstep('two') { 2 }\nfail 'here'"
        lab.start(['run', file])
        write changed

        when:
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        second.code == 3
        second.err.readLines().find { it.startsWith('baksh:') } == "baksh: run $run: the script has changed: $message"

        where:
        how        | changed                                                      || message
        'renamed'  | "step('eins') { 1 }\nstep('two') { 2 }"                      || "step 1 was 'one' and is now 'eins'"
        'inserted' | "step('one') { 1 }\nstep('new') { 3 }\nstep('two') { 2 }"    || "step 2 was 'two' and is now 'new'"
        'swapped'  | "step('two') { 2 }\nstep('one') { 1 }"                       || "step 1 was 'one' and is now 'two'"
        'gone'     | "step('one') { 1 }"                                          || "it has come to its end without step 'two'"
        'edited'   | "step('one') { 7 }\nstep('two') { 2 }"                       || "step 'one' is done, and reads otherwise"
    }

    def "a lost answer that nobody can settle ends with 75 and the command that sends it again"() {
        given:
        write "step('raw') { n2ws.post('aws/policies/', [name: 'raw', account: 1]); null }"
        lab.sandbox.n2ws().faults().injectNext('POST', 'aws/policies/', Fault.drop().afterExecution())

        when:
        SandboxHarness.Ended first = lab.start(['run', file])
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        first.code == 75
        first.err.contains("baksh resume $run --resend 'raw'")
        second.code == 75
        second.err.contains("baksh resume $run --resend 'raw'")
        lab.writes().size() == 1
        state() == [['unknown', 0]]
    }

    String told(String thing) {
        String at = label(thing)
        String what = thing.replaceAll(/.* of /, '')
        """\
            $at: $thing is not there: an earlier process of this run was deleting it at 2026-03-04T05:06:07Z, and that is taken for having happened
            $at: $what: may have been sent at 2026-03-04T05:06:07Z by an earlier process of this run; looking on the server for what came of it, for ${what.startsWith('n2ws') ? 180 : 330} s at most
            $at: $what: found: it is gone; it was not sent again
            """.stripIndent()
    }

    def "a delete that happened before the process was killed is found to have happened: #how"() {
        given:
        write """
            step('clear') {
                $text
                if (!new File('FLAG').exists()) fail 'half-way'
                println 'cleared'
            }
            """
        SandboxHarness.Ended first = lab.start(['run', '--yes', file])
        Files.writeString(folder.resolve('go'), '')
        if (lost) killed()

        when:
        SandboxHarness.Ended second = lab.start(['resume', '--yes', run])

        then:
        first.code == 1
        second.code == 0
        second.out == 'cleared\n'
        second.err == "run $run\n" + (lost ? told(thing) : '')
        lab.writes()*.method().count('DELETE') == 1
        lab.start(['journal', 'verify']).err == ''

        where:
        how                       | lost  | thing                                              | text
        'killed in it, by name'   | true  | "policy of n2ws.policies.delete 'adhoc'"           | "n2ws.policies['adhoc'].delete()"
        'killed in it, by id'     | true  | "policy of n2ws.policies.delete 'adhoc'"           | 'n2ws.policies[11].delete()'
        'killed, a role'          | true  | "role of px.roles.delete 'test-role'"              | "px.roles['test-role'].delete()"
        'killed, at the gateway'  | true  | "schedule policy of px.schedulePolicies.delete 'daily'" | "px.schedulePolicies['daily'].delete()"
        'it was answered'         | false | ''                                                 | "n2ws.policies['adhoc'].delete()"
        'it was answered, by id'  | false | ''                                                 | 'n2ws.policies[11].delete()'
        'answered, a role'        | false | ''                                                 | "px.roles['test-role'].delete()"
        'and made anew'           | false | ''                                                 | "n2ws.policies['adhoc'].delete(); n2ws.policies.create('adhoc') { account 'main' }"
    }

    def "a delete that did not happen is not taken for one that did, and needs a person"() {
        given:
        write "step('clear') { n2ws.policies['adhoc'].delete(); null }"
        lab.sandbox.n2ws().faults().injectNext('DELETE', 'aws/policies/', Fault.drop())
        SandboxHarness.Ended first = lab.start(['run', '--yes', file])

        when:
        SandboxHarness.Ended second = lab.start(['resume', '--yes', run])
        SandboxHarness.Ended third = lab.start(['resume', '--yes', '--resend', 'clear', run])

        then:
        first.code == 75
        second.code == 75
        second.err.contains("baksh resume $run --resend 'clear'")
        third.code == 0
        lab.writes()*.method() == ['DELETE', 'DELETE']
        lab.start(['journal', 'verify']).err == ''
    }

    def "now, and what people answered, come again from the journal"() {
        given:
        write '''
            def at = step('time') { now }
            def outside = now
            println "$at $outside ${ask('Who?', default: 'me')}"
            fail 'x'
            '''

        when:
        SandboxHarness.Ended first = lab.start(['run', file])
        lab.clock.turn(java.time.Duration.ofHours(1))
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        first.out == '2026-03-04T05:06:07Z 2026-03-04T05:06:07Z me\n'
        second.out == first.out
    }

    def "--skip, --only and --from do as they say"() {
        given:
        write "step('a') { println 'a'; 1 }\nstep('b') { println 'b'; if (!new File('FLAG').exists()) fail 'b' }\nstep('c') { println 'c' }"
        lab.start(['run', file])

        expect:
        with(lab.start(['resume', 'last', '--only', 'c'])) {
            out == 'c\n'
            code == 75
            err.endsWith("baksh: only step 'c' was run\n  to go on: baksh resume $run\n")
        }
        lab.start(['report', 'last']).out.contains("* State: interrupted: only step 'c' was run\n")
        state() == [['interrupted', 2]]
        lab.start(['resume', 'last', '--skip', 'b']).out == ''
        state() == [['done', 2]]
        lab.start(['resume', 'last']).code == 2
        lab.start(['resume', 'last', '--from', 'nowhere']).err.contains("has no step 'nowhere'\n  its steps are: a, b, c")
    }

    def "--only of the last step that was lacking ends the run"() {
        given:
        write "step('a') { 1 }\nstep('b') { if (!new File('FLAG').exists()) fail 'b' }"
        lab.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        expect:
        lab.start(['resume', 'last', '--only', 'b']).code == 0
        state() == [['done', 2]]
    }

    def "an approval is asked for once, and --yes does not give it where a production server is configured"() {
        given:
        write "approve 'Go?'\nprintln 'went'\nfail 'x'"

        expect:
        lab.start(['run', file]).code == 3
        lab.start(['--yes', 'resume', 'last']).out == 'went\n'
        lab.start(['resume', 'last']).out == 'went\n'
    }

    def "steps of one name, steps in steps and results that JSON cannot hold are refused"() {
        given:
        write text

        expect:
        lab.start(['run', file]).err.readLines()[1] == "baksh: $message"

        where:
        text                                         || message
        "2.times { step('a') { 1 } }"                || "there are two steps 'a'"
        "step('a') { step('b') { 1 } }"              || "step 'b' stands inside of step 'a'"
        "step('a') { { -> 1 } }"                     || "the result holds a closure, which the run's journal cannot keep for a resume"
        "step('a') { [(1): 2] }"                     || "the result holds a map with the key 1, and the run's journal keeps only texts as keys"
        "step('') { 1 }"                             || 'a step needs a name'
    }

    def "on failure and at the end the script cleans up, and the failure stays what it was"() {
        given:
        write "onFailure { println \"failed: \$it\" }\nalways { println 'always' }\nstep('a') { fail 'x' }"

        when:
        SandboxHarness.Ended ended = lab.start(['run', file])

        then:
        ended.code == 1
        ended.out == 'failed: x\nalways\n'
    }

    def "what cleans up is done after an interrupt too"() {
        given:
        write """
            onFailure { note "because: \$it" }
            always { n2ws.policies['adhoc'].update { generations 8 } }
            step('a') { Thread.currentThread().interrupt(); for (i in 1..2) { println i } }
            """

        when:
        SandboxHarness.Ended ended = lab.start(['run', file])

        then:
        ended.code == 130
        ended.err == "run $run\nbecause: interrupted\nbaksh: interrupted\n  book.groovy:3\n  to go on: baksh resume $run\n"
        lab.writes()*.method() == ['PUT']
        state() == [['interrupted', 0]]
    }

    def "an unattended run ends with a line of JSON on standard error"() {
        given:
        write "step('a') { 1 }\napprove 'Go?'"

        when:
        SandboxHarness.Ended ended = lab.start(['--unattended', '--deadline', '1h', 'run', file])
        Map summary = json(ended.err.readLines().last()) as Map

        then:
        ended.code == 3
        ended.out == ''
        summary.subMap('run', 'exit', 'reason') == [run: run, exit: 3, reason: 'nobody is there to approve: Go?']
        summary.steps*.subMap('step', 'state') == [[step: 'a', state: 'done']]
    }

    def "a deadline that has passed has one exit code: of the process, in the summary and on record"() {
        given:
        write "step('a') { while (true) { } }"

        when:
        SandboxHarness.Ended ended = lab.start(['--unattended', '--deadline', '1s', 'run', file])
        Map summary = json(ended.err.readLines().last()) as Map

        then:
        ended.code == 75
        summary.subMap('exit', 'reason') == [exit: 75, reason: 'the deadline of 1 s has passed: interrupted']
        Files.readAllLines(home.resolve("runs/$run/journal.jsonl")).last().contains('"data":{"exit":75,')
    }

    def "a dry run sends no write, keeps no run and tells what it came to"() {
        given:
        write "step('a') { n2ws.policies.create('x') { account 'main' } }\napprove 'Go?'"

        when:
        SandboxHarness.Ended ended = lab.start(['--dry-run', 'run', file])

        then:
        ended.code == 0
        ended.err.readLines().takeRight(2) == ['dry run: here it would ask: Go?', 'dry run: 1 read sent, 1 write planned: 1 ENSURE']
        lab.writes() == []
        state() == []
    }

    def "times ago and from now are counted from the time on record: #expression"() {
        given:
        write """
            def t = $expression
            println t
            if (!new File('FLAG').exists()) fail 'not yet'
            """
        write "note 'a runbook'\n" + Files.readString(folder.resolve('book.groovy'))

        when:
        SandboxHarness.Ended first = lab.start(['run', file])
        lab.clock.turn(Duration.ofHours(30))
        Files.writeString(folder.resolve('go'), '')
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        first.out == "$text\n"
        second.out == first.out

        where:
        expression                                                       || text
        '3.days.ago'                                                     || '2026-03-01T05:06:07Z'
        '90.minutes.fromNow'                                             || '2026-03-04T06:36:07Z'
        "step('a') { [1].collect { it.day.ago }[0] }"                    || '2026-03-03T05:06:07Z'
        "[ago: 'a map', fromNow: 'still'].with { m -> m.ago + m.fromNow }" || 'a mapstill'
    }

    def "a plain script is no run on record, and may still write"() {
        given:
        write "n2ws.policies['adhoc'].update { generations 5 }"

        expect:
        lab.start(['run', file]).code == 0
        state() == []
    }

    def "the report tells what was done, and is one page that fetches nothing"() {
        given:
        write "title 'A <b>drill</b>'\nstep('a') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        lab.start(['run', file])
        Path page = folder.resolve('report.html')

        when:
        SandboxHarness.Ended markdown = lab.start(['report', 'last'])
        lab.start(['report', 'last', page.toString()])

        then:
        markdown.out.startsWith('# A \\<b\\>drill\\</b\\>\n\n* Run: ')
        markdown.out.contains("| n2ws | n2ws.policies.update 'adhoc' | ENSURE | done (200) |")
        Files.readString(page).contains('<h1>A &lt;b&gt;drill&lt;/b&gt;</h1>')
        !(Files.readString(page) =~ /(?i)<script|(src|href|action)\s*=\s*.?(https?:)?\/\/|@import|url\(/)
    }

    def "the report shows what was read, and the tables and charts that the script has shown; a resume shows them once"() {
        given:
        write '''
            step('look') { table n2ws.policies.list(search: 'linux'), 'id', 'name'; null }
            println spark([1, 2.5, 3])
            println bar([good: 5, bad: 1])
            if (!new File('FLAG').exists()) fail 'not yet'
            '''
        lab.start(['run', file])
        Files.writeString(folder.resolve('go'), '')
        lab.start(['resume', 'last'])
        Path page = folder.resolve('report.html')
        lab.start(['report', 'last', page.toString()])

        expect:
        lab.start(['report', 'last']).out.endsWith('''\

            ## Shown

            In step look:

            | id | name |
            | --- | --- |
            | 2 | linux\\_web |
            | 3 | linux\\_db |

            1, 2.50, 3

            * good: 5
            * bad: 1

            ## Reads

            | Step | Server | Read | Requests |
            | --- | --- | --- | --- |
            | look | n2ws | n2ws.policies.list | 1 |
            '''.stripIndent())
        Files.readString(page).contains('<td>linux_web</td>')
        Files.readString(page).contains('points="0.00,95.00 50.00,27.50 100.00,5.00"')
        Files.readString(page).contains('<span class="bar amount" style="left:0.00%;width:20.00%">')
    }

    def "the clock of the recovery runs from the last approval to the end of the last step"() {
        given:
        write '''
            step('test') { n2ws.policies['adhoc'].update { generations 5 }; sleep 1.hour; null }
            approve 'For real?'
            step('act') { sleep 90.seconds; null }
            '''
        lab.start(['--yes', 'run', file])

        expect:
        lab.start(['report', 'last']).out.contains('* RTO clock: 1m30s, from the last approval to the end of the last step\n')
    }

    def "methods of an included file can be called, and read the same variables"() {
        given:
        Files.writeString(folder.resolve('shared.groovy'), '''\
            def big(policies) { policies.findAll { it.generations >= least } }
            String shout(String text, int times = 1) { text.toUpperCase() * times }
            '''.stripIndent())
        write '''
            least = 30
            include 'shared.groovy'
            println "${big(n2ws.policies).size()} ${shout('hi', 2)} ${[1].collect { shout('x') }}"
            def own = { it + 1 }
            println own(1)
            println shuot('x')
            '''

        when:
        SandboxHarness.Ended ended = lab.start(['run', file])

        then:
        ended.out == '14 HIHI [X]\n2\n'
        ended.err.readLines()[1].startsWith("baksh: ") && ended.err.readLines()[1].contains("'shuot'")
    }

    def "what onFailure and always note and write is no step, and stands in the report"() {
        given:
        write '''
            onFailure { note "failed: $it" }
            always { n2ws.policies['adhoc'].update { generations 8 } }
            step('a') { 1 }
            if (!new File('FLAG').exists()) fail 'not yet'
            step('b') { 2 }
            '''
        lab.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Ended second = lab.start(['resume', 'last'])

        then:
        second.code == 0
        state() == [['done', 2]]
        lab.writes().size() == 2
        lab.start(['report', 'last']).out.count("n2ws.policies.update 'adhoc' | ENSURE | done (200) |") == 2
    }

    def "an approval that was not given is in the report, whether somebody declined or nobody was there"() {
        given:
        write "step('a') { 1 }\napprove 'Go?'\nstep('b') { 2 }"
        lab.start(['run', file])
        lab.start(['--yes', 'resume', 'last'])

        when:
        List<String> said = lab.start(['report', 'last']).out.readLines().findAll { it.contains('| Go? |') }

        then:
        said*.replaceAll(/^\|[^|]*\|/, '|')*.replace(System.getProperty('user.name'), 'USER') == [
            '| declined | Go? | nobody is there to approve: Go? |', '| approve | Go? | --yes of USER |']
    }

    def "what comes from standard input needs the approval too"() {
        given:
        String text = "approve 'Go?'\nstep('a') { println 'went' }"

        when:
        SandboxHarness.Ended ended = lab.start(['-'], [:], text)

        then:
        ended.code == 3
        ended.out == ''
        ended.err == "baksh: nobody is there to approve: Go?\n  say --yes to agree in advance\n  -:1\n"
        lab.start(['--yes', '-'], [:], text).out == 'went\n'
    }

    def "a rehearsal with nobody there goes on, and says where it would ask"() {
        given:
        write "require ticket: 'CHG-[0-9]+'\napprove 'Go?'\nprintln ask('Who?', choices: ['ann', 'bob'])\nprintln ask('What?')"

        expect:
        with(lab.start(['--dry-run', 'run', file])) {
            code == 0
            out == 'ann\nANSWER\n'
            err == """\
                dry run: here it would ask for a ticket of the form CHG-[0-9]+
                dry run: here it would ask: Go?
                dry run: here it would ask: Who?; it goes on with 'ann'
                dry run: here it would ask: What?; it goes on with 'ANSWER'
                dry run: 0 reads sent, 0 writes planned
                """.stripIndent()
        }
    }

    def "a word that is no parameter and that nobody reads is refused"() {
        given:
        write "params { string 'policy', default: 'x' }\nstep('a') { 1 }"

        when:
        SandboxHarness.Ended ended = lab.start(['run', file, 'nightly'])
        write "params { string 'policy', default: 'x' }\nstep('a') { println args }"

        then:
        ended.code == 2
        ended.err == "baksh: book.groovy takes no 'nightly': it declares its parameters, and reads nothing else\n" +
            '  give them by name; see: baksh help book.groovy\n'
        lab.start(['run', file, 'nightly']).out == '[nightly]\n'
    }

    def "an approval that was asked for when the process was killed is in the report"() {
        given:
        write "approve 'Go?'\nstep('b') { 2 }"
        lab.start(['--yes', 'run', file])
        Path journal = home.resolve("runs/$run/journal.jsonl")
        Files.write(journal, Files.readAllLines(journal)[0..1])

        expect:
        lab.start(['report', 'last']).out.readLines().findAll { it.contains('| Go? |') }*.replaceAll(/^\|[^|]*\|/, '|') == ['| asked | Go? | no answer |']
        lab.start(['report', 'last']).out.contains('1 process ended without a word; what was read after the last write on record is not counted')
    }

    def "what an open step has read up to its last write is counted after a kill"() {
        given:
        write "step('a') { n2ws.policies.list().size(); n2ws.policies['adhoc'].update { generations 8 }; n2ws.policies.list().size() }"
        lab.start(['run', file])
        Path journal = home.resolve("runs/$run/journal.jsonl")
        List<String> lines = Files.readAllLines(journal)
        Files.write(journal, lines[0..lines.findIndexOf { it.contains('"INTENT"') }])

        expect:
        lab.start(['report', 'last']).out.readLines().find { it.startsWith('| a |') }.split(/\|/)*.strip()[5].toInteger() > 0
    }

    def "times in classes and static methods are counted from the run's own time, after a resume too"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Since.groovy'), '''\
            class Since {
                final begin = 3.days.ago
                static end() { 2.hours.fromNow }
                List all() { [1].collect { 1.day.ago } }
            }
            '''.stripIndent())
        write '''
            static Instant before() { 1.hour.ago }
            step('a') { 1 }
            println([new Since().begin, Since.end(), new Since().all()[0], before(), now])
            if (!new File('FLAG').exists()) fail 'not yet'
            '''
        SandboxHarness.Ended first = lab.start(['run', file])
        lab.clock.turn(Duration.ofDays(30))
        Files.writeString(folder.resolve('go'), '')

        expect:
        first.out.contains('[2026-03-01T05:06:07Z, 2026-03-04T07:06:07Z, 2026-03-03T05:06:07Z, 2026-03-04T04:06:07Z, 2026-03-04T05:06:07Z]')
        lab.start(['resume', 'last']).out == first.out
    }

    def "a runbook may demand a version or a right of a server: #demand"() {
        given:
        write demand + "\nprintln 'went'"

        when:
        SandboxHarness.Ended ended = lab.start(['run', file], env)

        then:
        ended.code == (message ? 3 : 0)
        message ? ended.err.replaceAll(/\(127\S+\)/, 'HERE').contains("baksh: $message") : ended.out == 'went\n'

        where:
        demand                                                                  | env || message
        "require version: '2', of: px"                                          | [:] || null
        "require version: '99.1', of: px"                                       | [:] || "px HERE: it has version "
        "require version: '2', of: px"                                          | [BAKSH_PX_GATEWAY_URL: ''] || "px HERE: which version it has is not known; the runbook needs 2"
        "require version: '1.7', of: n2ws"                                      | [:] || "n2ws HERE: which version it has is not known; the runbook needs 1.7"
        "require permission: 'allow_backup_changes', of: n2ws.delegates['operator']" | [:] || null
        "require permission: 'allow_recovery', of: n2ws.delegates['readonly']" | [:] || "'readonly' has no right 'allow_recovery', which the runbook needs"
        "require permission: 'allow_all', of: n2ws.delegates['readonly']" | [:] || "whether 'readonly' has the right 'allow_all' is not known"
    }

    private void write(String text) {
        Path path = folder.resolve('book.groovy')
        Files.writeString(path, text.stripIndent().strip().replace('FLAG', folder.resolve('go').toString()) + '\n')
    }

    /** As if the process had been killed with its latest write just sent: both journals end with its intent. */
    private void killed() {
        for (Path journal : [home.resolve("runs/$run/journal.jsonl"), home.resolve('journal/journal.jsonl')]) {
            List<String> lines = Files.readAllLines(journal)
            int last = lines.findLastIndexOf { it.contains('"event":"INTENT"') }
            Files.writeString(journal, lines[0..last].join('\n') + '\n')
        }
    }

    private String label(String thing) {
        if (thing.contains('schedulePolicies')) return "px (${lab.sandbox.pxGatewayUrl().authority})"
        return thing.contains('n2ws.') ? "n2ws (${lab.sandbox.n2wsUrl().authority})" : "px (${lab.sandbox.pxUrl().authority})"
    }

    private String getFile() {
        folder.resolve('book.groovy').toString()
    }

    private String getRun() {
        runs()[0].run
    }

    private List<List> state() {
        runs().collect { [it.state, it.steps] }
    }

    private List<Map> runs() {
        json(lab.start(['runs', '-o', 'json']).out) as List<Map>
    }

    private static Object json(String text) {
        new ObjectMapper().readValue(text, Object)
    }
}
