package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergingTest {

    private static final int ALPHABET = 4;

    @Test
    void shortAndLongWordsMergeAsTheNaiveWayDoes() {
        var random = new Random(2);
        for (int round = 0; round < 300; round++) {
            var merges = merges(random, 1 + random.nextInt(30));
            int[] word = random.ints(random.nextInt(round % 2 == 0 ? 40 : 400), 0, ALPHABET)
                    .toArray();
            assertThat(new Merging(merges).apply(word.clone())).isEqualTo(naive(merges, word));
        }
    }

    @Test
    void nothingToMerge() {
        assertThat(new Merging(List.of()).apply(new int[] {3, 1, 2})).containsExactly(3, 1, 2);
        assertThat(new Merging(List.of()).apply(new int[0])).isEmpty();
    }

    @Test
    void leftmostFirst() {
        assertThat(new Merging(List.of(new Merge(0, 0, 1))).apply(new int[] {0, 0, 0}))
                .containsExactly(1, 0);
    }

    private static List<Merge> merges(Random random, int count) {
        var merges = new ArrayList<Merge>();
        var seen = new java.util.HashSet<Long>();
        while (merges.size() < count) {
            int made = ALPHABET + merges.size();
            int left = random.nextInt(made);
            int right = random.nextInt(made);
            if (seen.add(PairTable.pair(left, right))) {
                merges.add(new Merge(left, right, made));
            }
        }
        return merges;
    }

    /// The definition: of all pairs the one with the lowest rank, the leftmost among equals, one at a time.
    private static int[] naive(List<Merge> merges, int[] word) {
        var ids = new ArrayList<Integer>();
        for (int id : word) {
            ids.add(id);
        }
        while (true) {
            int best = merges.size();
            int at = -1;
            for (int i = 0; i + 1 < ids.size(); i++) {
                for (int rank = 0; rank < best; rank++) {
                    if (merges.get(rank).left() == ids.get(i)
                            && merges.get(rank).right() == ids.get(i + 1)) {
                        best = rank;
                        at = i;
                    }
                }
            }
            if (at < 0) {
                return ids.stream().mapToInt(id -> id).toArray();
            }
            ids.set(at, merges.get(best).made());
            ids.remove(at + 1);
        }
    }
}
