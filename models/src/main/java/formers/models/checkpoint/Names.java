package formers.models.checkpoint;

import java.util.Collection;

/// Lists of names in messages.
final class Names {

    private static final int SHOWN = 8;

    private Names() {}

    /// The first few in alphabetical order, and how many there are.
    static String sample(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        var first = names.stream().sorted().limit(SHOWN).toList();
        return names.size() <= SHOWN
                ? String.join(", ", first)
                : "%s and %d more".formatted(String.join(", ", first), names.size() - SHOWN);
    }
}
