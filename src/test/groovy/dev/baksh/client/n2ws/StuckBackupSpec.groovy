package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** A backup that does not end, waited for at the command line; waiting turns the clock. */
class StuckBackupSpec extends Specification {
    static final Instant BEGIN = Instant.parse('2026-03-04T05:06:07Z')

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home, BEGIN)
    }

    def "a wait of three seconds for a stuck backup ends with 75 after three seconds, and nothing is started twice"() {
        when:
        SandboxHarness.Ended ended = lab.start(['-e', 'n2ws.policies["stuck"].backup().await(timeout: 3.seconds)'])

        then:
        ended.code == 75
        ended.out == ''
        int id = lab.sandbox.n2ws().backups().last().get('id').asInt()
        ended.err == """\
            baksh: n2ws (${lab.sandbox.n2wsUrl().authority}): backup $id of "stuck" has not ended within 3 s: status P since 2026-03-04T05:06:07Z or before, and no end_time
              it goes on by itself; look again with n2ws.backups[$id].await()
              if P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it
              -e:1
            """.stripIndent()
        Duration.between(BEGIN, lab.clock.now) == Duration.ofSeconds(3)
        lab.sandbox.n2ws().startedBackupCount('stuck') == 1
        lab.writes().size() == 1

        when:
        SandboxHarness.Ended again = lab.start(['-e', "n2ws.backups[$id].await(timeout: 3.seconds)".toString()])

        then:
        again.code == 75
        lab.writes().size() == 1
    }

    def "a stuck backup whose answer is lost is found, waited for, and not started again"() {
        given:
        lab.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.drop().afterExecution())

        when:
        SandboxHarness.Ended ended = lab.start(['-e', 'n2ws.policies["stuck"].backup().await(timeout: 3.seconds)'])

        then:
        ended.code == 75
        int id = lab.sandbox.n2ws().backups().last().get('id').asInt()
        String at = "n2ws (${lab.sandbox.n2wsUrl().authority})"
        ended.out == ''
        ended.err == """\
            $at: n2ws.policies.backup 'stuck': it was sent and its answer was lost; looking on the server for what came of it, for 180 s at most
            $at: n2ws.policies.backup 'stuck': found: backup $id "stuck", started at 2026-03-04T05:06:07Z; it was not sent again
            baksh: $at: backup $id of "stuck" has not ended within 3 s: status P since 2026-03-04T05:06:09Z or before, and no end_time
              it goes on by itself; look again with n2ws.backups[$id].await()
              if P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it
              -e:1
            """.stripIndent()
        lab.sandbox.n2ws().startedBackupCount('stuck') == 1
    }
}
