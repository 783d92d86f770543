package formers.models.nn;

import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// Keys and values of the tokens seen so far, per layer, so that a new token costs one step and not a
/// whole pass.
///
/// Rows of a batch may have different lengths. Memory grows in blocks; when every layer looks back at
/// most `window` tokens, what has left the window is dropped. Keys are stored after rotation, so
/// dropping changes nothing else. Not thread-safe.
public final class KvCache {

    private static final int BLOCK = 64;

    private final int kvHeads;
    private final int headWidth;
    private final int window;
    private final Tensor[] keys; // per layer [batch, capacity, kvHeads, headWidth]
    private final Tensor[] values;
    private final int[] lengths;
    private final int[] dropped;
    private int capacity;

    /// @param window tokens the widest layer looks back, its own included; 0 if some layer sees everything
    public KvCache(int layers, int batch, int kvHeads, int headWidth, int window) {
        this(layers, batch, kvHeads, headWidth, window, BLOCK);
    }

    private KvCache(int layers, int batch, int kvHeads, int headWidth, int window, int capacity) {
        this.kvHeads = kvHeads;
        this.headWidth = headWidth;
        this.window = window;
        this.capacity = capacity;
        keys = new Tensor[layers];
        values = new Tensor[layers];
        Arrays.setAll(keys, _ -> room(batch, capacity));
        Arrays.setAll(values, _ -> room(batch, capacity));
        lengths = new int[batch];
        dropped = new int[batch];
    }

    private Tensor room(int batch, int tokens) {
        // Outlives the scope of the step that fills it.
        var floats = new float[Math.multiplyExact(batch, Math.multiplyExact(tokens, kvHeads * headWidth))];
        return Tensor.wrap(floats, batch, tokens, kvHeads, headWidth);
    }

    /// Sequences in the batch.
    public int batch() {
        return lengths.length;
    }

    /// Tokens of a sequence that have gone through the model, those that left the window included.
    public int length(int row) {
        return dropped[row] + lengths[row];
    }

    /// Bytes held now.
    public long bytes() {
        return 2L * keys.length * batch() * capacity * kvHeads * headWidth * Float.BYTES;
    }

