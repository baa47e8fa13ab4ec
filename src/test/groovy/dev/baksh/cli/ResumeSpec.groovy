package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** Runs of runbooks that fail and are resumed. */
class ResumeSpec extends SandboxSpecification {
    def "resume returns the recorded results of finished steps and runs the remaining steps"() {
        given:
        writeRunbook '''
            def policy = step('create') { n2ws.policies.create('drill') { account 'main'; generations 3 } }
            def backup = step('backup') { policy.backup().await() }
            println "$backup.status of $policy.name, kept $policy.generations, ${backup.startTime.class.simpleName}"
            if (!new File('FLAG').exists()) fail 'not yet'
            step('end') { policy.update { generations 4 } }
            '''

        when:
        SandboxHarness.Result first = harness.start(['run', file])

        then:
        first.code == 1
        first.out == 'B of drill, kept 3, Instant\n'
        first.err == "run $run\nbaksh: not yet\n  book.groovy:4\n  to resume: baksh resume $run\n"

        when:
        Files.writeString(folder.resolve('go'), '')
        SandboxHarness.Result second = harness.start(['resume', run])

        then:
        second.code == 0
        second.out == first.out
        harness.writeRequests()*.method() == ['POST', 'POST', 'PUT']
        runStates() == [['done', 3]]
    }

    def "in a step that failed halfway, writes with a response are not sent again"() {
        given:
        writeRunbook '''
            step('two') {
                n2ws.policies.create('one') { account 'main' }
                if (!new File('FLAG').exists()) fail 'half-way'
                n2ws.policies.create('two') { account 'main' }
            }
            '''
        harness.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        second.code == 0
        harness.writeRequests()*.body().collect { json(it).name } == ['one', 'two']
    }

    def "the name of a step that looks like a secret stays the same name on resume: #name"() {
        given:
        writeRunbook """
            step('$name') {
                n2ws.policies.create('one') { account 'main' }
                if (!new File('FLAG').exists()) fail 'half-way'
            }
            step('$name 2') { n2ws.policies['one'].update { generations 4 } }
            """
        harness.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        [second.code, second.out, second.err.contains('baksh:')] == [0, '', false]
        harness.writeRequests()*.method() == ['POST', 'PUT']
        runStates() == [['done', 2]]

        where:
        name << ['password: daily', 'secret=prod', 'Token: renew', 'api_key=abc', 'rotate --password now']
    }

    def "a different write at the position of a recorded write stops the run before anything is sent"() {
        given:
        writeRunbook '''
            step('backup') {
                n2ws.policies[new File('FLAG').exists() ? 'linux_db' : 'nightly'].backup()
                fail 'after it'
            }
            '''
        harness.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        second.code == 3
        second.err.readLines()[1] == "baksh: run $run: in step 'backup' the script sends a different write than before"
        second.err.contains("now:    n2ws.policies.backup 'linux_db' (n2ws)")
        harness.writeRequests().size() == 1
    }

    def "a script with changed steps stops and reports the first difference: #how"() {
        given:
        writeRunbook "step('one') { 1 }\nstep('two') { 2 }\nfail 'here'"
        harness.start(['run', file])
        writeRunbook changed

        when:
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        second.code == 3
        second.err.readLines().find { it.startsWith('baksh:') } == "baksh: run $run: the script has changed: $message"

        where:
        how        | changed                                                      || message
        'renamed'  | "step('eins') { 1 }\nstep('two') { 2 }"                      || "step 1 was 'one' and is now 'eins'"
        'inserted' | "step('one') { 1 }\nstep('new') { 3 }\nstep('two') { 2 }"    || "step 2 was 'two' and is now 'new'"
        'swapped'  | "step('two') { 2 }\nstep('one') { 1 }"                       || "step 1 was 'one' and is now 'two'"
        'gone'     | "step('one') { 1 }"                                          || "the script ended without step 'two'"
        'edited'   | "step('one') { 7 }\nstep('two') { 2 }"                       || "step 'one' is done, and its source is different"
    }

