package dev.baksh.cli

import dev.baksh.api.Time
import java.time.Duration
import spock.lang.Specification
import spock.lang.Timeout

/** The end of the warm process waits for the exit codes of its callers. */
@Timeout(120)
class WarmTurnsSpec extends Specification {
    WarmTurns turns = new WarmTurns()

    def "one request is carried out at a time"() {
        expect:
        turns.begin()
        !turns.idle()
        !turns.begin()

        when:
        turns.next()

        then:
        turns.idle()
        turns.begin()
    }

    def "the process does not end between the end of a request and the exit code for its caller"() {
        given:
        turns.begin()
        turns.next()

        when:
        Thread end = ending(Duration.ofDays(1))

        then:
        waits(end)

        when:
        turns.answered()
        end.join()

        then:
        !turns.begin()
    }

    def "the process does not end while a request is carried out, and then lets no other begin"() {
        given:
        turns.begin()
        Thread end = ending(Duration.ofDays(1))

        expect:
        waits(end)

        when:
        turns.next()
        turns.answered()
        end.join()

        then:
        !turns.begin()
    }

    def "a caller that never takes its exit code does not keep the process"() {
        given:
        turns.begin()
        turns.next()

        when:
        ending(Duration.ofMillis(1)).join()

        then:
        !turns.begin()
    }

    private Thread ending(Duration patience) {
        Thread.startDaemon { turns.end(Time.SYSTEM, patience) }
    }

    /** False when it has ended; looks until it does one or the other. */
    private static boolean waits(Thread thread) {
        while (!(thread.state in [Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED])) Thread.onSpinWait()
        thread.alive
    }
}
