package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.app.ConsoleOperator
import dev.baksh.client.api.TimeSource
import dev.baksh.client.journal.RunJournal
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** A person has looked at the server, and says what has become of a write that was open. */
class SettleCommandSpec extends Specification {
    static final String LOST = "n2ws.post('aws/policies/11/backups/')"
    static final String LINE = "2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/' (POST /api/aws/policies/11/backups/)"
    static final String FORM = '  baksh journal settle N --happened | --did-not-happen [--note TEXT]\n'

    @TempDir
    Path home

    @TempDir
    Path folder

    @AutoCleanup
    SandboxHarness lab

    String me = ConsoleOperator.userOnHost()

    def setup() {
        lab = new SandboxHarness(home)
    }

    def "what was open is closed by a line of its own, and nothing speaks of it any more"() {
        given:
        lose()

        when:
        SandboxHarness.Ended settled = lab.start(['journal', 'settle', '1', '--happened', '--note', 'backup 243'])
        SandboxHarness.Ended verify = lab.start(['journal', 'verify'])
        Map last = json(lab.start(['journal', '-o', 'json']).out)[-1]

        then:
        settled.code == 0
        settled.out == ''
        settled.err == "settled: 1  $LINE: it happened, says $me: backup 243\n"
        verify.out.startsWith('3 lines, whole, head ')
        verify.err == ''
        last.subMap('seq', 'event', 'intent', 'happened', 'by', 'note') ==
            [seq: 3, event: 'SETTLED', intent: 1, happened: true, by: me, note: 'backup 243']

        when:
        SandboxHarness.Ended again = lab.start(['-e', LOST])

        then:
        again.code == 0
        again.err == ''
    }

    def "the shell takes it too"() {
        given:
        lose()

        when:
        SandboxHarness.Ended shell = lab.start([], [:], ':journal settle 1 --did-not-happen --note looked twice\n')

        then:
        shell.err.contains("settled: 1  $LINE: it did not happen, says $me: looked twice\n")
        lab.start(['journal', 'verify']).err == ''
    }

    def "#words is refused, and nothing is written"() {
        given:
        lose()
        lab.start(['-e', "n2ws.policies['adhoc'].update { generations 5 }"])
        lose()
        if (settled) lab.start(['journal', 'settle', '1', '--happened'])

        when:
        SandboxHarness.Ended ended = lab.start(['journal', 'settle'] + words)

        then:
        ended.code == code
        ended.err == "baksh: $message\n$hint".replace('ME', me)
        lab.start(['journal', 'verify']).out.startsWith(settled ? '7 lines' : '6 lines')

        where:
        words                                  | settled || code | message                                                                                                | hint
        []                                     | false   || 2    | 'journal settle takes the number of a write'                                                           | FORM
        ['1']                                  | false   || 2    | 'journal settle takes what became of it, and guesses nothing'                                          | FORM
        ['x', '--happened']                    | false   || 2    | "journal settle does not take 'x'"                                                                     | FORM
        ['1', '2', '--happened']               | false   || 2    | "journal settle does not take '2'"                                                                     | FORM
        ['1', '--happened', '--did-not-happen'] | false  || 2    | 'journal settle takes one of --happened and --did-not-happen'                                          | FORM
        ['1', '--happened', '--note']          | false   || 2    | '--note needs a value'                                                                                 | ''

        ['99', '--happened']                   | false   || 2    | 'there is no line 99 of the journal'                                                                   | '  open are: 1, 5\n'
        ['2', '--happened']                    | false   || 2    | 'line 2 of the journal is what became of a write, that of line 1'                                      | '  open are: 1, 5\n'
        ['3', '--happened']                    | false   || 3    | 'line 3 of the journal is not open: what became of it is line 4, DONE'                                 | '  open are: 1, 5\n'
        ['1', '--did-not-happen']              | true    || 3    | 'line 1 of the journal was settled at 2026-03-04T05:06:07Z: it happened, says ME'                      | '  open are: 5\n'
    }

    def "a write that a process may still be sending is nobody's to settle"() {
        given:
        String own = ProcessHandle.current().pid()
        lose()
        Path file = home.resolve('journal/journal.jsonl')
        // Its end is taken away, as before it was written; and it began after this process.
        Files.writeString(file, Files.readAllLines(file)[0] + '\n')
        lab.clock.now = Instant.now()
        Files.delete(file)
        lab.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        lab.start(['-e', LOST])
        Files.writeString(file, Files.readAllLines(file)[0] + '\n')

        when:
        SandboxHarness.Ended ended = lab.start(['journal', 'settle', '1', '--happened'])

        then:
        ended.code == 3
        ended.err == "baksh: line 1 of the journal: process $own may still be sending it\n  wait for it, or end that process; nothing was changed\n"
    }