    def "a lost response that cannot be reconciled ends with exit code 75 and shows the command to resend the write"() {
        given:
        writeRunbook "step('raw') { n2ws.post('aws/policies/', [name: 'raw', account: 1]); null }"
        harness.sandbox.n2ws().faults().injectNext('POST', 'aws/policies/', Fault.drop().afterExecution())

        when:
        SandboxHarness.Result first = harness.start(['run', file])
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        first.code == 75
        first.err.contains("baksh resume $run --resend 'raw'")
        second.code == 75
        second.err.contains("baksh resume $run --resend 'raw'")
        harness.writeRequests().size() == 1
        runStates() == [['unknown', 0]]
    }

    String deleteMessages(String description) {
        String label = serverLabel(description)
        String invocation = description.replaceAll(/.* of /, '')
        """\
            $label: the $description does not exist: an earlier process of this run sent the delete at 2026-03-04T05:06:07Z; the delete counts as done
            $label: $invocation: may have been sent at 2026-03-04T05:06:07Z by an earlier process of this run; looking for the result on the server for at most ${invocation.startsWith('n2ws') ? 180 : 330} s
            $label: $invocation: found: the object is deleted; the write was not sent again
            """.stripIndent()
    }

    def "a delete that the server executed before the process was killed is recognized: #how"() {
        given:
        writeRunbook """
            step('clear') {
                $text
                if (!new File('FLAG').exists()) fail 'half-way'
                println 'cleared'
            }
            """
        SandboxHarness.Result first = harness.start(['run', '--yes', file])
        Files.writeString(folder.resolve('go'), '')
        if (lost) truncateJournals()

        when:
        SandboxHarness.Result second = harness.start(['resume', '--yes', run])

        then:
        first.code == 1
        second.code == 0
        second.out == 'cleared\n'
        second.err == "run $run\n" + (lost ? deleteMessages(description) : '')
        harness.writeRequests()*.method().count('DELETE') == 1
        harness.start(['journal', 'verify']).err == ''

        where:
        how                       | lost  | description                                              | text
        'killed in it, by name'   | true  | "policy of n2ws.policies.delete 'adhoc'"           | "n2ws.policies['adhoc'].delete()"
        'killed in it, by id'     | true  | "policy of n2ws.policies.delete 'adhoc'"           | 'n2ws.policies[11].delete()'
        'killed, a role'          | true  | "role of px.roles.delete 'test-role'"              | "px.roles['test-role'].delete()"
        'killed, at the gateway'  | true  | "schedule policy of px.schedulePolicies.delete 'daily'" | "px.schedulePolicies['daily'].delete()"
        'it was answered'         | false | ''                                                 | "n2ws.policies['adhoc'].delete()"
        'it was answered, by id'  | false | ''                                                 | 'n2ws.policies[11].delete()'
        'answered, a role'        | false | ''                                                 | "px.roles['test-role'].delete()"
        'and made anew'           | false | ''                                                 | "n2ws.policies['adhoc'].delete(); n2ws.policies.create('adhoc') { account 'main' }"
    }

    def "a delete that was not executed is not treated as executed and needs a decision of the user"() {
        given:
        writeRunbook "step('clear') { n2ws.policies['adhoc'].delete(); null }"
        harness.sandbox.n2ws().faults().injectNext('DELETE', 'aws/policies/', Fault.drop())
        SandboxHarness.Result first = harness.start(['run', '--yes', file])

        when:
        SandboxHarness.Result second = harness.start(['resume', '--yes', run])
        SandboxHarness.Result third = harness.start(['resume', '--yes', '--resend', 'clear', run])

        then:
        first.code == 75
        second.code == 75
        second.err.contains("baksh resume $run --resend 'clear'")
        third.code == 0
        harness.writeRequests()*.method() == ['DELETE', 'DELETE']
        harness.start(['journal', 'verify']).err == ''
    }

