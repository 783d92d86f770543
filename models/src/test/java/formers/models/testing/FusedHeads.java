package formers.models.testing;

/// One matrix for queries, keys and values, whose rows are head after head: a head's query, its key, its value
/// (GPT-NeoX, BLOOM).
final class FusedHeads {

    private FusedHeads() {}

    static CausalAttention attention(Affine fused, Affine output, int headWidth) {
        return new CausalAttention(
                part(fused, 0, headWidth), part(fused, 1, headWidth), part(fused, 2, headWidth), output, headWidth);
    }

    private static Affine part(Affine fused, int part, int headWidth) {
        return fused.rows(fused.outputs() / 3, i -> (i / headWidth * 3 + part) * headWidth + i % headWidth);
    }
}
