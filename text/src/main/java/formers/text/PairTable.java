package formers.text;

import java.util.Arrays;

/// Merges by pair of ids: open addressing over packed pairs, so that a look-up is one or two cache lines and no
/// object.
final class PairTable {

    private static final long EMPTY = -1;

    private long[] keys;
    private int[] values;
    private int size;

    PairTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
        keys = new long[capacity];
        values = new int[capacity];
        Arrays.fill(keys, EMPTY);
    }

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    /// The value of a pair; -1 if it has none.
    int get(long pair) {
        int i = slot(pair);
        return keys[i] == pair ? values[i] : -1;
    }

    void put(long pair, int value) {
        int i = slot(pair);
        if (keys[i] == EMPTY) {
            if (2 * size >= keys.length) {
                grow();
                i = slot(pair);
            }
            keys[i] = pair;
            size++;
        }
        values[i] = value;
    }

    int size() {
        return size;
    }

    private int slot(long pair) {
        long hash = pair * 0x9E3779B97F4A7C15L;
        int mask = keys.length - 1;
        int i = (int) (hash >>> 40) & mask;
        while (keys[i] != EMPTY && keys[i] != pair) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private void grow() {
        var oldKeys = keys;
        var oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[keys.length];
        Arrays.fill(keys, EMPTY);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int to = slot(oldKeys[i]);
                keys[to] = oldKeys[i];
                values[to] = oldValues[i];
            }
        }
    }
}
