package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.time.Duration

/**
 * Report of a soak with measured values; values with an expectation decide about the result. A run that cannot show the
 * expected properties, because too few results are good, is invalid.
 */
@CompileStatic
class SoakReport {
    final String title
    private final long start = System.nanoTime()
    private final List<String> lines = []
    private final List<String> failures = []
    private final List<String> invalidReasons = []

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

    /** Adds a number of good results; the run is invalid if they are less than this percentage of all results. */
    void requireShare(String label, long good, long all, int percent) {
        final boolean matches = all > 0 && good * 100 >= all * percent
        final String value = "$good of $all"
        lines << String.format('  %-52s %s%s', label, value, matches ? '' : "   INVALID: must be at least $percent %")
        if (!matches) invalidReasons << "$label: $value, must be at least $percent %".toString()
    }

    /** Adds details of a failure. */
    void detail(String line) {
        lines << ('    ' + line).toString()
    }

    /** Returns the failures, and the reasons of an invalid run; empty if all expectations are met. */
    List<String> getFailures() { failures + invalidReasons }

    /** Returns 0 if the promise holds, 1 if it does not, and 3 if the run is invalid. */
    int getExitCode() { invalidReasons ? 3 : failures ? 1 : 0 }

    @Override
    String toString() {
        final long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds()
        final String verdict = invalidReasons ? 'INVALID: ' + invalidReasons.join('; ') : failures ? 'DOES NOT HOLD' : 'HOLDS'
        return ([title] + lines + ["  $verdict, after $seconds s".toString()]).join('\n')
    }
}
