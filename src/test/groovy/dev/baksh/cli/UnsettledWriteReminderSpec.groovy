package dev.baksh.cli

import dev.baksh.cli.app.Wiring
import dev.baksh.cli.command.Commands
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.Console
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.http.SecretRedactor
import dev.baksh.sandbox.server.Fault
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration

/** A write whose outcome nobody found out is spoken of afterwards. */
class UnsettledWriteReminderSpec extends Specification {
    static final String BACKUP = "n2ws.policies['adhoc'].backup()"

    @TempDir
    Path home

    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
        lab.sandbox.n2ws().faults().injectNext('POST', 'policies/11/backups/', Fault.drop().afterExecution())
    }

    def cleanup() {
        lab.close()
    }

    def "the journal and its check name it, and the same write later warns"() {
        given:
        SandboxHarness.Ended lost = lab.start(['-e', "n2ws.post('aws/policies/11/backups/')"])
        String line = "2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/' (POST /api/aws/policies/11/backups/)"

        expect:
        lost.code == 75

        when:
        SandboxHarness.Ended verify = lab.start(['journal', 'verify'])
        SandboxHarness.Ended journal = lab.start(['journal'])
        SandboxHarness.Ended again = lab.start(['-e', "n2ws.post('aws/policies/11/backups/')"])
        SandboxHarness.Ended other = lab.start(['-e', "n2ws.post('aws/policies/1/backups/')"])

        then:
        verify.code == 0
        verify.out.startsWith('2 lines, whole, head ')
        verify.err == "the outcome of 1 write is not known; look at the server:\n  1  $line\n" +
            'when you know: baksh journal settle N --happened, or --did-not-happen\n'
        journal.err == verify.err
        again.code == 0
        again.err == "warning: n2ws (${lab.sandbox.n2wsUrl().authority}): the same was sent at 2026-03-04T05:06:07Z, and whether it happened is not known; " +
            'look at the server whether it is there twice (line 1 of baksh journal)\n'
        other.err == ''
    }

    def "a shell says at its start what was left open in the last day: after #hours h"() {
        given:
        lab.start(['-e', "n2ws.post('aws/policies/11/backups/')"])
        lab.clock.turn(Duration.ofHours(hours))
        ByteArrayOutputStream err = new ByteArrayOutputStream()
        ProcessEnvironment plain = lab.surroundings()
        ProcessEnvironment surroundings = new ProcessEnvironment(plain.in(), plain.out(), new PrintStream(err, true), plain.env(), false, false, 80, [], plain.time())
        CommandLineOptions options = CommandLineOptions.parse([])
        Console console = new Console(surroundings, options, new SecretRedactor())
        Wiring wiring = new Wiring(surroundings, options, console, new SecretRedactor())

        when:
        new Commands(surroundings, console, wiring).warnAboutUnsettled()

        then:
        err.toString() == (said ? 'the outcome of 1 write is not known; look at the server:\n' +
            "  1  2026-03-04T05:06:07Z n2ws: n2ws.post 'aws/policies/11/backups/' (POST /api/aws/policies/11/backups/)\n" +
            'when you know: baksh journal settle N --happened, or --did-not-happen\n' : '')

        cleanup:
        wiring.close()

        where:
        hours || said
        1     || true
        25    || false
    }

    def "where all is settled nothing is said"() {
        given:
        lab.sandbox.n2ws().faults().clear()
        lab.start(['-e', BACKUP])

        expect:
        lab.start(['journal', 'verify']).err == ''
        lab.start(['journal']).err == ''
    }
}
