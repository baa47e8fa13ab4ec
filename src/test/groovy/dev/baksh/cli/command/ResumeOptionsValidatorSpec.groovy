package dev.baksh.cli.command

import dev.baksh.cli.RunbookSpecification
import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** Spec of resume options that do not apply to a run. */
class ResumeOptionsValidatorSpec extends RunbookSpecification {
    def "an option without effect is rejected with the possible values: #words"() {
        given:
        writeRunbook '''
            step('made') { n2ws.policies['adhoc'].update { generations 5 }; null }
            step('left') { 1 }
            step('open') { n2ws.post('aws/policies/', [name: 'raw', account: 1]); null }
            step('later') { 4 }
            '''
        harness.sandbox.n2ws().faults().injectNext('POST', 'aws/policies/', Fault.drop().afterExecution())
        harness.start(['run', runbookFile])
        int sent = harness.writeRequests().size()

        when:
        SandboxHarness.Result result = harness.start(['resume', 'last'] + words)

        then:
        result.code == 2
        result.out == ''
        result.err.replace(latestRunId, 'RUN') == "baksh: $message\n".toString()
        harness.writeRequests().size() == sent

        where:
        words                                   || message
        ['--from', 'opne']                      || "run RUN has no step 'opne'\n  did you mean: open"
        ['--from', 'nothing-like-it']           || "run RUN has no step 'nothing-like-it'\n  its steps are: made, left, open, later"
        ['--from', 'later']                     || "step 'later' of run RUN has not started\n  started: made, left, open; to resume: baksh resume RUN"
        ['--resend', 'later']                   || "step 'later' of run RUN has not started\n  started: made, left, open; to resume: baksh resume RUN"
        ['--only', 'made']                      || "step 'made' of run RUN is done\n  to resume: baksh resume RUN; to repeat this step and all later steps: baksh resume RUN --from 'made'"
        ['--skip', 'left']                      || "step 'left' of run RUN is done\n  to resume: baksh resume RUN; to repeat this step and all later steps: baksh resume RUN --from 'left'"

        ['--resend', 'made']                    || "step 'made' of run RUN has no open write to resend\n  to resume: baksh resume RUN"
        ['--accept', 'left']                    || "step 'left' of run RUN has sent no write\n  to resume: baksh resume RUN"
        ['--accept', 'open']                    || "step 'open' of run RUN has only writes with unknown outcome\n  to resume: baksh resume RUN --resend 'open'"

        ['--skip', 'open', '--from', 'made']    || "resume takes one of --from, --only, --skip, --resend, --accept, and not --skip and --from\n  use one resume for each option"
        ['--form', 'made']                      || 'unknown option --form\n  did you mean: --from, --warm'
        ['another']                             || 'resume takes one run\n  baksh resume RUN [--from STEP | --only STEP | --skip STEP | --resend STEP | --accept STEP] [--answer NAME=VALUE] [--ticket TICKET]'
    }

    def "a step that the script does not reach is not reported as done by --only"() {
        given:
        writeRunbook "step('a') { 1 }\nif (new File('FLAG').exists()) step('b') { 2 }\nfail 'x'"
        harness.start(['run', runbookFile])
        writeRunbook "step('a') { 1 }\nif (new File('FLAG').exists()) step('b') { 2 }"

        when:
        SandboxHarness.Result result = harness.start(['resume', 'last', '--only', 'b'])

        then:
        result.code == 1
        result.err.endsWith("baksh: run $latestRunId: the script ended without step 'b'\n  the step did not run; to resume the other steps: baksh resume $latestRunId\n")
    }

    def "a missing run is reported for every command: #words"() {
        when:
        SandboxHarness.Result result = harness.start(words)

        then:
        result.code == 2
        result.err == "baksh: there is no run '${words[1]}': there are no runs in ${home.resolve('runs')}\n  baksh run FILE starts a run if FILE has steps\n"

        where:
        words << [['resume', 'last'], ['report', 'last'], ['undo', 'x'], ['runs', 'last']]
    }

    def "the id of a session or of a script without steps is no run: #words"() {
        expect:
        harness.start(words).err == "baksh: there is no run '${words[1]}': there are no runs in ${home.resolve('runs')}\n" +
            '  a session and a script without steps are not stored as runs; baksh journal lists their writes; an undo needs a run\n'

        where:
        words << [['undo', '20261130T184304926Z-aefb'], ['report', '20261130T184304926Z-aefb']]
    }

