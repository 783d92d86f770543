package formers.text;

import java.util.Arrays;
import java.util.PriorityQueue;

/// Applies merges to one word, lowest rank first and leftmost first among equals, until none applies (Sennrich et al.
/// 2016, arXiv:1508.07909, section 3.2).
final class Merging {

    /// Above this, looking for the best pair again and again costs more than keeping a queue.
    private static final int SHORT = 48;

    private Merging() {}

    /// @param ids    initial ids of the word; overwritten
    /// @param ranks  rank of each mergeable pair
    /// @param merged id that the merge of a rank makes
    static int[] apply(int[] ids, PairTable ranks, int[] merged) {
        return ids.length <= SHORT ? applyShort(ids, ranks, merged) : applyLong(ids, ranks, merged);
    }

    private static int[] applyShort(int[] ids, PairTable ranks, int[] merged) {
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

    private static int[] applyLong(int[] ids, PairTable ranks, int[] merged) {
        var next = new int[ids.length];
        var previous = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        var queue = new PriorityQueue<Place>();
        for (int i = 0; i + 1 < ids.length; i++) {
            offer(queue, ids, i, i + 1, ranks);
        }
        for (Place place; (place = queue.poll()) != null; ) {
            int left = place.left;
            int right = next[left];
            if (ids[left] != place.leftId || right >= ids.length || ids[right] != place.rightId) {
                continue; // one side has been merged away since
            }
            ids[left] = merged[place.rank];
            ids[right] = -1;
            next[left] = next[right];
            if (next[left] < ids.length) {
                previous[next[left]] = left;
                offer(queue, ids, left, next[left], ranks);
            }
            if (previous[left] >= 0) {
                offer(queue, ids, previous[left], left, ranks);
            }
        }
        return Arrays.stream(ids).filter(id -> id >= 0).toArray();
    }

    private static void offer(PriorityQueue<Place> queue, int[] ids, int left, int right, PairTable ranks) {
        int rank = ranks.get(PairTable.pair(ids[left], ids[right]));
        if (rank >= 0) {
            queue.add(new Place(rank, left, ids[left], ids[right]));
        }
    }
}
