package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.time.Duration

/** Report of a soak with measured values; values with an expectation decide about the result. */
@CompileStatic
class SoakReport {
    final String title
    private final long start = System.nanoTime()
    private final List<String> lines = []
    private final List<String> failures = []

    SoakReport(String title) {
        this.title = title
    }

    /** Adds a value for information. */
    void info(String label, Object value) {
        lines << String.format('  %-52s %s', label, value)
    }

    /** Adds a value with an expected value. */
    void expectEqual(String label, Object value, Object expected) {
        final boolean matches = value == expected
        lines << String.format('  %-52s %s%s', label, value, matches ? '' : "   WRONG: must be $expected")
        if (!matches) failures << (label + ': ' + value + ', must be ' + expected).toString()
    }

    /** Adds a value with a minimum. */
    void expectAtLeast(String label, long value, long minimum) {
        lines << String.format('  %-52s %s%s', label, value, value >= minimum ? '' : "   WRONG: must be at least $minimum")
        if (value < minimum) failures << (label + ': ' + value + ', must be at least ' + minimum).toString()
    }

    /** Adds details of a failure. */
    void detail(String line) {
        lines << ('    ' + line).toString()
    }

    /** Returns the failures; empty if all expectations are met. */
    List<String> getFailures() { failures }

    @Override
    String toString() {
        final long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds()
        return ([title] + lines + ['  ' + (failures.empty ? 'HOLDS' : 'DOES NOT HOLD') + ", after $seconds s".toString()]).join('\n')
    }
}
