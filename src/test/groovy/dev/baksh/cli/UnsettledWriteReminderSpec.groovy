package dev.baksh.cli

import dev.baksh.cli.app.AppContext
import dev.baksh.cli.command.JournalCommand
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.sandbox.server.Fault
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration

/** Reminders of a write with an unknown outcome. */
class UnsettledWriteReminderSpec extends Specification {
    static final String BACKUP_EXPRESSION = "n2ws.policies['adhoc'].backup()"

    @TempDir
    Path home

    SandboxHarness harness

    def setup() {
        harness = new SandboxHarness(home)
        harness.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
    }

    def cleanup() {
        harness.close()
    }

    def "journal and journal verify list an unsettled write, and repeating the write gives a warning"() {
        given:
        SandboxHarness.Result lostResult = harness.start(['-e', "n2ws.post('aws/policies/11/backups/')"])
        String line = "2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/' (POST /api/aws/policies/11/backups/)"

        expect:
        lostResult.code == 75

        when:
        SandboxHarness.Result verify = harness.start(['journal', 'verify'])
        SandboxHarness.Result journal = harness.start(['journal'])
        SandboxHarness.Result repeatedResult = harness.start(['-e', "n2ws.post('aws/policies/11/backups/')"])
        SandboxHarness.Result otherResult = harness.start(['-e', "n2ws.post('aws/policies/1/backups/')"])

        then:
        verify.code == 0
        verify.out.startsWith('2 lines, intact, head ')
        verify.err == "the outcome of 1 write is not known; look at the server:\n  1  $line\n" +
            'when you know: baksh journal settle N --happened, or --did-not-happen\n'
        journal.err == verify.err
        repeatedResult.code == 0
        repeatedResult.err == "warning: n2ws (${harness.sandbox.n2wsUrl().authority}): the same write was sent at 2026-03-04T05:06:07Z and its outcome is not known; " +
            'check the server for a duplicate (line 1 of baksh journal)\n'
        otherResult.err == ''
    }

    def "the shell reports unsettled writes of the last day at its start: after #hours h"() {
        given:
        harness.start(['-e', "n2ws.post('aws/policies/11/backups/')"])
        harness.clock.advance(Duration.ofHours(hours))
        ByteArrayOutputStream err = new ByteArrayOutputStream()
        ProcessEnvironment baseEnvironment = harness.processEnvironment()
        ProcessEnvironment environment = new ProcessEnvironment(baseEnvironment.in(), baseEnvironment.out(), new PrintStream(err, true), baseEnvironment.env(), false, false, 80, [], baseEnvironment.time())
        AppContext app = SandboxHarness.createContext(environment)

        when:
        new JournalCommand(app).warnAboutUnsettled()

        then:
        err.toString() == (said ? 'the outcome of 1 write is not known; look at the server:\n' +
            "  1  2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/' (POST /api/aws/policies/11/backups/)\n" +
            'when you know: baksh journal settle N --happened, or --did-not-happen\n' : '')

        cleanup:
        app.close()

        where:
        hours || said
        1     || true
        25    || false
    }

    def "without unsettled writes nothing is reported"() {
        given:
        harness.sandbox.n2ws().faults().clear()
        harness.start(['-e', BACKUP_EXPRESSION])

        expect:
        harness.start(['journal', 'verify']).err == ''
        harness.start(['journal']).err == ''
    }
}
