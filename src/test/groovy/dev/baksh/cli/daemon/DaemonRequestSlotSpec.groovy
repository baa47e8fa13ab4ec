package dev.baksh.cli.daemon

import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

/** The end of the warm process waits for the exit codes of its callers. */
@Timeout(120)
class DaemonRequestSlotSpec extends Specification {
    DaemonRequestSlot slot = new DaemonRequestSlot()

    def "only one request is executed at a time"() {
        expect:
        slot.tryAcquire()
        !slot.isIdle()
        !slot.tryAcquire()

        when:
        slot.release()

        then:
        slot.isIdle()
        slot.tryAcquire()
    }

    def "the daemon does not exit before the caller of a finished request has its exit code"() {
        given:
        slot.tryAcquire()
        slot.release()

        when:
        Thread shutdownThread = startShutdown(Duration.ofDays(1))

        then:
        isWaiting(shutdownThread)

        when:
        slot.replied()
        shutdownThread.join()

        then:
        !slot.tryAcquire()
    }

    def "the daemon does not exit during a request, and then accepts no new request"() {
        given:
        slot.tryAcquire()
        Thread shutdownThread = startShutdown(Duration.ofDays(1))

        expect:
        isWaiting(shutdownThread)

        when:
        slot.release()
        slot.replied()
        shutdownThread.join()

        then:
        !slot.tryAcquire()
    }

    def "a caller that never reads its exit code does not block the shutdown"() {
        given:
        slot.tryAcquire()
        slot.release()

        when:
        startShutdown(Duration.ofMillis(1)).join()

        then:
        !slot.tryAcquire()
    }

    private Thread startShutdown(Duration timeout) {
        Thread.startDaemon { slot.close(timeout) }
    }

    /** Polls until the thread waits or has ended; false if it has ended. */
    private static boolean isWaiting(Thread thread) {
        while (!(thread.state in [Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED])) Thread.onSpinWait()
        thread.alive
    }
}
