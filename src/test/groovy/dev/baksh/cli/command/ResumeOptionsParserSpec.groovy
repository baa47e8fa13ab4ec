package dev.baksh.cli.command

import dev.baksh.cli.RunbookHarnessSpec
import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/** What a person may ask of a run that cannot be so. */
class ResumeOptionsParserSpec extends RunbookHarnessSpec {
    def "an option that could do nothing is refused, and says what there is: #words"() {
        given:
        write '''
            step('made') { n2ws.policies['adhoc'].update { generations 5 }; null }
            step('left') { 1 }
            step('open') { n2ws.post('aws/policies/', [name: 'raw', account: 1]); null }
            step('later') { 4 }
            '''
        lab.sandbox.n2ws().faults().injectNext('POST', 'aws/policies/', Fault.drop().afterExecution())
        lab.start(['run', file])
        int sent = lab.writes().size()

        when:
        SandboxHarness.Ended ended = lab.start(['resume', 'last'] + words)

        then:
        ended.code == 2
        ended.out == ''
        ended.err.replace(run, 'RUN') == "baksh: $message\n".toString()
        lab.writes().size() == sent

        where:
        words                                   || message
        ['--from', 'opne']                      || "run RUN has no step 'opne'\n  did you mean: open"
        ['--from', 'nothing-like-it']           || "run RUN has no step 'nothing-like-it'\n  its steps are: made, left, open, later"
        ['--from', 'later']                     || "step 'later' of run RUN has not been begun\n  begun are: made, left, open; to go on: baksh resume RUN"
        ['--resend', 'later']                   || "step 'later' of run RUN has not been begun\n  begun are: made, left, open; to go on: baksh resume RUN"
        ['--only', 'made']                      || "step 'made' of run RUN is done\n  to go on: baksh resume RUN; to do it and what comes after it again: baksh resume RUN --from 'made'"
        ['--skip', 'left']                      || "step 'left' of run RUN is done\n  to go on: baksh resume RUN; to do it and what comes after it again: baksh resume RUN --from 'left'"

        ['--resend', 'made']                    || "in step 'made' of run RUN no write is open: there is nothing to send again\n  to go on: baksh resume RUN"
        ['--accept', 'left']                    || "in step 'left' of run RUN nothing was sent\n  to go on: baksh resume RUN"
        ['--accept', 'open']                    || "in step 'open' of run RUN nobody knows what became of what was sent\n  to go on: baksh resume RUN --resend 'open'"

        ['--skip', 'open', '--from', 'made']    || "resume takes one of --from, --only, --skip, --resend, --accept, and not --skip and --from\n  one resume after the other does both"
        ['--form', 'made']                      || 'unknown option --form\n  did you mean: --from, --warm'
        ['another']                             || 'resume takes one run\n  baksh resume RUN [--from STEP | --only STEP | --skip STEP | --resend STEP | --accept STEP]'
    }

    def "a step that the script does not come to is not said to have been done alone"() {
        given:
        write "step('a') { 1 }\nif (new File('FLAG').exists()) step('b') { 2 }\nfail 'x'"
        lab.start(['run', file])
        write "step('a') { 1 }\nif (new File('FLAG').exists()) step('b') { 2 }"

        when:
        SandboxHarness.Ended ended = lab.start(['resume', 'last', '--only', 'b'])

        then:
        ended.code == 1
        ended.err.endsWith("baksh: run $run: the script has come to its end without step 'b'\n  nothing of it was done; baksh resume $run goes on with the rest\n")
    }

    def "where no run is on record it is said, whatever was asked for: #words"() {
        when:
        SandboxHarness.Ended ended = lab.start(words)

        then:
        ended.code == 2
        ended.err == "baksh: there is no run '${words[1]}': none is on record in ${home.resolve('runs')}\n  baksh run FILE begins one, where FILE has steps\n"

        where:
        words << [['resume', 'last'], ['report', 'last'], ['undo', 'x'], ['runs', 'last']]
    }

