package formers.tensor.kernels;

/// Keys or values of sequences, `[batch, rows, heads, width]`, wherever and however they are stored.
public sealed interface HeadRows permits Heads, StoredHeads {

    /// Some heads of neighbouring rows of one sequence as floats: where they lie if they are floats, else in
    /// `scratch`. In the result, row `from` is row 0 of batch 0, and head `first` is head 0.
    ///
    /// @param scratch room for `count · heads · width` floats
    Heads read(int b, int from, int count, int first, int heads, int width, float[] scratch);
}
