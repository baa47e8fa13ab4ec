package dev.baksh

import groovy.transform.CompileStatic

/**
 * Size of the randomised specs and of large matrices, all of which are tagged {@link Scaled}. The system property
 * {@code scale} is a factor: 0.1 when nothing is said, 1 in the profile {@code slow}, 10 for a long search.
 *
 * <p>Besides the fixed seeds each run takes one random seed. A failure names its seed; {@code -Dseed=SEED} runs that one alone.
 */
@CompileStatic
class Scale {
    static final double FACTOR = Double.parseDouble(property('scale') ?: '0.1')
    private static final Long ONLY_SEED = property('seed') as Long

    /** A share of a full number of cases, at least one. */
    static int scaledCount(int fullCount) {
        Math.max(1, Math.round(fullCount * FACTOR) as int)
    }

    /** The fixed seeds from {@code first} on, as many as the scale asks for, and a random one that is no fixed one of any scale. */
    static List<Long> seeds(int fullCount, long first = 1) {
        if (ONLY_SEED != null) return [ONLY_SEED]
        final List<Long> seeds = fixedSeeds(fullCount, first)
        seeds << 1_000_000L + new Random().nextInt(1_000_000_000)
        seeds
    }

    /** The fixed seeds alone, for a rule about the whole of them. */
    static List<Long> fixedSeeds(int fullCount, long first = 1) {
        (first..<(first + scaledCount(fullCount))).collect { it as long }
    }

    /** The share of a list that case {@code number} takes, at least one; cases that follow each other take different ones. */
    static <T> List<T> scaledShare(List<T> all, int caseNumber) {
        final int scaledCount = Math.min(all.size(), scaledCount(all.size()))
        (0..<scaledCount).collect { int i -> all[(caseNumber * scaledCount + i) % all.size()] }
    }

    /** Each {@code step}th row of a matrix, or all rows at full scale. A step prime to the lengths of the columns takes each value. */
    static <T> List<T> everyNth(int step, List<T> rows) {
        FACTOR < 1 ? (0..<rows.size()).step(step).collect { int i -> rows[i] } : rows
    }

    private static String property(String name) {
        System.getProperty(name) ?: null
    }
}
