package formers.tensor.kernels;

/// Keys or values of sequences that are stored one by one.
///
/// @param sequences what is stored of each; all with the same heads
public record StoredHeads(StoredRows[] sequences) implements HeadRows {

    @Override
    public Heads read(int b, int from, int count, int first, int heads, int width, float[] scratch) {
        return sequences[b].read(from, count, first, heads, width, scratch);
    }
}
