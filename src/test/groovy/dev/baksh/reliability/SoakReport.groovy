package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.time.Duration

/** What a proof has measured, for a person; figures that must be a certain number say so and decide. */
@CompileStatic
class SoakReport {
    final String title
    private final long start = System.nanoTime()
    private final List<String> lines = []
    private final List<String> broken = []

    SoakReport(String title) {
        this.title = title
    }

    /** A figure for information. */
    void says(String what, Object figure) {
        lines << String.format('  %-52s %s', what, figure)
    }

    /** A figure that must be this one. */
    void must(String what, Object figure, Object must) {
        final boolean right = figure == must
        lines << String.format('  %-52s %s%s', what, figure, right ? '' : "   WRONG: must be $must")
        if (!right) broken << (what + ': ' + figure + ', must be ' + must).toString()
    }

    /** A figure that must not be less. */
    void least(String what, long figure, long least) {
        lines << String.format('  %-52s %s%s', what, figure, figure >= least ? '' : "   WRONG: must be at least $least")
        if (figure < least) broken << (what + ': ' + figure + ', must be at least ' + least).toString()
    }

    /** What went wrong, to find it again by. */
    void note(String line) {
        lines << ('    ' + line).toString()
    }

    /** Empty when everything is as it must be. */
    List<String> getBroken() { broken }

    @Override
    String toString() {
        final long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds()
        return ([title] + lines + ['  ' + (broken.empty ? 'HOLDS' : 'DOES NOT HOLD') + ", after $seconds s".toString()]).join('\n')
    }
}
