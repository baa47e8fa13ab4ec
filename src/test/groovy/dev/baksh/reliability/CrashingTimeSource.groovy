package dev.baksh.reliability

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/**
 * Time turned by hand that ends the process, as far as it can be ended without ending the specs: at one of its own calls,
 * which baksh makes before each lock, each line of a journal, each search and each wait; or when it is told. From then on
 * every call throws, so that a dead process neither writes nor waits.
 */
@CompileStatic
class CrashingTimeSource extends Clock implements TimeSource {
    static class SimulatedCrash extends Error { }

    /** The call to die at, from 1; 0 lives. */
    int crashAtCall
    int callCount
    volatile boolean crashed
    private volatile Thread scriptThread
    /** Done when somebody waits: what comes late. */
    final List<Closure<?>> pendingActions = Collections.synchronizedList([])
    private Instant now = Instant.parse('2026-03-04T05:06:07Z')

    /** Another process, to die at this call. */
    synchronized void startProcess(int crashAtCall) {
        this.crashAtCall = crashAtCall
        scriptThread = Thread.currentThread()
        callCount = 0
        crashed = false
    }

    /** Only the thread that carries the script out counts: what renews a token beside it writes nothing. */
    private synchronized void countCall() {
        if (Thread.currentThread() != scriptThread) return
        callCount++
        if (callCount == crashAtCall) crashed = true
        if (crashed) throw new SimulatedCrash()
    }

    @Override
    Instant now() {
        countCall()
        return instant()
    }

    @Override
    long nanos() {
        countCall()
        return Duration.between(Instant.EPOCH, instant()).toNanos()
    }

    @Override
    void pause(Duration duration) {
        countCall()
        synchronized (this) { now = now + duration }
        while (!pendingActions.empty) pendingActions.remove(0).call()
    }

    @Override
    synchronized Instant instant() { now }

    @Override
    ZoneId getZone() { ZoneOffset.UTC }

    @Override
    Clock withZone(ZoneId zone) { throw new UnsupportedOperationException() }
}