    /// Position of each of `count` new tokens of every row, `[batch, count]`.
    public Tensor positions(int count) {
        var positions = new int[batch() * count];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = length(i / count) + i % count;
        }
        return Tensor.ofInts(positions, batch(), count);
    }

    /// Position of each entry of every row, `[batch, capacity]`; 0 beyond the last valid one.
    ///
    /// @param count tokens stored since the last [#advance]
    Tensor entryPositions(int count) {
        var positions = new int[batch() * capacity];
        for (int row = 0; row < batch(); row++) {
            for (int i = 0; i < lengths[row] + count; i++) {
                positions[row * capacity + i] = dropped[row] + i;
            }
        }
        return Tensor.ofInts(positions, batch(), capacity);
    }

    /// Makes room for `count` more tokens in every row, before the first layer stores its own.
    public void reserve(int count) {
        if (window > 0) {
            dropBefore(window);
        }
        int needed = Arrays.stream(lengths).max().orElse(0) + count;
        if (needed > capacity) {
            // By half again, in whole blocks: a long text copies each entry a bounded number of times.
            grow((Math.max(needed, capacity + capacity / 2) + BLOCK - 1) / BLOCK * BLOCK);
        }
    }

    private void grow(int newCapacity) {
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer] = widened(keys[layer], newCapacity);
            values[layer] = widened(values[layer], newCapacity);
        }
        capacity = newCapacity;
    }

    private Tensor widened(Tensor old, int newCapacity) {
        var wider = room(batch(), newCapacity);
        for (int row = 0; row < batch(); row++) {
            entries(wider, row, 0, lengths[row]).assign(entries(old, row, 0, lengths[row]));
        }
        return wider;
    }

    private void dropBefore(int keep) {
        for (int row = 0; row < batch(); row++) {
            int gone = lengths[row] - (keep - 1);
            if (gone < Math.max(BLOCK, keep / 2)) {
                continue; // moving the rest costs more than the memory is worth
            }
            for (int layer = 0; layer < keys.length; layer++) {
                for (var side : new Tensor[] {keys[layer], values[layer]}) {
                    entries(side, row, 0, keep - 1)
                            .assign(entries(side, row, gone, lengths[row]).copy());
                }
            }
            lengths[row] -= gone;
            dropped[row] += gone;
        }
    }

    private static Tensor entries(Tensor side, int row, int from, int to) {
        var shape = side.shape();
        return side.slice(0, row, row + 1)
                .reshape(shape.extent(1), shape.extent(2), shape.extent(3))
                .slice(0, from, to);
    }

    /// Stores new keys and values `[batch, count, kvHeads, headWidth]` of a layer after the old ones.
    public void store(int layer, Tensor newKeys, Tensor newValues) {
        int count = newKeys.extent(1);
        for (int row = 0; row < batch(); row++) {
            int end = lengths[row] + count;
            entries(keys[layer], row, lengths[row], end).assign(entries(newKeys, row, 0, count));
            entries(values[layer], row, lengths[row], end).assign(entries(newValues, row, 0, count));
        }
    }

    /// Keys of a layer, `[batch, capacity, kvHeads, headWidth]`; valid up to [#ends].
    public Tensor keys(int layer) {
        return keys[layer];
    }

    /// Values of a layer, laid out as its keys.
    public Tensor values(int layer) {
        return values[layer];
    }

    /// One past the last valid entry of each row, once `count` more are stored.
    public int[] ends(int count) {
        return Arrays.stream(lengths).map(length -> length + count).toArray();
    }

    /// Counts `count` tokens as seen, after the last layer has stored them.
    public void advance(int count) {
        for (int row = 0; row < batch(); row++) {
            lengths[row] += count;
        }
    }

    /// Whether a row still holds all that the token after its first `length` looks at.
    public boolean holds(int row, int length) {
        int first = dropped[row] == 0 ? 0 : dropped[row] + window - 1;
        return length >= first && length <= length(row);
    }

    /// Forgets every token of a row after the first `length`.
    ///
    /// @throws IllegalArgumentException if the row is shorter, or what the next token looks at has left the window
    public void truncate(int row, int length) {
        if (!holds(row, length)) {
            throw new IllegalArgumentException("cannot truncate row %d to %d tokens: it holds tokens %d to %d"
                    .formatted(row, length, dropped[row], length(row)));
        }
        lengths[row] = length - dropped[row];
    }

    /// A copy of some rows, in the given order; a row may be taken more than once.
    public KvCache select(int... rows) {
        var chosen = new KvCache(keys.length, rows.length, kvHeads, headWidth, window, capacity);
        for (int i = 0; i < rows.length; i++) {
            chosen.take(i, this, rows[i]);
        }
        return chosen;
    }

    /// The rows of several caches of one model as one batch.
    public static KvCache join(List<KvCache> parts) {
        var first = parts.getFirst();
        int batch = parts.stream().mapToInt(KvCache::batch).sum();
        int capacity = parts.stream().mapToInt(part -> part.capacity).max().orElseThrow();
        var joined = new KvCache(first.keys.length, batch, first.kvHeads, first.headWidth, first.window, capacity);
        int at = 0;
        for (var part : parts) {
            for (int row = 0; row < part.batch(); row++) {
                joined.take(at++, part, row);
            }
        }
        return joined;
    }

    private void take(int row, KvCache other, int from) {
        lengths[row] = other.lengths[from];
        dropped[row] = other.dropped[from];
        int end = lengths[row];
        for (int layer = 0; layer < keys.length; layer++) {
            entries(keys[layer], row, 0, end).assign(entries(other.keys[layer], from, 0, end));
            entries(values[layer], row, 0, end).assign(entries(other.values[layer], from, 0, end));
        }
    }
}