    def "the value of now and the answers of the user are replayed from the journal"() {
        given:
        writeRunbook '''
            def at = step('time') { now }
            def outside = now
            println "$at $outside ${ask('Who?', default: 'me')}"
            fail 'x'
            '''

        when:
        SandboxHarness.Result first = harness.start(['run', file])
        harness.clock.advance(java.time.Duration.ofHours(1))
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        first.out == '2026-03-04T05:06:07Z 2026-03-04T05:06:07Z me\n'
        second.out == first.out
    }

    def "--skip, --only and --from select the steps to run"() {
        given:
        writeRunbook "step('a') { println 'a'; 1 }\nstep('b') { println 'b'; if (!new File('FLAG').exists()) fail 'b' }\nstep('c') { println 'c' }"
        harness.start(['run', file])

        expect:
        with(harness.start(['resume', 'last', '--only', 'c'])) {
            out == 'c\n'
            code == 75
            err.endsWith("baksh: only step 'c' was run\n  to resume: baksh resume $run\n")
        }
        harness.start(['report', 'last']).out.contains("* State: interrupted: only step 'c' was run\n")
        runStates() == [['interrupted', 2]]
        harness.start(['resume', 'last', '--skip', 'b']).out == ''
        runStates() == [['done', 2]]
        harness.start(['resume', 'last']).code == 2
        harness.start(['resume', 'last', '--from', 'nowhere']).err.contains("has no step 'nowhere'\n  its steps are: a, b, c")
    }

    def "--only with the last unfinished step completes the run"() {
        given:
        writeRunbook "step('a') { 1 }\nstep('b') { if (!new File('FLAG').exists()) fail 'b' }"
        harness.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        expect:
        harness.start(['resume', 'last', '--only', 'b']).code == 0
        runStates() == [['done', 2]]
    }

    def "an approval is requested once, and --yes does not grant it when a production server is configured"() {
        given:
        writeRunbook "approve 'Go?'\nprintln 'went'\nfail 'x'"

        expect:
        harness.start(['run', file]).code == 3
        harness.start(['--yes', 'resume', 'last']).out == 'went\n'
        harness.start(['resume', 'last']).out == 'went\n'
    }

    def "duplicate step names, nested steps and results without a JSON form are rejected"() {
        given:
        writeRunbook text

        expect:
        harness.start(['run', file]).err.readLines()[1] == "baksh: $message"

        where:
        text                                         || message
        "2.times { step('a') { 1 } }"                || "two steps have the name 'a'"
        "step('a') { step('b') { 1 } }"              || "step 'b' is inside step 'a'"
        "step('a') { { -> 1 } }"                     || "the result contains a closure, which the run's journal cannot store for a resume"
        "step('a') { [(1): 2] }"                     || "the result contains a map with the key 1, but the run's journal stores only strings as keys"
        "step('') { 1 }"                             || 'a step needs a name'
    }

    def "cleanup blocks run after a failure and at the end, and the original failure is kept"() {
        given:
        writeRunbook "onFailure { println \"failed: \$it\" }\nalways { println 'always' }\nstep('a') { fail 'x' }"

        when:
        SandboxHarness.Result result = harness.start(['run', file])

        then:
        result.code == 1
        result.out == 'failed: x\nalways\n'
    }

    def "cleanup blocks also run after an interrupt"() {
        given:
        writeRunbook """
            onFailure { note "because: \$it" }
            always { n2ws.policies['adhoc'].update { generations 8 } }
            step('a') { Thread.currentThread().interrupt(); for (i in 1..2) { println i } }
            """

        when:
        SandboxHarness.Result result = harness.start(['run', file])

        then:
        result.code == 130
        result.err == "run $run\nbecause: interrupted\nbaksh: interrupted\n  book.groovy:3\n  to resume: baksh resume $run\n"
        harness.writeRequests()*.method() == ['PUT']
        runStates() == [['interrupted', 0]]
    }

