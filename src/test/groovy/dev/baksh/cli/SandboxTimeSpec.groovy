package dev.baksh.cli

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Time
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import spock.lang.Specification
import spock.lang.TempDir

/** The variable BAKSH_SANDBOX_NOW, by which a run at the sandbox prints the same at any time. */
class SandboxTimeSpec extends Specification {
    static final String NOW = '2026-12-31T23:59:59Z'

    @TempDir
    Path home

    def "a run and its sandbox stand at that time, and go on where baksh waits"() {
        given:
        Rehearsal.Ended ended = start(NOW, 'println now; sleep 2.hours; n2ws.policies["nightly"].backup().await(); now')

        expect:
        ended.err() == ''
        ended.out().readLines()[0] == NOW
        Instant.parse(ended.out().readLines()[1].replace('"', '')) > Instant.parse('2027-01-01T02:00:00Z')
        Instant.parse(ended.out().readLines()[1].replace('"', '')) < Instant.parse('2027-01-01T02:01:00Z')
    }

    def "two runs print the same"() {
        given:
        String text = '[px.users.collect { it.createdTimestamp }, n2ws.backups.collect { it.start_time }]'

        expect:
        start(NOW, text).out() == start(NOW, text).out()
        start(NOW, text).out() != start('2026-12-31T22:59:59Z', text).out()
    }

    def "the clock goes on by what is waited for"() {
        given:
        Time time = SandboxTime.of(Options.parse(['--sandbox', '-e', '1']), new Lab(home).withCloseable { it.surroundings() }.with { lab ->
            new Surroundings(lab.in(), lab.out(), lab.err(), [BAKSH_SANDBOX_NOW: NOW], false, false, 80, [], Time.SYSTEM)
        })
        long before = time.nanos()

        when:
        time.pause(Duration.ofHours(1))

        then:
        time.now() == Instant.parse(NOW) + Duration.ofHours(1)
        time.nanos() - before >= Duration.ofHours(1).toNanos()
        SandboxTime.ofSandbox(time).instant() == time.now()
    }

    def "what is no time is an error of the words"() {
        when:
        Rehearsal.Ended ended = start('tomorrow', '1')

        then:
        ended.exit() == Exit.USAGE.code()
        ended.err() == 'baksh: BAKSH_SANDBOX_NOW takes a time in UTC: 2026-03-04T05:06:07Z\n'
    }

    private Rehearsal.Ended start(String now, String text) {
        Rehearsal.start(['--sandbox', '--yes', '-e', text], [BAKSH_HOME: home.toString(), BAKSH_SANDBOX_NOW: now])
    }
}
