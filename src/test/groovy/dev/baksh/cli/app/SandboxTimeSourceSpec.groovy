package dev.baksh.cli.app

import dev.baksh.cli.BakshRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.TimeSource
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** The variable BAKSH_SANDBOX_NOW, by which a run at the sandbox prints the same at any time. */
class SandboxTimeSourceSpec extends Specification {
    static final String NOW = '2026-12-31T23:59:59Z'

    @TempDir
    Path home

    def "a run and its sandbox start at the given time, and waits advance the clock"() {
        given:
        BakshRunner.RunResult result = startAt(NOW, 'println now; sleep 2.hours; n2ws.policies["nightly"].backup().await(); now')

        expect:
        result.err() == ''
        result.out().readLines()[0] == NOW
        Instant.parse(result.out().readLines()[1].replace('"', '')) > Instant.parse('2027-01-01T02:00:00Z')
        Instant.parse(result.out().readLines()[1].replace('"', '')) < Instant.parse('2027-01-01T02:01:00Z')
    }

    def "two runs with the same time have the same output"() {
        given:
        String text = '[px.users.collect { it.createdTimestamp }, n2ws.backups.collect { it.start_time }]'

        expect:
        startAt(NOW, text).out() == startAt(NOW, text).out()
        startAt(NOW, text).out() != startAt('2026-12-31T22:59:59Z', text).out()
    }

    def "the clock advances by the length of each wait"() {
        given:
        TimeSource time = SandboxTimeSource.of(CommandLineOptions.parse(['--sandbox', '-e', '1']), new SandboxHarness(home).withCloseable { it.processEnvironment() }.with { environment ->
            new ProcessEnvironment(environment.in(), environment.out(), environment.err(), [BAKSH_SANDBOX_NOW: NOW], false, false, 80, [], TimeSource.SYSTEM)
        })
        long nanosBefore = time.nanos()

        when:
        time.pause(Duration.ofHours(1))

        then:
        time.now() == Instant.parse(NOW) + Duration.ofHours(1)
        time.nanos() - nanosBefore >= Duration.ofHours(1).toNanos()
        SandboxTimeSource.ofSandbox(time).instant() == time.now()
    }

    def "an invalid time is a usage error"() {
        when:
        BakshRunner.RunResult result = startAt('tomorrow', '1')

        then:
        result.exit() == ExitCode.USAGE.code()
        result.err() == 'baksh: BAKSH_SANDBOX_NOW takes a time in UTC: 2026-03-04T05:06:07Z\n'
    }

    private BakshRunner.RunResult startAt(String now, String text) {
        BakshRunner.start(['--sandbox', '--yes', '-e', text], [BAKSH_HOME: home.toString(), BAKSH_SANDBOX_NOW: now])
    }
}
