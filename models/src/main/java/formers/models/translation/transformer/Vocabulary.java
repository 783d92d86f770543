package formers.models.translation.transformer;

/// The tokens of both sides, and whether they have one embedding matrix.
public sealed interface Vocabulary {

    /// Ids of source tokens are `0..source-1`.
    int source();

    /// Ids of target tokens are `0..target-1`.
    int target();

    /// One vocabulary, and one matrix for both sides (section 3.4).
    ///
    /// @param tokens V
    record Shared(int tokens) implements Vocabulary {
        public Shared {
            requirePositive("vocabulary", tokens);
        }

        @Override
        public int source() {
            return tokens;
        }

        @Override
        public int target() {
            return tokens;
        }
    }

    /// A vocabulary and a matrix for each side.
    record Separate(int source, int target) implements Vocabulary {
        public Separate {
            requirePositive("source vocabulary", source);
            requirePositive("target vocabulary", target);
        }
    }

    private static void requirePositive(String what, int found) {
        if (found < 1) {
            throw new IllegalArgumentException("transformer %s must be at least 1, found %d".formatted(what, found));
        }
    }
}
