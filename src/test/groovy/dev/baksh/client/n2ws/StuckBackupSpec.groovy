package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** Backup that does not end, awaited on the command line; each pause advances the clock. */
class StuckBackupSpec extends Specification {
    static final Instant START = Instant.parse('2026-03-04T05:06:07Z')

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness harness

    def setup() {
        harness = new SandboxHarness(home, START)
    }

    def "a wait of three seconds for a stuck backup ends with exit code 75 after three seconds, and no second backup is started"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', 'n2ws.policies["stuck"].backup().await(timeout: 3.seconds)'])

        then:
        result.code == 75
        result.out == ''
        int id = harness.sandbox.n2ws().backups().last().get('id').asInt()
        result.err == """\
            baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): backup $id of "stuck" has not ended within 3 s: status P (meaning not known) since 2026-03-04T05:06:07Z or before, and no end_time
              it may continue on the server; check again with n2ws.backups[$id].await()
              if P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it
              -e:1
            """.stripIndent()
        Duration.between(START, harness.clock.now) == Duration.ofSeconds(3)
        harness.sandbox.n2ws().startedBackupCount('stuck') == 1
        harness.writeRequests().size() == 1

        when:
        SandboxHarness.Result secondResult = harness.start(['-e', "n2ws.backups[$id].await(timeout: 3.seconds)".toString()])

        then:
        secondResult.code == 75
        harness.writeRequests().size() == 1
    }

    def "a stuck backup with a lost response is found, awaited and not started again"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.drop().afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', 'n2ws.policies["stuck"].backup().await(timeout: 3.seconds)'])

        then:
        result.code == 75
        int id = harness.sandbox.n2ws().backups().last().get('id').asInt()
        String serverLabel = "n2ws (${harness.sandbox.n2wsUrl().authority})"
        result.out == ''
        result.err == """\
            $serverLabel: n2ws.policies.backup 'stuck': the write was sent and the response was lost; looking for the result on the server for at most 180 s
            $serverLabel: n2ws.policies.backup 'stuck': found: backup $id "stuck", started at 2026-03-04T05:06:07Z; the write was not sent again
            baksh: $serverLabel: backup $id of "stuck" has not ended within 3 s: status P (meaning not known) since 2026-03-04T05:06:14Z or before, and no end_time
              it may continue on the server; check again with n2ws.backups[$id].await()
              if P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it
              -e:1
            """.stripIndent()
        harness.sandbox.n2ws().startedBackupCount('stuck') == 1
    }
}
