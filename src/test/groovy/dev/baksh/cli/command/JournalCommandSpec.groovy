package dev.baksh.cli.command

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.app.AppContext

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** Spec of the list of writes: one row per write, newest first, with the reason of an unlock. */
class JournalCommandSpec extends SandboxSpecification {
    static final String TIME = '2026-03-04T05:06:07Z'

    def setup() {
        AppContext app = SandboxHarness.createContext(harness.processEnvironment())
        app.journals.recordAction(app.servers().get('n2ws'), 'unlock for 15 min', 'INC-1')
        app.close()
        harness.start(['-e', "n2ws.policies['nightly'].update { description 'x' }"])
        harness.start(['--yes', '-e', "n2ws.delete('aws/policies/999/')"])
    }

    def "a file gets one row per write with all columns, newest first"() {
        expect:
        normalize(run('-o', 'csv', 'journal')) == success(
            'seq,time,server,what,outcome,run,reason',
            "5,$TIME,n2ws,n2ws.delete 'aws/policies/999/',FAILED,RUN,REASON",
            "3,$TIME,n2ws,n2ws.policies.update 'nightly',DONE,RUN,",
            "1,$TIME,n2ws,unlock for 15 min,DONE,RUN,INC-1")
    }

    def "JSON contains all facts of each write"() {
        given:
        List<Map> rows = new ObjectMapper().readValue(harness.start(['-o', 'json', 'journal']).out, List)

        expect:
        rows*.seq == [5, 3, 1]
        rows[1].subMap('server', 'what', 'outcome', 'reason', 'event', 'method', 'effect', 'status') ==
            [server: 'n2ws', what: "n2ws.policies.update 'nightly'", outcome: 'DONE', reason: null, event: 'DONE', method: 'PUT', effect: 'ENSURE', status: 200]
        rows[2].subMap('what', 'outcome', 'reason', 'method') == [what: 'unlock for 15 min', outcome: 'DONE', reason: 'INC-1', method: 'NONE']
    }

    def "a screen of 80 columns shows the full description of each write, and its run and reason below"() {
        expect:
        normalize(screen(80, 'journal')) == success(
            "5  2026-03-04 05:06:07Z  n2ws  FAILED    n2ws.delete 'aws/policies/999/'", '   run RUN, reason: REASON',
            "3  2026-03-04 05:06:07Z  n2ws  DONE      n2ws.policies.update 'nightly'", '   run RUN',
            '1  2026-03-04 05:06:07Z  n2ws  DONE      unlock for 15 min', '   run RUN, reason: INC-1', '3 writes')
    }

    def "a wide screen shows a table"() {
        expect:
        screen(250, 'journal').out().readLines()[0].replaceAll(/\u001b\[\d*m/, '') ==~ /seq  time {2,}server  what {2,}outcome  run {2,}reason/
    }

    def "journal N shows one write, also for the line of its outcome: #number"() {
        given:
        Map row = new ObjectMapper().readValue(run('-o', 'json', 'journal', number).out(), Map)

        expect:
        row.subMap('seq', 'what', 'outcome', 'method', 'body') == [seq: 3, what: "n2ws.policies.update 'nightly'", outcome: 'DONE', method: 'PUT', body: '{"description":"x"}']
        row.ended == TIME

        where:
        number << ['3', '4']
    }

    def "journal last shows the newest write"() {
        expect:
        new ObjectMapper().readValue(run('-o', 'json', 'journal', 'last').out(), Map).seq == 5
    }

    def "journal #words"() {
        expect:
        run('journal', *words) == result

        where:
        words      || result
        ['open']   || success()
        ['9']      || failure(2, 'baksh: there is no write 9 in the journal', '  baksh journal lists the writes')
        ['all']    || failure(2, "baksh: journal takes no argument, a number, 'last', 'open', 'verify', 'verify RUN' or 'settle'")
        ['3', '4'] || failure(2, "baksh: journal takes no argument, a number, 'last', 'open', 'verify', 'verify RUN' or 'settle'")
    }

    private CommandResult run(String... args) {
        SandboxHarness.Result result = harness.start(args as List)
        new CommandResult(result.code, result.out, result.err)
    }

    private CommandResult screen(int columns, String... args) {
        CommandRunner runner = new CommandRunner(home).useTerminal()
        runner.width = columns
        runner.start(args)
    }

    private static CommandResult normalize(CommandResult result) {
        new CommandResult(result.code(), result.out().replaceAll(/\d{8}T\d{9}Z-[0-9a-f]{4}/, 'RUN').replaceAll(/n2ws \(127[^\n]*(\n     [^\n]*)*404\)/, 'REASON').replace('\r\n', '\n'), result.err())
    }
}
