package dev.baksh.client.paging;

import java.util.HashSet;
import java.util.Set;

/**
 * The keys of rows that were seen. Whole numbers take a bit each in a word of 64 neighbours, and no object: a list may have a
 * million, and servers count them up.
 */
final class SeenKeys {
    private static final int FIRST = 1 << 8;
    private static final int SHIFT = 6;

    private final Set<Object> others = new HashSet<>();
    /** Open addressing with steps of one; a place is free where its word has no bit. */
    private long[] blocks = new long[FIRST];

    private long[] words = new long[FIRST];
    private int used;
    private int numbers;

    /** False when it was there. */
    boolean add(Object key) {
        if (!whole(key)) return others.add(key);
        return add(((Number) key).longValue());
    }

    private boolean add(long number) {
        int place = place(number >> SHIFT);
        long word = words[place];
        if ((word & 1L << number) != 0) return false;
        words[place] = word | 1L << number;
        numbers++;
        if (word != 0) return true;
        blocks[place] = number >> SHIFT;
        if (++used * 2 > words.length) grow();
        return true;
    }

    void addAll(SeenKeys more) {
        others.addAll(more.others);
        for (int i = 0; i < more.words.length; i++) {
            for (long left = more.words[i]; left != 0; left &= left - 1)
                add((more.blocks[i] << SHIFT) + Long.numberOfTrailingZeros(left));
        }
    }

    boolean contains(Object key) {
        if (!whole(key)) return others.contains(key);
        long number = ((Number) key).longValue();
        return (words[place(number >> SHIFT)] & 1L << number) != 0;
    }

    void remove(Object key) {
        if (!whole(key)) {
            others.remove(key);
            return;
        }
        long number = ((Number) key).longValue();
        int place = place(number >> SHIFT);
        if ((words[place] & 1L << number) == 0) return;
        words[place] &= ~(1L << number);
        numbers--;
        if (words[place] == 0) closeUp(place);
    }

    /** What stands behind a place that became free may have been pushed there by it. */
    private void closeUp(int hole) {
        used--;
        int last = words.length - 1;
        for (int next = hole + 1 & last; words[next] != 0; next = next + 1 & last) {
            long word = words[next];
            words[next] = 0;
            put(blocks[next], word);
        }
    }

    int size() {
        return others.size() + numbers;
    }

    /** It takes no object. */
    static boolean whole(Object key) {
        return key instanceof Integer || key instanceof Long;
    }

    /** Where the block stands, or would. */
    private int place(long block) {
        long mixed = block * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & words.length - 1;
        while (words[place] != 0 && blocks[place] != block) place = place + 1 & words.length - 1;
        return place;
    }

    private void put(long block, long word) {
        int place = place(block);
        blocks[place] = block;
        words[place] = word;
    }

    private void grow() {
        long[] oldBlocks = blocks;
        long[] oldWords = words;
        blocks = new long[oldBlocks.length * 2];
        words = new long[oldWords.length * 2];
        for (int i = 0; i < oldWords.length; i++) if (oldWords[i] != 0) put(oldBlocks[i], oldWords[i]);
    }
}
