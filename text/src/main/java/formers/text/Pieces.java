package formers.text;

import java.util.Arrays;

/// A growing list of tokens, each with the range of UTF-16 units it stands for. Not thread-safe.
final class Pieces {

    private int[] values = new int[3 * 16];
    private int size;

    void add(int id, int start, int end) {
        if (3 * size == values.length) {
            values = Arrays.copyOf(values, 2 * values.length);
        }
        values[3 * size] = id;
        values[3 * size + 1] = start;
        values[3 * size + 2] = end;
        size++;
    }

    int size() {
        return size;
    }

    int id(int i) {
        return values[3 * i];
    }

    int start(int i) {
        return values[3 * i + 1];
    }

    int end(int i) {
        return values[3 * i + 2];
    }

    /// Forgets all but the first `size` tokens.
    void truncate(int size) {
        this.size = size;
    }

    void clear() {
        size = 0;
    }
}
