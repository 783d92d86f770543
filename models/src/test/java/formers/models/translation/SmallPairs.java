package formers.models.translation;

import java.util.List;

/// Pairs of several lengths for models of 10 tokens of the source and 9 of the target.
public final class SmallPairs {

    public static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);
    public static final List<int[]> SOURCES =
            List.of(new int[] {4, 9, 3, 7, 5, 2}, new int[] {8, 2}, new int[] {6, 3, 3, 2});
    public static final List<int[]> TARGETS = List.of(new int[] {5, 8}, new int[] {3, 3, 7, 4, 6}, new int[] {});

    private SmallPairs() {}

    /// All three, 6 tokens on either side.
    public static PairBatch batch() {
        return PairBatch.of(SOURCES, TARGETS, MARKS);
    }

    public static PairBatch single(int row) {
        return PairBatch.of(List.of(SOURCES.get(row)), List.of(TARGETS.get(row)), MARKS);
    }
}