    def "a resume takes it for done when it #happened, and sends it otherwise"() {
        given:
        write "step('raw') { n2ws.post('aws/policies/11/backups/'); println 'after it'; null }"
        lab.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        SandboxHarness.Ended first = lab.start(['run', file])
        SandboxHarness.Ended open = lab.start(['runs', run])

        when:
        SandboxHarness.Ended settled = lab.start(['journal', 'settle', '1', word, '--note', 'looked'])
        SandboxHarness.Ended shown = lab.start(['runs', run])
        SandboxHarness.Ended second = lab.start(['resume', run])
        SandboxHarness.Ended report = lab.start(['report', run])

        then:
        first.code == 75
        open.err.contains("not known whether it happened: 2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/'\n" +
            '  when you know: baksh journal settle 1 --happened, or --did-not-happen\n')
        settled.err.endsWith(": $words, says $me: looked\nto go on: baksh resume $run\n")
        shown.err.contains("\nsettled: 2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/': $words, says $me: looked\n")
        second.code == 0
        second.out == 'after it\n'
        lab.writes().size() == sent
        report.out.contains("| $outcome: $words, says $me: looked |")
        lab.start(['journal', 'verify']).err == ''

        where:
        word               | happened  || words               | sent | outcome
        '--happened'       | 'has'     || 'it happened'       | 1    | 'done'
        '--did-not-happen' | 'has not' || 'it did not happen' | 2    | 'failed'
    }

    def "a recovery that happened cannot be gone on with, since nothing tells which it is"() {
        given:
        write "step('r') { n2ws.backups[241].recover(instance: 'i-0abc', instance_type: 't3.large'); null }"
        lab.sandbox.n2ws().faults().injectNext('POST', '/recover', Fault.drop().afterExecution())
        SandboxHarness.Ended first = lab.start(['run', '--yes', file])
        lab.start(['--yes', 'journal', 'settle', '1', '--happened'])
        lab.clock.turn(Duration.ofHours(2))

        when:
        SandboxHarness.Ended second = lab.start(['resume', '--yes', run])

        then:
        first.code == 75
        second.code == 75
        second.err.contains('has happened, as a person has said, and its answer is not known: recoveries do not say who asked for them')
        second.err.contains("do what is left of the step by hand, and leave it out: baksh resume $run --skip 'r'")
        lab.writes().size() == 1
    }

    def "a run that a process is carrying out is left alone"() {
        given:
        write "step('raw') { n2ws.post('aws/policies/11/backups/'); null }"
        lab.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        lab.start(['run', file])
        RunJournal held = RunJournal.open(home.resolve('runs'), run, [:], { it }, TimeSource.SYSTEM, {})

        when:
        SandboxHarness.Ended ended = lab.start(['journal', 'settle', '1', '--happened'])

        then:
        ended.code == 3
        ended.err.startsWith("baksh: run $run is being carried out by process ${ProcessHandle.current().pid()} on ")
        lab.start(['journal', 'verify']).out.startsWith('2 lines, whole')

        cleanup:
        held?.close()
    }

    def "what the run's journal knows better is not overwritten"() {
        given:
        write "step('raw') { n2ws.post('aws/policies/11/backups/'); null }"
        lab.start(['run', file])
        Path file = home.resolve('journal/journal.jsonl')
        // The process was killed between the two journals.
        Files.writeString(file, Files.readAllLines(file)[0] + '\n')
        lab.clock.turn(Duration.ofSeconds(1))

        when:
        SandboxHarness.Ended wrong = lab.start(['journal', 'settle', '1', '--did-not-happen'])
        SandboxHarness.Ended right = lab.start(['journal', 'settle', '1', '--happened'])

        then:
        wrong.code == 3
        wrong.err == "baksh: run $run: what became of n2ws.post 'aws/policies/11/backups/' is on record there: DONE\n" +
            "  nothing was changed; baksh runs $run shows the run\n"
        right.code == 0
    }

    private void lose() {
        lab.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
        assert lab.start(['-e', LOST]).code == 75
    }

    private void write(String text) {
        Files.writeString(folder.resolve('book.groovy'), text + '\n')
    }

    private String getFile() {
        folder.resolve('book.groovy').toString()
    }

    private String getRun() {
        (json(lab.start(['runs', '-o', 'json']).out) as List<Map>)[0].run
    }

    private static Object json(String text) {
        new ObjectMapper().readValue(text, Object)
    }
}
