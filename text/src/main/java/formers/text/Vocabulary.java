package formers.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Names of tokens by id, without gaps, each name once.
final class Vocabulary {

    private static final int LARGEST = 1 << 22;

    private final List<String> names;
    private final NameTable ids;
    private final Map<Integer, String> special;

    /// @param names   by id
    /// @param special tokens by id
    /// @throws InputException if two ids have one name
    Vocabulary(List<String> names, Map<Integer, String> special) {
        this.names = names;
        this.special = special;
        ids = new NameTable(names);
    }

    /// Reads an object of ids by name.
    ///
    /// @throws InputException if an id is missing, given twice or absurd
    static Vocabulary read(JsonPlace vocab) {
        return of(vocab, ids(vocab), Map.of());
    }

    /// Reads an object of ids by name, and the added tokens that may be in it or beyond it.
    ///
    /// @throws InputException if an id is missing, given twice or absurd
    static Vocabulary read(JsonPlace vocab, JsonPlace addedTokens) {
        return with(vocab, ids(vocab), addedTokens);
    }

    private static Map<String, Integer> ids(JsonPlace vocab) {
        var ids = new HashMap<String, Integer>();
        for (var entry : vocab.object().node().properties()) {
            ids.put(
                    entry.getKey(),
                    new JsonPlace(vocab.file(), vocab, entry.getKey(), entry.getValue()).integer(0, LARGEST - 1));
        }
        return ids;
    }

    /// A vocabulary of ids by name and the tokens added to it.
    static Vocabulary with(JsonPlace vocab, Map<String, Integer> ids, JsonPlace addedTokens) {
        var special = new TreeMap<Integer, String>();
        if (!addedTokens.absent()) {
            for (var added : addedTokens.elements()) {
                readAdded(added, ids, special);
            }
        }
        return of(vocab, ids, special);
    }

    private static void readAdded(JsonPlace added, Map<String, Integer> ids, Map<Integer, String> special) {
        var content = added.get("content").string();
        int id = added.get("id").integer(0, LARGEST - 1);
        var known = ids.putIfAbsent(content, id);
        if (known != null && known != id) {
            throw added.wrong("id %d, which the vocabulary gives '%s'".formatted(known, content));
        }
        if (added.get("special").flag(false) && special.put(id, content) != null) {
            throw added.wrong("an id of its own");
        }
    }

    /// A vocabulary of ids by name.
    static Vocabulary of(JsonPlace place, Map<String, Integer> ids, Map<Integer, String> special) {
        int size = 1 + ids.values().stream().mapToInt(id -> id).max().orElse(-1);
        var names = new String[size];
        ids.forEach((name, id) -> {
            if (names[id] != null) {
                throw place.wrong("each id once", "%d for '%s' and '%s'".formatted(id, names[id], name));
            }
            names[id] = name;
        });
        int gap = Arrays.asList(names).indexOf(null);
        if (gap >= 0 || size == 0) {
            throw place.wrong("ids from 0 without gaps", "%d tokens, none with id %d".formatted(ids.size(), gap));
        }
        return new Vocabulary(List.of(names), special);
    }

    int size() {
        return names.size();
    }

    String name(int id) {
        return names.get(id);
    }

    OptionalInt id(String name) {
        int id = ids.id(name);
        return id == NameTable.NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    NameTable ids() {
        return ids;
    }

    /// Special tokens by id.
    Map<Integer, String> special() {
        return special;
    }

    List<String> names() {
        return names;
    }

    /// The merge of two names.
    ///
    /// @param place  for errors
    /// @param prefix that the right name begins with and the merged one has not
    Merge merge(JsonPlace place, String left, String right, String prefix) {
        var added = right.startsWith(prefix) ? right.substring(prefix.length()) : right;
        return new Merge(known(place, left), known(place, right), known(place, left + added));
    }

    private int known(JsonPlace place, String name) {
        return id(name).orElseThrow(() -> place.wrong("tokens of the vocabulary", "'" + name + "'"));
    }
}
