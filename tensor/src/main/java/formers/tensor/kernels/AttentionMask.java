package formers.tensor.kernels;

/// Added to the scores `[batch, heads, queries, keys]`; a stride of 0 repeats, and −∞ hides. Keys lie side by
/// side.
public record AttentionMask(float[] array, int offset, int batchStride, int headStride, int queryStride) {

    /// The element for key 0.
    int row(int batch, int head, int query) {
        return offset + batch * batchStride + head * headStride + query * queryStride;
    }
}