    def "a damaged journal is listed with the other runs and cannot be resumed"() {
        given:
        writeRunbook "step('a') { 1 }\nfail 'x'"
        harness.start(['run', runbookFile])
        String intactRun = latestRunId
        harness.clock.advance(Duration.ofSeconds(1))
        harness.start(['run', runbookFile])
        String damaged = latestRunId
        Path journal = home.resolve("runs/$damaged/journal.jsonl")
        Files.writeString(journal, Files.readString(journal).replace('"step":"a"', '"step":"b"'))
        String fault = "run $damaged is damaged: journal $journal, line 2: "

        when:
        SandboxHarness.Result runs = harness.start(['runs', '-o', 'csv'])

        then:
        runs.code == 0
        runs.out.readLines().size() == 2
        runs.out.contains(intactRun)
        runs.err.startsWith("baksh: $fault")

        and:
        [['resume', damaged], ['report', damaged], ['undo', 'last'], ['runs', damaged]].every { words ->
            SandboxHarness.Result result = harness.start(words)
            result.code == 1 && result.out == '' && result.err.startsWith("baksh: $fault") &&
                result.err.endsWith('\n  the 1 lines before the damaged line are valid; baksh does not resume from a damaged journal: check the servers; baksh journal lists the writes\n')
        }
    }

    def "a run with a deleted script reports the script and the commands that still work"() {
        given:
        writeRunbook "step('a') { 1 }\nfail 'x'"
        harness.start(['run', runbookFile])
        Files.delete(Path.of(runbookFile))

        expect:
        with(harness.start(['resume', 'last'])) {
            code == 2
            err == "baksh: run $latestRunId cannot be resumed: its script does not exist: $runbookFile\n" +
                "  restore the file; baksh report $latestRunId shows what was done; baksh undo $latestRunId proposes how to revert it\n"
        }
    }

    def "a run resumes at its original address unless the user confirms another address"() {
        given:
        writeRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nif (!new File('FLAG').exists()) fail 'x'\nstep('b') { n2ws.policies.count() }"
        harness.start(['run', runbookFile])
        Files.writeString(folder.resolve('go'), '')
        URI sandboxUrl = harness.sandbox.n2wsUrl()
        Map otherUrl = [BAKSH_N2WS_URL: "http://localhost:$sandboxUrl.port".toString()]
        String movedResult = "run $latestRunId used n2ws at $sandboxUrl; n2ws is now at ${otherUrl.BAKSH_N2WS_URL}"

        when:
        SandboxHarness.Result refusedResult = harness.start(['resume', 'last'], otherUrl)
        SandboxHarness.Result agreedResult = harness.start(['--yes', 'resume', 'last'], otherUrl)

        then:
        refusedResult.code == 3
        refusedResult.err == "baksh: no user can approve: $movedResult. Is it the same server?\n  use --yes to agree in advance\n"
        agreedResult.code == 0
        harness.start(['report', 'last']).out.replace('\\_', '_').contains("resume; $movedResult; agreed: --yes of ${System.getProperty('user.name')}")
    }

    def "a sandbox run is not resumed at a real server, nor the other way round"() {
        given:
        writeRunbook "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nfail 'x'"

        when:
        harness.start(['run', runbookFile])
        String startedRun = latestRunId
        harness.startWithoutServers(['--sandbox', 'run', runbookFile])
        String sandboxRun = latestRunId
        SandboxHarness.Result realResult = harness.start(['--yes', 'resume', sandboxRun])
        SandboxHarness.Result sandbox = harness.startWithoutServers(['--yes', '--sandbox', 'resume', startedRun])

        then:
        realResult.code == 3
        realResult.err == "baksh: run $sandboxRun was started with the sandbox\n" +
            "  the results of its steps are not valid here; nothing was sent; resume in another terminal: baksh --sandbox resume $sandboxRun\n"
        sandbox.code == 3
        sandbox.err == "baksh: run $startedRun was not started with the sandbox\n" +
            "  the results of its steps are not valid here; nothing was sent; resume in another terminal: baksh resume $startedRun\n"
    }

    def "a resumed run uses the same server for n2ws as at its start"() {
        given:
        Files.writeString(home.resolve('servers.yaml'), ['eu', 'us'].collect { "$it: {kind: n2ws, url: '${harness.sandbox.n2wsUrl()}', credential: 'env:BAKSH_N2WS_API_KEY'}\n" }.join())
        Map singleServer = [BAKSH_N2WS_URL: '']
        writeRunbook "step('a') { n2ws.policies.count() }\nif (!new File('FLAG').exists()) fail 'x'\nstep('b') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        harness.start(['--server', 'eu', 'run', runbookFile], singleServer)
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Result otherResult = harness.start(['--server', 'us', 'resume', 'last'], singleServer)
        SandboxHarness.Result sameResult = harness.start(['resume', 'last'], singleServer)

        then:
        otherResult.code == 3
        otherResult.err == "baksh: run $latestRunId used the server 'eu' for n2ws; here n2ws is 'us'\n  nothing was sent; to resume: baksh --server eu resume $latestRunId\n"
        sameResult.code == 0
        harness.start(['report', 'last']).out.contains("| b | eu | n2ws.policies.update 'adhoc' | ENSURE | done (200) |")
    }
}
