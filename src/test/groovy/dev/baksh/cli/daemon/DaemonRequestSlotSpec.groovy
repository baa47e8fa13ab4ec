package dev.baksh.cli.daemon

import dev.baksh.client.api.TimeSource
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

/** The end of the warm process waits for the exit codes of its callers. */
@Timeout(120)
class DaemonRequestSlotSpec extends Specification {
    DaemonRequestSlot slot = new DaemonRequestSlot()

    def "only one request is executed at a time"() {
        expect:
        slot.begin()
        !slot.idle()
        !slot.begin()

        when:
        slot.next()

        then:
        slot.idle()
        slot.begin()
    }

    def "the daemon does not exit before the caller of a finished request has its exit code"() {
        given:
        slot.begin()
        slot.next()

        when:
        Thread shutdownThread = startShutdown(Duration.ofDays(1))

        then:
        isWaiting(shutdownThread)

        when:
        slot.answered()
        shutdownThread.join()

        then:
        !slot.begin()
    }

    def "the daemon does not exit during a request, and then accepts no new request"() {
        given:
        slot.begin()
        Thread shutdownThread = startShutdown(Duration.ofDays(1))

        expect:
        isWaiting(shutdownThread)

        when:
        slot.next()
        slot.answered()
        shutdownThread.join()

        then:
        !slot.begin()
    }

    def "a caller that never reads its exit code does not block the shutdown"() {
        given:
        slot.begin()
        slot.next()

        when:
        startShutdown(Duration.ofMillis(1)).join()

        then:
        !slot.begin()
    }

    private Thread startShutdown(Duration timeout) {
        Thread.startDaemon { slot.end(TimeSource.SYSTEM, timeout) }
    }

    /** False when it has ended; looks until it does one or the other. */
    private static boolean isWaiting(Thread thread) {
        while (!(thread.state in [Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED])) Thread.onSpinWait()
        thread.alive
    }
}
