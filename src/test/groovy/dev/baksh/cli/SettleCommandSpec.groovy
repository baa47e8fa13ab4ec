package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.app.ConsoleOperator
import dev.baksh.client.api.TimeSource
import dev.baksh.client.journal.RunJournal
import dev.baksh.client.journal.WriteJournal
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** Manual settlement of a write with an unknown outcome. */
class SettleCommandSpec extends SandboxSpecification {
    static final String LOST_WRITE = "n2ws.post('aws/policies/11/backups/')"
    static final String UNSETTLED_LINE = "2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/' (POST /api/aws/policies/11/backups/)"
    static final String USAGE = '  baksh journal settle N --happened | --did-not-happen [--note TEXT]\n'

    String currentUser = ConsoleOperator.userOnHost()

    def "an open write is closed by a journal entry and is no longer reported"() {
        given:
        loseWrite()

        when:
        SandboxHarness.Result settleResult = harness.start(['journal', 'settle', '1', '--happened', '--note', 'backup 243'])
        SandboxHarness.Result verifyResult = harness.start(['journal', 'verify'])
        Map write = json(harness.start(['journal', '-o', 'json']).out)[0]

        then:
        settleResult.code == 0
        settleResult.out == ''
        settleResult.err == "settled: 1  $UNSETTLED_LINE: it happened, says $currentUser: backup 243\n"
        verifyResult.out.startsWith('3 lines, intact, head ')
        verifyResult.err == ''
        write.subMap('seq', 'event', 'outcome', 'reason') ==
            [seq: 1, event: 'SETTLED', outcome: 'DONE', reason: "it happened, says $currentUser: backup 243".toString()]

        when:
        SandboxHarness.Result secondRun = harness.start(['-e', LOST_WRITE])

        then:
        secondRun.code == 0
        secondRun.err == ''
    }

    def "a dry run records no outcome, on the command line and in the shell"() {
        given:
        loseWrite()
        String message = "baksh: journal settle has no dry run: it records the outcome in the journal; nothing was recorded\n" +
            '  omit --dry-run; in the shell, write :dry off\n'

        expect:
        harness.start(['--dry-run', 'journal', 'settle', '1', '--happened']).with { [it.code, it.out, it.err] } == [2, '', message]
        harness.start([], [:], ':dry on\n:journal settle 1 --happened\n').err.contains(message)
        json(harness.start(['journal', '-o', 'json']).out)[0].outcome == 'UNKNOWN'
    }

    def "the shell accepts the command too"() {
        given:
        loseWrite()

        when:
        SandboxHarness.Result shell = harness.start([], [:], ':journal settle 1 --did-not-happen --note looked twice\n')

        then:
        shell.err.contains("settled: 1  $UNSETTLED_LINE: it did not happen, says $currentUser: looked twice\n")
        harness.start(['journal', 'verify']).err == ''
    }

    def "#words is rejected, and nothing is written"() {
        given:
        loseWrite()
        harness.start(['-e', "n2ws.policies['adhoc'].update { generations 5 }"])
        loseWrite()
        if (settleResult) harness.start(['journal', 'settle', '1', '--happened'])

        when:
        SandboxHarness.Result result = harness.start(['journal', 'settle'] + words)

        then:
        result.code == code
        result.err == "baksh: $message\n$hint".replace('ME', currentUser)
        harness.start(['journal', 'verify']).out.startsWith(settleResult ? '7 lines' : '6 lines')

        where:
        words                                  | settleResult || code | message                                                                                                | hint
        []                                     | false   || 2    | 'journal settle takes the number of a write'                                                           | USAGE
        ['1']                                  | false   || 2    | 'journal settle needs the outcome: --happened or --did-not-happen'                                          | USAGE
        ['x', '--happened']                    | false   || 2    | "journal settle does not take 'x'"                                                                     | USAGE
        ['1', '2', '--happened']               | false   || 2    | "journal settle does not take '2'"                                                                     | USAGE
        ['1', '--happened', '--did-not-happen'] | false  || 2    | 'journal settle takes one of --happened and --did-not-happen'                                          | USAGE
        ['1', '--happened', '--note']          | false   || 2    | '--note needs a value'                                                                                 | ''

        ['99', '--happened']                   | false   || 2    | 'there is no line 99 of the journal'                                                                   | '  open writes: 1, 5\n'
        ['2', '--happened']                    | false   || 2    | 'line 2 of the journal is the outcome of the write in line 1'                                      | '  open writes: 1, 5\n'
        ['3', '--happened']                    | false   || 3    | 'line 3 of the journal is not open: its outcome is line 4, DONE'                                 | '  open writes: 1, 5\n'
        ['1', '--did-not-happen']              | true    || 3    | 'line 1 of the journal was settled at 2026-03-04T05:06:07Z: it happened, says ME'                      | '  open writes: 5\n'
    }

    def "the number can be before or after the note: #words"() {
        given:
        loseWrite()

        when:
        SandboxHarness.Result result = harness.start(['journal', 'settle'] + words)

        then:
        result.code == 0
        result.err.readLines()[0].endsWith("by $currentUser: $note") || result.err.readLines()[0].contains(note)

        where:
        words                                              || note
        ['--note', 'text', '1', '--happened']              || 'text'
        ['--happened', '--note', 'text', '1']              || 'text'
        ['1', '--happened', '--note', 'text', '7']         || 'text 7'
        ['1', '--note', '7', '--happened']                 || '7'
    }