    def "a damaged record is told of beside the others, and nothing goes on by it"() {
        given:
        write "step('a') { 1 }\nfail 'x'"
        lab.start(['run', file])
        String whole = run
        lab.clock.turn(Duration.ofSeconds(1))
        lab.start(['run', file])
        String damaged = run
        Path journal = home.resolve("runs/$damaged/journal.jsonl")
        Files.writeString(journal, Files.readString(journal).replace('"step":"a"', '"step":"b"'))
        String fault = "run $damaged is damaged: journal $journal, line 2: "

        when:
        SandboxHarness.Ended runs = lab.start(['runs', '-o', 'csv'])

        then:
        runs.code == 0
        runs.out.readLines().size() == 2
        runs.out.contains(whole)
        runs.err.startsWith("baksh: $fault")

        and:
        [['resume', damaged], ['report', damaged], ['undo', 'last'], ['runs', damaged]].every { words ->
            SandboxHarness.Ended ended = lab.start(words)
            ended.code == 1 && ended.out == '' && ended.err.startsWith("baksh: $fault") &&
                ended.err.endsWith('\n  the 1 lines before it fit; nothing goes on by a record like that: look at the servers; baksh journal lists the writes\n')
        }
    }

    def "a run whose file is gone says so, and what can still be had of it"() {
        given:
        write "step('a') { 1 }\nfail 'x'"
        lab.start(['run', file])
        Files.delete(Path.of(file))

        expect:
        with(lab.start(['resume', 'last'])) {
            code == 2
            err == "baksh: run $run cannot go on: its file is gone: $file\n" +
                "  put it back there; what was done: baksh report $run, and the way back: baksh undo $run\n"
        }
    }

    def "a run goes on at the address that it was begun at, or a person agrees to another"() {
        given:
        write "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nif (!new File('FLAG').exists()) fail 'x'\nstep('b') { n2ws.policies.count() }"
        lab.start(['run', file])
        Files.writeString(folder.resolve('go'), '')
        URI here = lab.sandbox.n2wsUrl()
        Map elsewhere = [BAKSH_N2WS_URL: "http://localhost:$here.port".toString()]
        String moved = "run $run has spoken to n2ws at $here, and here it is at ${elsewhere.BAKSH_N2WS_URL}"

        when:
        SandboxHarness.Ended refused = lab.start(['resume', 'last'], elsewhere)
        SandboxHarness.Ended agreed = lab.start(['--yes', 'resume', 'last'], elsewhere)

        then:
        refused.code == 3
        refused.err == "baksh: nobody is there to approve: $moved. Is it the same server?\n  say --yes to agree in advance\n"
        agreed.code == 0
        lab.start(['report', 'last']).out.replace('\\_', '_').contains("resume; $moved; agreed: --yes of ${System.getProperty('user.name')}")
    }

    def "what was done at the sandbox is not gone on with elsewhere, nor the other way round"() {
        given:
        write "step('a') { n2ws.policies['adhoc'].update { generations 5 }; null }\nfail 'x'"

        when:
        lab.start(['run', file])
        String begun = run
        lab.startAlone(['--sandbox', 'run', file])
        String rehearsed = run
        SandboxHarness.Ended real = lab.start(['--yes', 'resume', rehearsed])
        SandboxHarness.Ended sandbox = lab.startAlone(['--yes', '--sandbox', 'resume', begun])

        then:
        real.code == 3
        real.err == "baksh: run $rehearsed was begun at the sandbox\n" +
            "  what was done there is not done here, and nothing was sent; to go on there: baksh --sandbox resume $rehearsed\n"
        sandbox.code == 3
        sandbox.err == "baksh: run $begun was not begun at the sandbox\n" +
            "  what was done there is not done here, and nothing was sent; to go on there: baksh resume $begun\n"
    }

    def "what n2ws stood for when the run was begun, it stands for when it goes on"() {
        given:
        Files.writeString(home.resolve('servers.yaml'), ['eu', 'us'].collect { "$it: {kind: n2ws, url: '${lab.sandbox.n2wsUrl()}', credential: 'env:BAKSH_N2WS_API_KEY'}\n" }.join())
        Map alone = [BAKSH_N2WS_URL: '']
        write "step('a') { n2ws.policies.count() }\nif (!new File('FLAG').exists()) fail 'x'\nstep('b') { n2ws.policies['adhoc'].update { generations 5 }; null }"
        lab.start(['--server', 'eu', 'run', file], alone)
        Files.writeString(folder.resolve('go'), '')

        when:
        SandboxHarness.Ended other = lab.start(['--server', 'us', 'resume', 'last'], alone)
        SandboxHarness.Ended same = lab.start(['resume', 'last'], alone)

        then:
        other.code == 3
        other.err == "baksh: run $run means the server 'eu' by n2ws, and here it is 'us'\n  nothing was sent; to go on: baksh --server eu resume $run\n"
        same.code == 0
        lab.start(['report', 'last']).out.contains("| b | eu | n2ws.policies.update 'adhoc' | ENSURE | done (200) |")
    }
}
