package dev.baksh.exchange;

import java.util.HashSet;
import java.util.Set;

/** The keys of rows that were seen. A whole number takes eight bytes and no object: a list may have a million. */
final class Keys {
    private static final int FIRST = 1 << 10;

    private final Set<Object> others = new HashSet<>();
    /** Open addressing with steps of one; 0 is free, and kept aside as a key. */
    private long[] table = new long[FIRST];

    private int used;
    private boolean zero;

    /** False when it was there. */
    boolean add(Object key) {
        if (!whole(key)) return others.add(key);
        long number = ((Number) key).longValue();
        if (number == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int place = place(number);
        if (table[place] != 0) return false;
        table[place] = number;
        if (++used * 2 > table.length) grow();
        return true;
    }

    void addAll(Keys more) {
        others.addAll(more.others);
        for (long number : more.table) if (number != 0) add(number);
        zero |= more.zero;
    }

    boolean contains(Object key) {
        if (!whole(key)) return others.contains(key);
        long number = ((Number) key).longValue();
        return number == 0 ? zero : table[place(number)] != 0;
    }

    void remove(Object key) {
        if (!whole(key)) {
            others.remove(key);
            return;
        }
        long number = ((Number) key).longValue();
        if (number == 0) {
            zero = false;
            return;
        }
        int hole = place(number);
        if (table[hole] == 0) return;
        table[hole] = 0;
        used--;
        // What stood behind it may have been pushed there by it.
        for (int next = hole + 1 & table.length - 1; table[next] != 0; next = next + 1 & table.length - 1) {
            long moved = table[next];
            table[next] = 0;
            table[place(moved)] = moved;
        }
    }

    int size() {
        return others.size() + used + (zero ? 1 : 0);
    }

    void clear() {
        others.clear();
        table = new long[FIRST];
        used = 0;
        zero = false;
    }

    /** It takes eight bytes. */
    static boolean whole(Object key) {
        return key instanceof Integer || key instanceof Long;
    }

    /** Where the number stands, or would. */
    private int place(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & table.length - 1;
        while (table[place] != 0 && table[place] != number) place = place + 1 & table.length - 1;
        return place;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long number : old) if (number != 0) table[place(number)] = number;
    }
}
