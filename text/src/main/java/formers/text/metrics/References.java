package formers.text.metrics;

import formers.text.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The translations that hypotheses are compared with.
///
/// @param byLine the references of line i, at least one, in element i; [#of] takes a file after the other
public record References(List<List<String>> byLine) {

    /// @throws InputException if a line has no reference
    public References {
        byLine = byLine.stream().map(List::copyOf).toList();
        for (int i = 0; i < byLine.size(); i++) {
            if (byLine.get(i).isEmpty()) {
                throw new InputException(
                        "line %d of %d has no reference; give each line one or more".formatted(i + 1, byLine.size()));
            }
        }
    }

    /// @param sets one or more lists of equal length: all first references, all second ones, and so on
    /// @throws InputException if there are no lists, or their lengths differ
    @SafeVarargs
    public static References of(List<String>... sets) {
        if (sets.length == 0) {
            throw new InputException("there are no references; give one list of lines or more");
        }
        int lines = sets[0].size();
        for (int i = 1; i < sets.length; i++) {
            if (sets[i].size() != lines) {
                throw new InputException(
                        "reference set %d has %d lines but set 1 has %d; line k of each must translate the same line"
                                .formatted(i + 1, sets[i].size(), lines));
            }
        }
        var byLine = new ArrayList<List<String>>(lines);
        for (int line = 0; line < lines; line++) {
            var references = new ArrayList<String>(sets.length);
            for (var set : sets) {
                references.add(set.get(line));
            }
            byLine.add(references);
        }
        return new References(byLine);
    }

    /// How many references every line has; empty if not all have as many.
    OptionalInt perLine() {
        var numbers = byLine.stream().mapToInt(List::size).distinct().toArray();
        return numbers.length == 1 ? OptionalInt.of(numbers[0]) : OptionalInt.empty();
    }
}
