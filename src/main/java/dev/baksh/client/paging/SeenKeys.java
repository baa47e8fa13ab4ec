package dev.baksh.client.paging;

import java.util.HashSet;
import java.util.Set;

/**
 * Set of row keys. Stores integers as bits in words of 64 neighbours instead of objects, because a list may have a million
 * rows and servers assign consecutive ids.
 */
final class SeenKeys {
    private static final int INITIAL_CAPACITY = 1 << 8;
    private static final int BLOCK_SHIFT = 6;

    private final Set<Object> otherKeys = new HashSet<>();
    /** Hash table with open addressing and linear probing; a slot is free if its word is 0. */
    private long[] blocks = new long[INITIAL_CAPACITY];

    private long[] words = new long[INITIAL_CAPACITY];
    private int usedSlots;
    private int numberCount;

    /** Adds a key; returns false if the set contains the key. */
    boolean add(Object key) {
        if (!isWholeNumber(key)) return otherKeys.add(key);
        return add(((Number) key).longValue());
    }

    private boolean add(long number) {
        int slot = findSlot(number >> BLOCK_SHIFT);
        long word = words[slot];
        if ((word & 1L << number) != 0) return false;
        words[slot] = word | 1L << number;
        numberCount++;
        if (word != 0) return true;
        blocks[slot] = number >> BLOCK_SHIFT;
        if (++usedSlots * 2 > words.length) grow();
        return true;
    }

    void addAll(SeenKeys other) {
        otherKeys.addAll(other.otherKeys);
        for (int i = 0; i < other.words.length; i++) {
            for (long remainingBits = other.words[i]; remainingBits != 0; remainingBits &= remainingBits - 1)
                add((other.blocks[i] << BLOCK_SHIFT) + Long.numberOfTrailingZeros(remainingBits));
        }
    }

    boolean contains(Object key) {
        if (!isWholeNumber(key)) return otherKeys.contains(key);
        long number = ((Number) key).longValue();
        return (words[findSlot(number >> BLOCK_SHIFT)] & 1L << number) != 0;
    }

    void remove(Object key) {
        if (!isWholeNumber(key)) {
            otherKeys.remove(key);
            return;
        }
        long number = ((Number) key).longValue();
        int slot = findSlot(number >> BLOCK_SHIFT);
        if ((words[slot] & 1L << number) == 0) return;
        words[slot] &= ~(1L << number);
        numberCount--;
        if (words[slot] == 0) rehashAfter(slot);
    }

    /** Moves the entries after a free slot, because linear probing may have displaced them. */
    private void rehashAfter(int freeSlot) {
        usedSlots--;
        int last = words.length - 1;
        for (int next = freeSlot + 1 & last; words[next] != 0; next = next + 1 & last) {
            long word = words[next];
            words[next] = 0;
            put(blocks[next], word);
        }
    }

    int size() {
        return otherKeys.size() + numberCount;
    }

    /** Returns true if the key is stored as a bit. */
    static boolean isWholeNumber(Object key) {
        return key instanceof Integer || key instanceof Long;
    }

    /** Returns the slot of a block, or the free slot for it. */
    private int findSlot(long block) {
        long hash = block * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 32) & words.length - 1;
        while (words[slot] != 0 && blocks[slot] != block) slot = slot + 1 & words.length - 1;
        return slot;
    }

    private void put(long block, long word) {
        int slot = findSlot(block);
        blocks[slot] = block;
        words[slot] = word;
    }

    private void grow() {
        long[] oldBlocks = blocks;
        long[] oldWords = words;
        blocks = new long[oldBlocks.length * 2];
        words = new long[oldWords.length * 2];
        for (int i = 0; i < oldWords.length; i++) if (oldWords[i] != 0) put(oldBlocks[i], oldWords[i]);
    }
}
