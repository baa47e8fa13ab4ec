package dev.baksh

import groovy.transform.CompileStatic

/**
 * Size of the randomised specs, all of which are tagged {@link Scaled}. The system property {@code scale} is a factor: 0.1
 * when nothing is said, 1 in the profile {@code slow}, 10 for a long search.
 *
 * <p>Besides the fixed seeds each run takes one random seed. A failure names its seed; {@code -Dseed=SEED} runs that one alone.
 */
@CompileStatic
class Scale {
    static final double FACTOR = Double.parseDouble(property('scale') ?: '0.1')
    private static final Long ONLY = property('seed') as Long

    /** A share of a full number of cases, at least one. */
    static int count(int full) {
        Math.max(1, Math.round(full * FACTOR) as int)
    }

    /** The fixed seeds from {@code first} on, as many as the scale asks for, and a random one that is no fixed one of any scale. */
    static List<Long> seeds(int full, long first = 1) {
        if (ONLY != null) return [ONLY]
        final List<Long> seeds = fixed(full, first)
        seeds << 1_000_000L + new Random().nextInt(1_000_000_000)
        seeds
    }

    /** The fixed seeds alone, for a rule about the whole of them. */
    static List<Long> fixed(int full, long first = 1) {
        (first..<(first + count(full))).collect { it as long }
    }

    /** The share of a list that case {@code number} takes, at least one; cases that follow each other take different ones. */
    static <T> List<T> share(List<T> all, int number) {
        final int count = Math.min(all.size(), count(all.size()))
        (0..<count).collect { int i -> all[(number * count + i) % all.size()] }
    }

    private static String property(String name) {
        System.getProperty(name) ?: null
    }
}
