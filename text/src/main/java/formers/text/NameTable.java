package formers.text;

import java.util.List;
import java.util.function.IntPredicate;

/// Ids of names: open addressing over the list of names, so that a vocabulary of a hundred thousand takes no object
/// for each, and is ready some milliseconds after its names are.
final class NameTable {

    static final int NONE = -1;

    private final List<String> names;
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
        this.names = names;
        ids = new int[2 * Integer.highestOneBit(Math.max(1, names.size())) * 2];
        for (int id = 0; id < names.size(); id++) {
            if (found.test(id)) {
                put(names.get(id), id);
            }
        }
    }

    private void put(String name, int id) {
        int slot = first(name.hashCode());
        while (ids[slot] != 0) {
            if (names.get(ids[slot] - 1).equals(name)) {
                throw new InputException("tokens %d and %d are both named '%s'".formatted(ids[slot] - 1, id, name));
            }
            slot = next(slot);
        }
        ids[slot] = id + 1;
    }

    /// The id of a name; [#NONE] if it has none.
    int id(String name) {
        int slot = first(name.hashCode());
        while (ids[slot] != 0 && !names.get(ids[slot] - 1).equals(name)) {
            slot = next(slot);
        }
        return ids[slot] - 1;
    }

    /// The id of a part of a text, which takes no object; [#NONE] if it has none.
    int id(String text, int start, int end) {
        int slot = first(hash(0, text, start, end));
        while (ids[slot] != 0 && !isPart(names.get(ids[slot] - 1), text, start, end)) {
            slot = next(slot);
        }
        return ids[slot] - 1;
    }

    /// The id of a text without one of its characters, which takes no object; [#NONE] if it has none.
    int idWithout(String text, int gap) {
        int slot = first(hash(hash(0, text, 0, gap), text, gap + 1, text.length()));
        while (ids[slot] != 0 && !isWithout(names.get(ids[slot] - 1), text, gap)) {
            slot = next(slot);
        }
        return ids[slot] - 1;
    }

    private static boolean isPart(String name, String text, int start, int end) {
        return name.length() == end - start && text.startsWith(name, start);
    }

    private static boolean isWithout(String name, String text, int gap) {
        int length = text.length();
        return name.length() == length - 1
                && name.regionMatches(0, text, 0, gap)
                && name.regionMatches(gap, text, gap + 1, length - gap - 1);
    }

    /// [String#hashCode] of what `before` is that of, with a part of a text behind it.
    private static int hash(int before, String text, int start, int end) {
        int hash = before;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
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