    def "the first failure of an always block is the failure of a run that has no other: #body"() {
        given:
        writeRunbook "always { $body }\nalways { println 'second' }\n$step"

        when:
        SandboxHarness.Result result = harness.start(['run', *options, file])

        then:
        result.with { [it.code, it.out, it.err.replaceAll(/127\.0\.0\.1:\d+/, 'HOST')] } == [code, 'second\n', "run $run\n$err".toString().replace('RUN', run)]
        runStates() == [[state, 1]]

        where:
        step                          | body                                                | options         || code | state    | err
        "step('a') { 1 }"             | "fail 'broken'"                                     | []              || 1    | 'failed' | "baksh: in a block 'always': broken\n  book.groovy:1\n  to resume: baksh resume RUN\n"
        "step('a') { 1 }"             | 'exit 3'                                            | []              || 3    | 'failed' | ''
        "step('a') { 1 }"             | 'exit 0'                                            | []              || 0    | 'done'   | ''
        "step('a') { 1 }"             | "Thread.start { fail 'broken' }"                    | []              || 1    | 'failed' | "baksh: in a block 'always': broken\n  book.groovy:1\n  to resume: baksh resume RUN\n"
        "step('a') { 1 }"             | "n2ws.policies['adhoc'].update { enabled true }"    | ['--read-only'] || 3    | 'failed' | "baksh: in a block 'always': n2ws (HOST) is read-only: n2ws.policies.update 'adhoc' was not sent\n  leave out --read-only\n  book.groovy:1\n  to resume: baksh resume RUN\n"
        "step('a') { 1 }; exit 0"     | "fail 'broken'"                                     | []              || 1    | 'failed' | "baksh: in a block 'always': broken\n  book.groovy:1\n  to resume: baksh resume RUN\n"
        "step('a') { 1 }; exit 6"     | "fail 'broken'"                                     | []              || 6    | 'failed' | "baksh: in a block 'always': broken\n  book.groovy:1\n"
        "step('a') { 1 }; fail 'own'" | "fail 'broken'"                                     | []              || 1    | 'failed' | "baksh: in a block 'always': broken\n  book.groovy:1\nbaksh: own\n  book.groovy:3\n  to resume: baksh resume RUN\n"
    }

    def "a write of unknown outcome in an always block is not sent again before its outcome is known"() {
        given:
        writeRunbook "always { n2ws.post('aws/policies/', [name: 'raw', account: 1]); null }\nstep('a') { 1 }"
        harness.sandbox.n2ws().faults().injectNext('POST', 'aws/policies/', Fault.drop())

        when:
        SandboxHarness.Result first = harness.start(['run', file])
        List<List> states = runStates()
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        first.code == 75
        second.with { [it.code, it.out, it.err.replaceAll(/127\.0\.0\.1:\d+/, 'HOST')] } == [75, '', """\
            run $run
            step 'a': already done at 2026-03-04T05:06:07Z
            baksh: in a block 'always': n2ws (HOST): n2ws.post 'aws/policies/' may have been sent at 2026-03-04T05:06:07Z by an earlier process of this run; the outcome is not known: the server does not show the outcome
              the write was not sent again; look at the server; if the write was not executed: baksh resume $run --resend '(always, 1)'
              book.groovy:1
            """.stripIndent()]
        states == [['unknown', 1]]
        harness.writeRequests().size() == 1
        first.err.contains("baksh resume $run --resend '(always, 1)'")

        when:
        SandboxHarness.Result third = harness.start(['resume', 'last', '--resend', '(always, 1)'])

        then:
        [third.code, harness.writeRequests().size()] == [0, 2]
        runStates() == [['done', 1]]
    }

    def "an empty name is no run, also if there is only one run: #command, '#name'"() {
        given:
        writeRunbook "step('a') { 1 }\nfail 'not yet'"
        harness.start(['run', file])

        expect:
        harness.start([*command, name]).with { [it.code, it.out, it.err] } ==
            [2, '', "baksh: there is no run '$name'\n  baksh runs lists the runs, newest first\n".toString()]

        where:
        [command, name] << [[['resume'], ['report'], ['undo'], ['runs'], ['journal', 'verify']], ['', ' ']].combinations()
    }

