package formers.text;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/// Applies merges to one word, lowest rank first and leftmost first among equals, until none applies
/// (Sennrich et al. 2016, arXiv:1508.07909, section 3.2).
final class Merging {

    /// Above this, looking for the best pair again and again costs more than keeping a queue.
    private static final int SHORT = 48;

    private final PairTable ranks;
    private final int[] merged;

    /// @param merges in order of rank; of two for the same pair the later one holds
    Merging(List<Merge> merges) {
        ranks = new PairTable(merges.size());
        merged = new int[merges.size()];
        for (int rank = 0; rank < merged.length; rank++) {
            var merge = merges.get(rank);
            ranks.put(PairTable.pair(merge.left(), merge.right()), rank);
            merged[rank] = merge.made();
        }
    }

    boolean isEmpty() {
        return merged.length == 0;
    }

    /// @param ids initial ids of the word; overwritten
    int[] apply(int[] ids) {
        return ids.length <= SHORT ? applyShort(ids) : applyLong(ids, null);
    }

    /// @param ids    initial ids of the word; overwritten
    /// @param widths of what each id stands for; overwritten by those of the result
    int[] apply(int[] ids, int[] widths) {
        return applyLong(ids, widths);
    }

    private int[] applyShort(int[] ids) {
        int length = ids.length;
        while (length > 1) {
            int best = -1;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < length; i++) {
                int rank = ranks.get(PairTable.pair(ids[i], ids[i + 1]));
                if (rank >= 0 && rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            if (best < 0) {
                break;
            }
            ids[best] = merged[bestRank];
            System.arraycopy(ids, best + 2, ids, best + 1, length - best - 2);
            length--;
        }
        return Arrays.copyOf(ids, length);
    }

    /// A place where a merge may apply, if its two sides are still there.
    private record Place(int rank, int left, int leftId, int rightId) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return rank != other.rank ? Integer.compare(rank, other.rank) : Integer.compare(left, other.left);
        }
    }

    private int[] applyLong(int[] ids, int[] widths) {
        var next = new int[ids.length];
        var previous = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        var queue = new PriorityQueue<Place>();
        for (int i = 0; i + 1 < ids.length; i++) {
            offer(queue, ids, i, i + 1);
        }
        for (Place place; (place = queue.poll()) != null; ) {
            int left = place.left;
            int right = next[left];
            if (ids[left] != place.leftId || right >= ids.length || ids[right] != place.rightId) {
                continue; // one side has been merged away since
            }
            ids[left] = merged[place.rank];
            ids[right] = -1;
            if (widths != null) {
                widths[left] += widths[right];
            }
            next[left] = next[right];
            if (next[left] < ids.length) {
                previous[next[left]] = left;
                offer(queue, ids, left, next[left]);
            }
            if (previous[left] >= 0) {
                offer(queue, ids, previous[left], left);
            }
        }
        int size = 0;
        for (int i = 0; i < ids.length; i = next[i]) {
            if (widths != null) {
                widths[size] = widths[i];
            }
            ids[size++] = ids[i];
        }
        return Arrays.copyOf(ids, size);
    }

    private void offer(PriorityQueue<Place> queue, int[] ids, int left, int right) {
        int rank = ranks.get(PairTable.pair(ids[left], ids[right]));
        if (rank >= 0) {
            queue.add(new Place(rank, left, ids[left], ids[right]));
        }
    }
}
