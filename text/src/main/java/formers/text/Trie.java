package formers.text;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Strings with an id each, followed character by character: a double array (Aoe 1989, "An efficient digital
/// search algorithm by using a double-array structure"), in which a step is two reads and no object.
///
/// Characters are UTF-16 units, numbered by how common they are: the commoner, the closer to their parent.
final class Trie {

    static final int ROOT = 0;

    /// When so much of what was searched is taken, later searches begin behind it.
    private static final double FULL = 0.95;

    /// Numbers of characters from 1; 0 for those of no key.
    private final int[] codes = new int[1 << 16];
    private int[] base = new int[1024];
    private int[] parent = new int[1024];
    private int[] value = new int[1024];
    private int searched = 1;

    /// @param keys ids are the indices; of equal keys the last one holds, empty ones are not found
    Trie(List<String> keys) {
        Arrays.fill(parent, -1);
        Arrays.fill(value, -1);
        int alphabet = number(keys);
        place(keys, alphabet);
    }

    /// The node after `c`; -1 if no key goes on so.
    int step(int node, char c) {
        int to = base[node] + codes[c];
        return parent[to] == node ? to : -1;
    }

    /// The id of the key that ends at a node; -1 if none does.
    int value(int node) {
        return value[node];
    }

    /// The node after `text[start..end)` from the root; -1 if no key begins so.
    int walk(String text, int start, int end) {
        int node = ROOT;
        for (int i = start; i < end && node >= 0; i++) {
            node = step(node, text.charAt(i));
        }
        return node;
    }

    /// The id of `text[start..end)`; -1 if it is no key.
    int find(String text, int start, int end) {
        int node = walk(text, start, end);
        return node < 0 ? -1 : value[node];
    }

    private int number(List<String> keys) {
        var counts = new long[1 << 16];
        for (var key : keys) {
            for (int i = 0; i < key.length(); i++) {
                counts[key.charAt(i)]++;
            }
        }
        int[] byCount = IntStream.range(0, counts.length)
                .filter(c -> counts[c] > 0)
                .boxed()
                .sorted((a, b) -> counts[a] != counts[b] ? Long.compare(counts[b], counts[a]) : Integer.compare(a, b))
                .mapToInt(c -> c)
                .toArray();
        for (int i = 0; i < byCount.length; i++) {
            codes[byCount[i]] = i + 1;
        }
        return byCount.length;
    }

    private void place(List<String> keys, int alphabet) {
        var order = IntStream.range(0, keys.size())
                .filter(id -> !keys.get(id).isEmpty())
                .boxed()
                .sorted((a, b) -> keys.get(a).compareTo(keys.get(b)))
                .mapToInt(id -> id)
                .toArray();
        grow(alphabet + 1);
        // Taken, but no child of any node.
        parent[ROOT] = Integer.MAX_VALUE;
        // Nodes whose children have no place yet: node, depth, and the range of keys below it.
        var open = new IdList(64);
        push(open, ROOT, 0, 0, order.length);
        int highest = ROOT;
        while (open.size() > 0) {
            int end = open.removeLast();
            int start = open.removeLast();
            int depth = open.removeLast();
            int node = open.removeLast();
            for (; start < end && keys.get(order[start]).length() == depth; start++) {
                value[node] = order[start];
            }
            if (start < end) {
                highest = Math.max(highest, placeChildren(keys, order, open, node, depth, start, end));
            }
        }
        int size = highest + alphabet + 2;
        base = Arrays.copyOf(base, size);
        value = Arrays.copyOf(value, size);
        int known = parent.length;
        parent = Arrays.copyOf(parent, size);
        if (known < size) {
            Arrays.fill(parent, known, size, -1);
        }
    }

    /// The highest slot taken.
    private int placeChildren(List<String> keys, int[] order, IdList open, int node, int depth, int start, int end) {
        var starts = new IdList(4);
        for (int i = start; i < end; i++) {
            if (i == start
                    || keys.get(order[i]).charAt(depth)
                            != keys.get(order[i - 1]).charAt(depth)) {
                starts.add(i);
            }
        }
        var children = new int[starts.size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = codes[keys.get(order[starts.get(i)]).charAt(depth)];
        }
        int offset = offsetFor(children);
        base[node] = offset;
        int highest = 0;
        for (int i = 0; i < children.length; i++) {
            int child = offset + children[i];
            parent[child] = node;
            highest = Math.max(highest, child);
            push(open, child, depth + 1, starts.get(i), i + 1 < children.length ? starts.get(i + 1) : end);
        }
        return highest;
    }

    private static void push(IdList open, int node, int depth, int start, int end) {
        open.add(node);
        open.add(depth);
        open.add(start);
        open.add(end);
    }

    /// An offset at which all of `children` find a free slot.
    private int offsetFor(int[] children) {
        int least = Arrays.stream(children).min().orElseThrow();
        int most = Arrays.stream(children).max().orElseThrow();
        int taken = 0;
        int from = Math.max(searched, least);
        for (int slot = from; ; slot++) {
            int offset = slot - least;
            grow(offset + most + 1);
            if (parent[slot] >= 0) {
                taken++;
            } else if (fits(children, offset)) {
                if (taken >= FULL * (slot - from + 1)) {
                    searched = slot;
                }
                return offset;
            }
        }
    }

    private boolean fits(int[] children, int offset) {
        for (int child : children) {
            if (parent[offset + child] >= 0) {
                return false;
            }
        }
        return true;
    }

    private void grow(int size) {
        int before = parent.length;
        if (size > before) {
            int now = Math.max(size, 2 * before);
            base = Arrays.copyOf(base, now);
            parent = Arrays.copyOf(parent, now);
            value = Arrays.copyOf(value, now);
            Arrays.fill(parent, before, now, -1);
            Arrays.fill(value, before, now, -1);
        }
    }
}
