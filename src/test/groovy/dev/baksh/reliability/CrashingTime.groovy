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
class CrashingTime extends Clock implements TimeSource {
    static class Crash extends Error { }

    /** The call to die at, from 1; 0 lives. */
    int at
    int calls
    volatile boolean dead
    private volatile Thread carrier
    /** Done when somebody waits: what comes late. */
    final List<Closure<?>> later = Collections.synchronizedList([])
    private Instant now = Instant.parse('2026-03-04T05:06:07Z')

    /** Another process, to die at this call. */
    synchronized void live(int at) {
        this.at = at
        carrier = Thread.currentThread()
        calls = 0
        dead = false
    }

    /** Only the thread that carries the script out counts: what renews a token beside it writes nothing. */
    private synchronized void call() {
        if (Thread.currentThread() != carrier) return
        calls++
        if (calls == at) dead = true
        if (dead) throw new Crash()
    }

    @Override
    Instant now() {
        call()
        return instant()
    }

    @Override
    long nanos() {
        call()
        return Duration.between(Instant.EPOCH, instant()).toNanos()
    }

    @Override
    void pause(Duration length) {
        call()
        synchronized (this) { now = now + length }
        while (!later.empty) later.remove(0).call()
    }

    @Override
    synchronized Instant instant() { now }

    @Override
    ZoneId getZone() { ZoneOffset.UTC }

    @Override
    Clock withZone(ZoneId zone) { throw new UnsupportedOperationException() }
}
