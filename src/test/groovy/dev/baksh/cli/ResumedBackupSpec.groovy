package dev.baksh.cli

import spock.lang.TempDir
import dev.baksh.sandbox.server.Fault

import java.nio.file.Path
import java.time.Duration

/** The rule: a resumed run takes a new backup for its own only if nothing shows that another writer or a schedule has started it. */
class ResumedBackupSpec extends SandboxSpecification {
    @TempDir
    Path otherHome

    String run
    String server

    def setup() {
        server = "n2ws (${harness.sandbox.n2wsUrl().authority})"
        Path script = folder.resolve('runbook.groovy')
        script.toFile().text = "title 'One backup'\nstep('backup') { println n2ws.policies['adhoc'].backup().id }\n"
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.drop())
        assert harness.start(['run', script.toString()], [BAKSH_SETTLE: '0']).code == 75
        run = home.resolve('runs').toFile().list()[0]
    }

    private static final String REASON = 'n2ws.policies.backup \'adhoc\' may have been sent at 2026-03-04T05:06:07Z by an earlier process of this run; the outcome is not known: '

    private List<String> resume() {
        SandboxHarness.Result result = harness.start(['resume', run])
        assert result.code == 75
        assert result.out == ''
        result.err.readLines().dropWhile { !it.startsWith('baksh: ') }.take(2)
    }

    def "a backup of another command is the result of that command"() {
        given:
        assert harness.start(['-e', "n2ws.policies['adhoc'].backup().id"]).out == '284\n'

        expect:
        resume() == ["baksh: $server: ${REASON}backup 284 \"adhoc\", started at 2026-03-04T05:06:07Z is new, but it is the result of the same write " +
            'that was sent at 2026-03-04T05:06:07Z (line 3 of baksh journal)',
                     "  the write was not sent again; look at the server; if the write was not executed: baksh resume $run --resend 'backup'"]*.toString()
        harness.writeRequests().size() == 2
    }

    def "a backup that started long after the request is that of a schedule or of another user"() {
        given:
        harness.clock.advance(Duration.ofHours(1))
        assert harness.start(['-e', "n2ws.policies['adhoc'].backup().id"], [BAKSH_HOME: otherHome.toString()]).out == '284\n'

        expect:
        resume()[0] == "baksh: $server: ${REASON}backup 284 is new, but it started at 2026-03-04T06:06:07Z, more than 10 min after the request was sent " +
            '(server time 2026-03-04T05:06:07Z): another user or machine may have started it'
        harness.writeRequests().size() == 2
    }

    def "without a new backup, the write is sent again"() {
        expect:
        with(harness.start(['resume', run])) {
            out == '284\n'
            code == 0
        }
        harness.writeRequests().size() == 2
    }
}
