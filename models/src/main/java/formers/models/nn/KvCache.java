package formers.models.nn;

import formers.tensor.CacheFormat;
import formers.tensor.KeyValues;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keys and values of the tokens seen so far, per layer, so that a new token costs one step and not a
/// whole pass.
///
/// Rows of a batch may have different lengths, and are kept one by one: batches are put together and taken
/// apart without moving anything. Memory grows in blocks; when every layer looks back at most `window`
/// tokens, what has left the window is dropped. Keys are stored after rotation, so dropping changes nothing
/// else. Not thread-safe.
public final class KvCache {

    /// Dropping fewer moves more memory than it frees; and attention cuts keys every so many, which must be
    /// the same keys whenever they are dropped.
    private static final int DROPPED_TOGETHER = 128;

    private final int window;
    private final List<Row> rows;

    /// What is kept of one sequence.
    private static final class Row {
        final KeyValues[] layers;
        int length; // tokens held
        int dropped; // tokens that left the window before them

        Row(KeyValues[] layers) {
            this.layers = layers;
        }

        Row copy() {
            var copy = new Row(
                    Arrays.stream(layers).map(layer -> layer.copy(length)).toArray(KeyValues[]::new));
            copy.length = length;
            copy.dropped = dropped;
            return copy;
        }
    }

    /// @param window tokens the widest layer looks back, its own included; 0 if some layer sees everything
    public KvCache(CacheFormat format, int layers, int batch, int kvHeads, int headWidth, int window) {
        this(window, new ArrayList<>(batch));
        for (int i = 0; i < batch; i++) {
            var own = new KeyValues[layers];
            Arrays.setAll(own, _ -> new KeyValues(format, kvHeads, headWidth));
            rows.add(new Row(own));
        }
    }

    private KvCache(int window, List<Row> rows) {
        this.window = window;
        this.rows = rows;
    }

    /// Sequences in the batch.
    public int batch() {
        return rows.size();
    }

    /// Tokens of a sequence that have gone through the model, those that left the window included.
    public int length(int row) {
        return rows.get(row).dropped + rows.get(row).length;
    }

    /// Bytes held now.
    public long bytes() {
        return rows.stream()
                .flatMap(row -> Arrays.stream(row.layers))
                .mapToLong(KeyValues::bytes)
                .sum();
    }

    /// Position of each of `count` new tokens of every row, `[batch, count]`.
    public Tensor positions(int count) {
        var positions = new int[batch() * count];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = length(i / count) + i % count;
        }
        return Tensor.ofInts(positions, batch(), count);
    }

    /// Position of each entry of every row as [#keys] has them, `[batch, longest]`; 0 beyond the last valid
    /// one.
    ///
    /// @param count tokens stored since the last [#advance]
    Tensor entryPositions(int count) {
        int longest = Arrays.stream(ends(count)).max().orElse(0);
        var positions = new int[batch() * longest];
        for (int row = 0; row < batch(); row++) {
            for (int i = 0; i < rows.get(row).length + count; i++) {
                positions[row * longest + i] = rows.get(row).dropped + i;
            }
        }
        return Tensor.ofInts(positions, batch(), longest);
    }

    /// Makes room for `count` more tokens in every row, before the first layer stores its own.
    public void reserve(int count) {
        for (var row : rows) {
            if (window > 0) {
                dropBefore(row);
            }
            for (var layer : row.layers) {
                layer.reserve(row.length + count);
            }
        }
    }

    private void dropBefore(Row row) {
        int gone = row.length - (window - 1);
        gone -= gone % DROPPED_TOGETHER;
        if (gone < Math.max(1, window / 2)) {
            return;
        }
        for (var layer : row.layers) {
            layer.keep(gone, row.length - gone);
        }
        row.length -= gone;
        row.dropped += gone;
    }

    /// Stores new keys and values `[batch, count, kvHeads, headWidth]` of a layer after the old ones.
    public void store(int layer, Tensor newKeys, Tensor newValues) {
        for (int i = 0; i < batch(); i++) {
            var row = rows.get(i);
            row.layers[layer].write(row.length, newKeys, newValues, i);
        }
    }

    /// What is kept of each row in a layer; valid up to [#ends].
    KeyValues[] layer(int layer) {
        return rows.stream().map(row -> row.layers[layer]).toArray(KeyValues[]::new);
    }

    /// Keys of a layer as one tensor, `[batch, longest, kvHeads, headWidth]`; a copy.
    ///
    /// @param count tokens stored since the last [#advance]
    public Tensor keys(int layer, int count) {
        return KeyValues.keys(layer(layer), ends(count));
    }

    /// Values of a layer, laid out as its keys.
    public Tensor values(int layer, int count) {
        return KeyValues.values(layer(layer), ends(count));
    }

    /// One past the last valid entry of each row, once `count` more are stored.
    public int[] ends(int count) {
        return rows.stream().mapToInt(row -> row.length + count).toArray();
    }

    /// Counts `count` tokens as seen, after the last layer has stored them.
    public void advance(int count) {
        for (var row : rows) {
            row.length += count;
        }
    }

    /// Whether a row still holds all that the token after its first `length` looks at.
    public boolean holds(int row, int length) {
        int dropped = rows.get(row).dropped;
        int first = dropped == 0 ? 0 : dropped + window - 1;
        return length >= first && length <= length(row);
    }

    /// Forgets every token of a row after the first `length`.
    ///
    /// @throws IllegalArgumentException if the row is shorter, or what the next token looks at has left the
    ///                                  window
    public void truncate(int row, int length) {
        if (!holds(row, length)) {
            throw new IllegalArgumentException("cannot truncate row %d to %d tokens: it holds tokens %d to %d"
                    .formatted(row, length, rows.get(row).dropped, length(row)));
        }
        rows.get(row).length = length - rows.get(row).dropped;
    }

    /// A copy of some rows, in the given order; a row may be taken more than once.
    public KvCache select(int... chosen) {
        var copies = new ArrayList<Row>();
        for (int row : chosen) {
            copies.add(rows.get(row).copy());
        }
        return new KvCache(window, copies);
    }

    /// Some of these rows, not copied: what is written to them here is written there. None may be taken
    /// twice.
    public KvCache only(int... chosen) {
        var some = new ArrayList<Row>();
        for (int row : chosen) {
            some.add(rows.get(row));
        }
        return new KvCache(window, some);
    }

    /// The rows of several caches of one model as one batch, not copied: what goes through one of them goes
    /// through the other.
    public static KvCache join(List<KvCache> parts) {
        var all = new ArrayList<Row>();
        parts.forEach(part -> all.addAll(part.rows));
        return new KvCache(parts.getFirst().window, all);
    }
}
