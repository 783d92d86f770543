package formers.tensor;

import formers.tensor.kernels.StoredHeads;
import formers.tensor.kernels.StoredRows;
import java.util.Arrays;
import java.util.function.Function;

/// Keys and values of one sequence in one layer, kept from token to token. Room for them grows; how many are
/// valid, their owner knows. They outlive scopes and have no gradients. Not thread-safe.
public final class KeyValues {

    private static final int BLOCK = 64;

    private final int heads;
    private final int width;
    private final StoredRows keys;
    private final StoredRows values;

    /// @param heads key heads
    /// @param width channels per head
    public KeyValues(CacheFormat format, int heads, int width) {
        this(heads, width, format.rows(heads, width), format.rows(heads, width));
    }

    private KeyValues(int heads, int width, StoredRows keys, StoredRows values) {
        this.heads = heads;
        this.width = width;
        this.keys = keys;
        this.values = values;
    }

    /// Tokens there is room for.
    public int capacity() {
        return keys.capacity();
    }

    /// Bytes held.
    public long bytes() {
        return keys.bytes() + values.bytes();
    }

    /// Makes room for so many tokens in all, and for half as many again as there were if it has to grow: a
    /// long text then moves each entry a bounded number of times.
    public void reserve(int tokens) {
        if (tokens > capacity()) {
            int wanted = Math.max(tokens, capacity() + capacity() / 2);
            int rounded = Math.ceilDiv(wanted, BLOCK) * BLOCK;
            keys.grow(rounded);
            values.grow(rounded);
        }
    }

    /// Stores tokens from place `at` on, for which there must be room.
    ///
    /// @param newKeys   `[batch, tokens, heads, width]`
    /// @param newValues as the keys
    /// @param row       which of the batch
    /// @throws ShapeException if heads or widths are others
    public void write(int at, Tensor newKeys, Tensor newValues, int row) {
        write(keys, at, newKeys, row);
        write(values, at, newValues, row);
    }

    private void write(StoredRows rows, int at, Tensor from, int row) {
        if (from.rank() != 4 || from.extent(2) != heads || from.extent(3) != width) {
            throw new ShapeException("a cache of %d heads of %d channels wants [batch, tokens, %d, %d], found %s"
                    .formatted(heads, width, heads, width, from.shape()));
        }
        int stride = heads * width;
        int tokens = from.extent(1);
        rows.write(at, tokens, from.floats(), from.offset() + row * tokens * stride, stride);
    }

    /// Puts the tokens `from..from+count-1` into the first places.
    public void keep(int from, int count) {
        keys.move(from, 0, count);
        values.move(from, 0, count);
    }

    /// A copy of the first `tokens`.
    public KeyValues copy(int tokens) {
        return new KeyValues(heads, width, keys.copy(tokens), values.copy(tokens));
    }

    /// Keys of several sequences as one tensor `[batch, longest, heads, width]`; 0 beyond the end of each.
    ///
    /// @param ends tokens of each
    public static Tensor keys(KeyValues[] sequences, int... ends) {
        return unpacked(sequences, ends, it -> it.keys);
    }

    /// Values, laid out as [#keys].
    public static Tensor values(KeyValues[] sequences, int... ends) {
        return unpacked(sequences, ends, it -> it.values);
    }

    private static Tensor unpacked(KeyValues[] sequences, int[] ends, Function<KeyValues, StoredRows> side) {
        int heads = sequences[0].heads;
        int stride = heads * sequences[0].width;
        int longest = Arrays.stream(ends).max().orElse(0);
        var all = Tensor.zeros(sequences.length, longest, heads, sequences[0].width);
        float[] scratch = new float[longest * stride];
        for (int row = 0; row < sequences.length; row++) {
            var own = side.apply(sequences[row]).read(0, ends[row], 0, heads, sequences[0].width, scratch);
            System.arraycopy(
                    own.array(), own.offset(), all.floats(), all.offset() + row * longest * stride, ends[row] * stride);
        }
        return all;
    }

    static StoredHeads storedKeys(KeyValues... sequences) {
        return stored(sequences, it -> it.keys);
    }

    static StoredHeads storedValues(KeyValues... sequences) {
        return stored(sequences, it -> it.values);
    }

    private static StoredHeads stored(KeyValues[] sequences, Function<KeyValues, StoredRows> side) {
        return new StoredHeads(Arrays.stream(sequences).map(side).toArray(StoredRows[]::new));
    }

    int heads() {
        return heads;
    }

    int width() {
        return width;
    }
}
