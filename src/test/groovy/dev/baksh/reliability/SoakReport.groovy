package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.time.Duration

/** What a proof has measured, for a person; figures that must be a certain number say so and decide. */
@CompileStatic
class SoakReport {
    final String title
    private final long start = System.nanoTime()
    private final List<String> lines = []
    private final List<String> failures = []

    SoakReport(String title) {
        this.title = title
    }

    /** A figure for information. */
    void info(String label, Object value) {
        lines << String.format('  %-52s %s', label, value)
    }

    /** A figure that must be this one. */
    void expectEqual(String label, Object value, Object expectEqual) {
        final boolean matches = value == expectEqual
        lines << String.format('  %-52s %s%s', label, value, matches ? '' : "   WRONG: must be $expectEqual")
        if (!matches) failures << (label + ': ' + value + ', must be ' + expectEqual).toString()
    }

    /** A figure that must not be less. */
    void expectAtLeast(String label, long value, long expectAtLeast) {
        lines << String.format('  %-52s %s%s', label, value, value >= expectAtLeast ? '' : "   WRONG: must be at least $expectAtLeast")
        if (value < expectAtLeast) failures << (label + ': ' + value + ', must be at least ' + expectAtLeast).toString()
    }

    /** What went wrong, to find it again by. */
    void detail(String line) {
        lines << ('    ' + line).toString()
    }

    /** Empty when everything is as it must be. */
    List<String> getFailures() { failures }

    @Override
    String toString() {
        final long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds()
        return ([title] + lines + ['  ' + (failures.empty ? 'HOLDS' : 'DOES NOT HOLD') + ", after $seconds s".toString()]).join('\n')
    }
}
