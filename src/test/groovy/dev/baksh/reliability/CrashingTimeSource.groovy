package dev.baksh.reliability

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/**
 * Manual time source that simulates the crash of a process inside the test JVM: at a given call, which baksh makes
 * before each lock, journal line, search and wait; or on request. After the crash every call throws, so that the
 * crashed process neither writes nor waits.
 */
@CompileStatic
class CrashingTimeSource extends Clock implements TimeSource {
    static class SimulatedCrash extends Error { }

    /** Number of the call that crashes, from 1; 0 never crashes. */
    int crashAtCall
    int callCount
    volatile boolean crashed
    private volatile Thread scriptThread
    /** Actions that run during the next pause, for example late executions. */
    final List<Closure<?>> pendingActions = Collections.synchronizedList([])
    private Instant now = Instant.parse('2026-03-04T05:06:07Z')

    /** Simulates the start of a new process that crashes at this call. */
    synchronized void startProcess(int crashAtCall) {
        this.crashAtCall = crashAtCall
        scriptThread = Thread.currentThread()
        callCount = 0
        crashed = false
    }

    /** Counts only calls of the script thread; the thread that refreshes tokens writes nothing. */
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
