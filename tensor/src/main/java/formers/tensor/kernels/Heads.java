package formers.tensor.kernels;

/// Where the heads `[batch, rows, heads, width]` of one operand lie in an array: a row is a token, its
/// heads lie side by side, rows and batches a stride apart. So a fused projection of queries, keys and
/// values, or a cache with room for more tokens, is read and written in place.
///
/// @param array       where they lie
/// @param offset      first element of head 0 of row 0 of batch 0
/// @param batchStride elements from one batch to the next
/// @param rowStride   elements from one row to the next
public record Heads(float[] array, int offset, int batchStride, int rowStride) implements HeadRows {

    /// Heads that fill the array from `offset` on without gaps.
    public static Heads packed(float[] array, int offset, int rows, int heads, int width) {
        return new Heads(array, offset, rows * heads * width, heads * width);
    }

    @Override
    public Heads read(int b, int from, int count, int first, int heads, int width, float[] scratch) {
        return new Heads(array, at(b, from, first, width), 0, rowStride);
    }

    /// The first element of one head.
    int at(int batch, int row, int head, int width) {
        return offset + batch * batchStride + row * rowStride + head * width;
    }
}
