package formers.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Ids of names: open addressing over the bytes of names, so that a vocabulary of a hundred thousand takes no object
/// for each, and is ready some milliseconds after it has been read.
final class NameTable {

    static final int NONE = -1;

    private final Utf8List names;
    private final int[] ids; // each plus one, so that zero is free

    /// @param names by id, each once
    /// @throws InputException if two ids have one name
    NameTable(List<String> names) {
        this(names, _ -> true);
    }

    /// @param names by id, each once among those that are found
    /// @param found the ids whose names are found
    /// @throws InputException if two ids have one name
    NameTable(List<String> names, IntPredicate found) {
        this.names = Utf8List.of(names);
        ids = new int[2 * Integer.highestOneBit(Math.max(1, names.size())) * 2];
        for (int id = 0; id < names.size(); id++) {
            if (found.test(id)) {
                put(id);
            }
        }
    }

    private void put(int id) {
        byte[] bytes = names.bytes;
        int slot = slot(bytes, names.start(id), names.end(id));
        if (ids[slot] != 0) {
            throw new InputException(
                    "tokens %d and %d are both named '%s'".formatted(ids[slot] - 1, id, names.get(id)));
        }
        ids[slot] = id + 1;
    }

    /// The id of a name; [#NONE] if it has none.
    int id(String name) {
        byte[] key = Utf8.key(name);
        return id(key, 0, key.length);
    }

    /// The id of a name in UTF-8; [#NONE] if it has none.
    int id(byte[] bytes, int start, int end) {
        return ids[slot(bytes, start, end)] - 1;
    }

    /// The id of a name of two parts, all but the byte at `gap`; [#NONE] if it has none.
    int idWithout(byte[] bytes, int start, int gap, int end) {
        int slot = first(hash(hash(0, bytes, start, gap), bytes, gap + 1, end));
        while (ids[slot] != 0 && !isWithout(ids[slot] - 1, bytes, start, gap, end)) {
            slot = next(slot);
        }
        return ids[slot] - 1;
    }

    /// Where a name is, or belongs.
    private int slot(byte[] bytes, int start, int end) {
        int slot = first(hash(0, bytes, start, end));
        while (ids[slot] != 0 && !is(ids[slot] - 1, bytes, start, end)) {
            slot = next(slot);
        }
        return slot;
    }

    private boolean is(int id, byte[] bytes, int start, int end) {
        return Arrays.equals(names.bytes, names.start(id), names.end(id), bytes, start, end);
    }

    private boolean isWithout(int id, byte[] bytes, int start, int gap, int end) {
        int first = names.start(id);
        int last = names.end(id);
        int middle = first + gap - start;
        return last - first == end - start - 1
                && Arrays.equals(names.bytes, first, middle, bytes, start, gap)
                && Arrays.equals(names.bytes, middle, last, bytes, gap + 1, end);
    }

    private static int hash(int before, byte[] bytes, int start, int end) {
        int hash = before;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private int first(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & ids.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & ids.length - 1;
    }
}