    def "an unattended run ends with a line of JSON on standard error"() {
        given:
        writeRunbook "step('a') { 1 }\napprove 'Go?'"

        when:
        SandboxHarness.Result result = harness.start(['--unattended', '--deadline', '1h', 'run', file])
        Map summary = json(result.err.readLines().last()) as Map

        then:
        result.code == 3
        result.out == ''
        summary.subMap('run', 'exit', 'reason') == [run: run, exit: 3, reason: 'no user can approve: Go?']
        summary.steps*.subMap('step', 'state') == [[step: 'a', state: 'done']]
    }

    def "an unattended script without a journal ends with the same line of JSON: #words, #script"() {
        given:
        writeRunbook script
        List<String> command = words.collect { it == 'FILE' ? file : it == 'SCRIPT' ? script : it }

        when:
        SandboxHarness.Result result = harness.start(['--unattended', '--deadline', '1h'] + command, [:], words == ['-'] ? script : '')
        Map summary = json(result.err.readLines().last()) as Map

        then:
        summary.subMap('run', 'script', 'exit', 'steps') == [run: null, script: words[0] == '-e' ? '-e' : words[0] == '-' ? '-' : file, exit: code, steps: []]
        summary.reason == reason || reason instanceof java.util.regex.Pattern && summary.reason ==~ reason
        result.code == code

        where:
        [words, [script, code, reason]] << [
            [['run', 'FILE'], ['FILE'], ['-e', 'SCRIPT'], ['-']],
            [['println 1', 0, null], ['exit 4', 4, null], ["fail 'broken'", 1, 'broken'],
             ["n2ws.policies['adhoc'].delete()", 3, ~/no user can be asked: .*/], ['def x =', 1, ~/.*/]]].combinations()
    }

    def "an unattended dry run of a runbook ends with the line too"() {
        given:
        writeRunbook "step('a') { 1 }"

        when:
        SandboxHarness.Result result = harness.start(['--unattended', '--deadline', '1h', '--dry-run', 'run', file])

        then:
        json(result.err.readLines().last()) == [run: null, script: file, exit: 0, reason: null, steps: []]
    }

    def "an expired deadline has the same exit code in the process, the summary and the journal"() {
        given:
        writeRunbook "step('a') { while (true) { } }"

        when:
        SandboxHarness.Result result = harness.start(['--unattended', '--deadline', '1s', 'run', file])
        Map summary = json(result.err.readLines().last()) as Map

        then:
        result.code == 75
        summary.subMap('exit', 'reason') == [exit: 75, reason: 'the deadline of 1 s has passed: interrupted']
        Files.readAllLines(home.resolve("runs/$run/journal.jsonl")).last().contains('"data":{"exit":75,')
    }

    def "a dry run sends no write, stores no run and prints a summary"() {
        given:
        writeRunbook "step('a') { n2ws.policies.create('x') { account 'main' } }\napprove 'Go?'"

        when:
        SandboxHarness.Result result = harness.start(['--dry-run', 'run', file])

        then:
        result.code == 0
        result.err.readLines().takeRight(2) == ['dry run: the runbook would ask: Go?', 'dry run: 1 read sent, 1 write planned: 1 ENSURE']
        harness.writeRequests() == []
        runStates() == []
    }