    def "a write of a running process cannot be settled"() {
        given:
        String processId = ProcessHandle.current().pid()
        loseWrite()
        Path file = home.resolve('journal/journal.jsonl')
        // Its end is taken away, as before it was written; and it began after this process.
        Files.writeString(file, Files.readAllLines(file)[0] + '\n')
        harness.clock.now = Instant.now()
        Files.delete(file)
        harness.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        harness.start(['-e', LOST_WRITE])
        Files.writeString(file, Files.readAllLines(file)[0] + '\n')

        when:
        SandboxHarness.Result result = harness.start(['journal', 'settle', '1', '--happened'])

        then:
        result.code == 3
        result.err == "baksh: line 1 of the journal: process $processId may still be sending this write\n  wait, or stop that process; nothing was changed\n"
    }

    def "a resume follows the settlement that a write #happened happened"() {
        given:
        writeRunbook "step('raw') { n2ws.post('aws/policies/11/backups/'); println 'after it'; null }"
        harness.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        SandboxHarness.Result first = harness.start(['run', file])
        SandboxHarness.Result open = harness.start(['runs', run])

        when:
        SandboxHarness.Result settleResult = harness.start(['journal', 'settle', '1', word, '--note', 'looked'])
        SandboxHarness.Result runDetails = harness.start(['runs', run])
        SandboxHarness.Result second = harness.start(['resume', run])
        SandboxHarness.Result report = harness.start(['report', run])

        then:
        first.code == 75
        open.err.contains("outcome not known: 2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/'\n" +
            '  when you know: baksh journal settle 1 --happened, or --did-not-happen\n')
        settleResult.err.endsWith(": $words, says $currentUser: looked\nto resume: baksh resume $run\n")
        runDetails.err.contains("\nsettled: 2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/': $words, says $currentUser: looked\n")
        second.code == 0
        second.out == 'after it\n'
        harness.writeRequests().size() == sent
        report.out.contains("| $outcome: $words, says $currentUser: looked |")
        harness.start(['journal', 'verify']).err == ''

        where:
        word               | happened  || words               | sent | outcome
        '--happened'       | 'has'     || 'it happened'       | 1    | 'done'
        '--did-not-happen' | 'has not' || 'it did not happen' | 2    | 'failed'
    }

    def "a run with a recovery settled as happened cannot be resumed, because the recovery is not identifiable"() {
        given:
        writeRunbook "step('r') { n2ws.backups[241].recover(instance: 'i-0abc', instance_type: 't3.large'); null }"
        harness.sandbox.n2ws().faults().injectNext('POST', '/recover', Fault.drop().afterExecution())
        SandboxHarness.Result first = harness.start(['run', '--yes', file])
        harness.start(['--yes', 'journal', 'settle', '1', '--happened'])
        harness.clock.advance(Duration.ofHours(2))

        when:
        SandboxHarness.Result second = harness.start(['resume', '--yes', run])

        then:
        first.code == 75
        second.code == 75
        second.err.contains('was executed according to the user, but its response is not known: recoveries do not say who started them')
        second.err.contains("complete the step by hand, then skip it: baksh resume $run --skip 'r'")
        harness.writeRequests().size() == 1
    }

    def "a run that is being executed is not changed"() {
        given:
        writeRunbook "step('raw') { n2ws.post('aws/policies/11/backups/'); null }"
        harness.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        harness.start(['run', file])
        RunJournal openJournal = RunJournal.open(home.resolve('runs'), run, [:], { WriteJournal.read(home.resolve('journal/journal.jsonl')) }, { it }, TimeSource.SYSTEM, {})

        when:
        SandboxHarness.Result result = harness.start(['journal', 'settle', '1', '--happened'])

        then:
        result.code == 3
        result.err.startsWith("baksh: run $run is being executed by process ${ProcessHandle.current().pid()} on ")
        harness.start(['journal', 'verify']).out.startsWith('2 lines, intact')

        cleanup:
        openJournal?.close()
    }

    def "a known outcome in the run journal is not overwritten"() {
        given:
        writeRunbook "step('raw') { n2ws.post('aws/policies/11/backups/'); null }"
        harness.start(['run', file])
        Path file = home.resolve('journal/journal.jsonl')
        // The process was killed between the two journals.
        Files.writeString(file, Files.readAllLines(file)[0] + '\n')
        harness.clock.advance(Duration.ofSeconds(1))

        when:
        SandboxHarness.Result wrongResult = harness.start(['journal', 'settle', '1', '--did-not-happen'])
        SandboxHarness.Result rightResult = harness.start(['journal', 'settle', '1', '--happened'])

        then:
        wrongResult.code == 3
        wrongResult.err == "baksh: run $run: the outcome of n2ws.post 'aws/policies/11/backups/' is already recorded: DONE\n" +
            "  nothing was changed; baksh runs $run shows the run\n"
        rightResult.code == 0
    }

    private void loseWrite() {
        harness.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        assert harness.start(['-e', LOST_WRITE]).code == 75
    }

    private void writeRunbook(String text) {
        Files.writeString(folder.resolve('book.groovy'), text + '\n')
    }

    private String getFile() {
        folder.resolve('book.groovy').toString()
    }

    private String getRun() {
        (json(harness.start(['runs', '-o', 'json']).out) as List<Map>)[0].run
    }

    private static Object json(String text) {
        new ObjectMapper().readValue(text, Object)
    }
}
