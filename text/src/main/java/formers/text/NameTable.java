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
        int slot = slot(name);
        if (ids[slot] != 0) {
            throw new InputException("tokens %d and %d are both named '%s'".formatted(ids[slot] - 1, id, name));
        }
        ids[slot] = id + 1;
    }

    /// The id of a name; [#NONE] if it has none.
    int id(String name) {
        return ids[slot(name)] - 1;
    }

    /// Names that are found.
    private int slot(String name) {
        int mask = ids.length - 1;
        int hash = name.hashCode() * 0x9E3779B9;
        int slot = (hash ^ hash >>> 15) & mask;
        while (ids[slot] != 0 && !names.get(ids[slot] - 1).equals(name)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