    def "relative times are computed from the recorded start time: #expression"() {
        given:
        writeRunbook """
            def t = $expression
            println t
            if (!new File('FLAG').exists()) fail 'not yet'
            """
        writeRunbook "note 'a runbook'\n" + Files.readString(folder.resolve('book.groovy'))

        when:
        SandboxHarness.Result first = harness.start(['run', file])
        harness.clock.advance(Duration.ofHours(30))
        Files.writeString(folder.resolve('go'), '')
        SandboxHarness.Result second = harness.start(['resume', 'last'])

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

    def "a script without steps is not stored as a run and can still write"() {
        given:
        writeRunbook "n2ws.policies['adhoc'].update { generations 5 }"

        expect:
        harness.start(['run', file]).code == 0
        runStates() == []
    }

    def "the report lists all writes and is one page without external resources"() {
        given:
        writeRunbook "title 'A <b>drill</b>'\nstep('a') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        harness.start(['run', file])
        Path page = folder.resolve('report.html')

        when:
        SandboxHarness.Result markdown = harness.start(['report', 'last'])
        harness.start(['report', 'last', page.toString()])

        then:
        markdown.out.startsWith('# A \\<b\\>drill\\</b\\>\n\n* Run: ')
        markdown.out.contains("| n2ws | n2ws.policies.update 'adhoc' | ENSURE | done (200) |")
        Files.readString(page).contains('<h1>A &lt;b&gt;drill&lt;/b&gt;</h1>')
        !(Files.readString(page) =~ /(?i)<script|(src|href|action)\s*=\s*.?(https?:)?\/\/|@import|url\(/)
    }

    def "the report shows the reads, tables and charts of the script, and after a resume each of them once"() {
        given:
        writeRunbook '''
            step('look') { table n2ws.policies.list(search: 'linux'), 'id', 'name'; null }
            println spark([1, 2.5, 3])
            println bar([good: 5, bad: 1])
            if (!new File('FLAG').exists()) fail 'not yet'
            '''
        harness.start(['run', file])
        Files.writeString(folder.resolve('go'), '')
        harness.start(['resume', 'last'])
        Path page = folder.resolve('report.html')
        harness.start(['report', 'last', page.toString()])

        expect:
        harness.start(['report', 'last']).out.endsWith('''\

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

    def "the recovery time is measured from the last approval to the end of the last step"() {
        given:
        writeRunbook '''
            step('test') { n2ws.policies['adhoc'].update { generations 5 }; sleep 1.hour; null }
            approve 'For real?'
            step('act') { sleep 90.seconds; null }
            '''
        harness.start(['--yes', 'run', file])

        expect:
        harness.start(['report', 'last']).out.contains('* RTO clock: 1m30s, from the last approval to the end of the last step\n')
    }

    def "methods of an included file can be called and use the same variables"() {
        given:
        Files.writeString(folder.resolve('shared.groovy'), '''\
            def big(policies) { policies.findAll { it.generations >= least } }
            String shout(String text, int times = 1) { text.toUpperCase() * times }
            '''.stripIndent())
        writeRunbook '''
            least = 30
            include 'shared.groovy'
            println "${big(n2ws.policies).size()} ${shout('hi', 2)} ${[1].collect { shout('x') }}"
            def own = { it + 1 }
            println own(1)
            println shuot('x')
            '''

        when:
        SandboxHarness.Result result = harness.start(['run', file])

        then:
        result.out == '14 HIHI [X]\n2\n'
        result.err.readLines()[1].startsWith("baksh: ") && result.err.readLines()[1].contains("'shuot'")
    }

    def "notes and writes of onFailure and always are not steps but appear in the report"() {
        given:
        writeRunbook '''
            onFailure { note "failed: $it" }
            always { n2ws.policies['adhoc'].update { generations 8 } }
            step('a') { 1 }
            if (!new File('FLAG').exists()) fail 'not yet'
            step('b') { 2 }
            '''
        harness.start(['run', file])
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        second.code == 0
        runStates() == [['done', 2]]
        harness.writeRequests().size() == 2
        harness.start(['report', 'last']).out.count("n2ws.policies.update 'adhoc' | ENSURE | done (200) |") == 2
    }

    def "the report shows a missing approval, declined or unattended"() {
        given:
        writeRunbook "step('a') { 1 }\napprove 'Go?'\nstep('b') { 2 }"
        harness.start(['run', file])
        harness.start(['--yes', 'resume', 'last'])

        when:
        List<String> approvalRows = harness.start(['report', 'last']).out.readLines().findAll { it.contains('| Go? |') }

        then:
        approvalRows*.replaceAll(/^\|[^|]*\|/, '|')*.replace(System.getProperty('user.name'), 'USER') == [
            '| declined | Go? | no user can approve: Go? |', '| approve | Go? | --yes of USER |']
    }

    def "a script from standard input needs the approval too"() {
        given:
        String text = "approve 'Go?'\nstep('a') { println 'went' }"

        when:
        SandboxHarness.Result result = harness.start(['-'], [:], text)

        then:
        result.code == 3
        result.out == ''
        result.err == "baksh: no user can approve: Go?\n  use --yes to agree in advance\n  -:1\n"
        harness.start(['--yes', '-'], [:], text).out == 'went\n'
    }

    def "an unattended dry run continues and reports each prompt"() {
        given:
        writeRunbook "require ticket: 'CHG-[0-9]+'\napprove 'Go?'\nprintln ask('Who?', choices: ['ann', 'bob'])\nprintln ask('What?')"

        expect:
        with(harness.start(['--dry-run', 'run', file])) {
            code == 0
            out == 'ann\nANSWER\n'
            err == """\
                dry run: the runbook would ask for a ticket of the form CHG-[0-9]+
                dry run: the runbook would ask: Go?
                dry run: the runbook would ask: Who?; the run continues with 'ann'
                dry run: the runbook would ask: What?; the run continues with 'ANSWER'
                dry run: 0 reads sent, 0 writes planned
                """.stripIndent()
        }
    }

    def "an unknown argument that the script does not read is rejected"() {
        given:
        writeRunbook "params { string 'policy', default: 'x' }\nstep('a') { 1 }"

        when:
        SandboxHarness.Result result = harness.start(['run', file, 'nightly'])
        writeRunbook "params { string 'policy', default: 'x' }\nstep('a') { println args }"

        then:
        result.code == 2
        result.err == "baksh: book.groovy takes no 'nightly': the runbook reads only declared parameters\n" +
            '  give parameters by name; see: baksh help book.groovy\n'
        harness.start(['run', file, 'nightly']).out == '[nightly]\n'
    }

    def "the report shows an approval prompt that was open when the process was killed"() {
        given:
        writeRunbook "approve 'Go?'\nstep('b') { 2 }"
        harness.start(['--yes', 'run', file])
        Path journal = home.resolve("runs/$run/journal.jsonl")
        Files.write(journal, Files.readAllLines(journal)[0..1])

        expect:
        harness.start(['report', 'last']).out.readLines().findAll { it.contains('| Go? |') }*.replaceAll(/^\|[^|]*\|/, '|') == ['| asked | Go? | no answer |']
        harness.start(['report', 'last']).out.contains('1 process ended without an END entry; reads after the last journal entry are not counted')
    }

    def "reads of an unfinished step up to its last write are counted after a kill"() {
        given:
        writeRunbook "step('a') { n2ws.policies.list().size(); n2ws.policies['adhoc'].update { generations 8 }; n2ws.policies.list().size() }"
        harness.start(['run', file])
        Path journal = home.resolve("runs/$run/journal.jsonl")
        List<String> lines = Files.readAllLines(journal)
        Files.write(journal, lines[0..lines.findIndexOf { it.contains('"INTENT"') }])

        expect:
        harness.start(['report', 'last']).out.readLines().find { it.startsWith('| a |') }.split(/\|/)*.strip()[5].toInteger() > 0
    }

    def "relative times in classes and static methods use the start time of the run, also after a resume"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Since.groovy'), '''\
            class Since {
                final begin = 3.days.ago
                static end() { 2.hours.fromNow }
                List all() { [1].collect { 1.day.ago } }
            }
            '''.stripIndent())
        writeRunbook '''
            static Instant before() { 1.hour.ago }
            step('a') { 1 }
            println([new Since().begin, Since.end(), new Since().all()[0], before(), now])
            if (!new File('FLAG').exists()) fail 'not yet'
            '''
        SandboxHarness.Result first = harness.start(['run', file])
        harness.clock.advance(Duration.ofDays(30))
        Files.writeString(folder.resolve('go'), '')

        expect:
        first.out.contains('[2026-03-01T05:06:07Z, 2026-03-04T07:06:07Z, 2026-03-03T05:06:07Z, 2026-03-04T04:06:07Z, 2026-03-04T05:06:07Z]')
        harness.start(['resume', 'last']).out == first.out
    }

    def "a runbook can require a server version or a permission: #demand"() {
        given:
        writeRunbook demand + "\nprintln 'went'"

        when:
        SandboxHarness.Result result = harness.start(['run', file], env)

        then:
        result.code == (message ? 3 : 0)
        message ? result.err.replaceAll(/\(127\S+\)/, 'HERE').contains("baksh: $message") : result.out == 'went\n'

        where:
        demand                                                                  | env || message
        "require version: '2', of: px"                                          | [:] || null
        "require version: '99.1', of: px"                                       | [:] || "px HERE: the server has version "
        "require version: '2', of: px"                                          | [BAKSH_PX_GATEWAY_URL: ''] || "px HERE: the version is unknown; the runbook needs 2"
        "require version: '1.7', of: n2ws"                                      | [:] || "n2ws HERE: the version is unknown; the runbook needs 1.7"
        "require permission: 'allow_backup_changes', of: n2ws.delegates['operator']" | [:] || null
        "require permission: 'allow_recovery', of: n2ws.delegates['readonly']" | [:] || "'readonly' has no permission 'allow_recovery', which the runbook needs"
        "require permission: 'allow_all', of: n2ws.delegates['readonly']" | [:] || "'readonly': the permission 'allow_all', which the runbook needs, is unknown"
    }

    def "a requirement that is null or of another type stops the run, because nothing can be checked: #demand"() {
        given:
        writeRunbook demand + "\nprintln 'went'"

        when:
        SandboxHarness.Result result = harness.start(['run', file])

        then:
        result.code == 1
        result.out == ''
        result.err.readLines().find { it.startsWith('baksh: ') } == "baksh: $message"

        where:
        demand                                                                || message
        'require version: null, of: px'                                       || 'require version: is null, so nothing can be checked'
        "require permission: null, of: n2ws.delegates['readonly']"            || 'require permission: is null, so nothing can be checked'
        'require ticket: null'                                                || 'require ticket: is null, so nothing can be checked'
        'require atMost: null, of: [1]'                                       || 'require atMost: is null, so nothing can be checked'
        'require atMost: 3, of: null'                                         || 'require of: is null, so nothing can be checked'
        "require atMost: '20', of: [1]"                                       || "require atMost: takes a number, not '20'"
    }

    private void writeRunbook(String text) {
        Path path = folder.resolve('book.groovy')
        Files.writeString(path, text.stripIndent().strip().replace('FLAG', folder.resolve('go').toString()) + '\n')
    }

    /** As if the process had been killed with its latest write just sent: both journals end with its intent. */
    private void truncateJournals() {
        for (Path journal : [home.resolve("runs/$run/journal.jsonl"), home.resolve('journal/journal.jsonl')]) {
            List<String> lines = Files.readAllLines(journal)
            int lastIntent = lines.findLastIndexOf { it.contains('"event":"INTENT"') }
            Files.writeString(journal, lines[0..lastIntent].join('\n') + '\n')
        }
    }

    private String serverLabel(String description) {
        if (description.contains('schedulePolicies')) return "px (${harness.sandbox.pxGatewayUrl().authority})"
        return description.contains('n2ws.') ? "n2ws (${harness.sandbox.n2wsUrl().authority})" : "px (${harness.sandbox.pxUrl().authority})"
    }

    private String getFile() {
        folder.resolve('book.groovy').toString()
    }

    private String getRun() {
        runs()[0].run
    }

    private List<List> runStates() {
        runs().collect { [it.state, it.steps] }
    }

    private List<Map> runs() {
        json(harness.start(['runs', '-o', 'json']).out) as List<Map>
    }

    private static Object json(String text) {
        new ObjectMapper().readValue(text, Object)
    }
}
