package formers.models.decoder;

import formers.tensor.packed.WeightFormat;

/// Which format each tensor of a decoder gets when most of them are to have one.
final class GgufFormats {

    private GgufFormats() {}

    /// Vectors and tables of positions stay floats, and so do routers, which are small and where a small
    /// error chooses another expert. Embedding and output, where errors cost most, get more than four bits.
    /// Rows that are not whole blocks get the next format that fits.
    static WeightFormat of(WeightFormat wanted, String name, int rank, int columns) {
        if (rank < 2 || name.startsWith("position_embd") || name.contains("ffn_gate_inp")) {
            return WeightFormat.F32;
        }
        boolean outer = name.startsWith("token_embd") || name.startsWith("output");
        var format = outer && wanted.bits() < 8 ? WeightFormat.Q8_0 : wanted;
        if (columns % format.blockElements() == 0) {
            return format;
        }
        return columns % WeightFormat.Q8_0.blockElements() == 0 ? WeightFormat.Q8_0 : WeightFormat.F16;
    }

    /// The number by which `general.file_type` names a file of that format.
    static int fileType(WeightFormat format) {
        return switch (format) {
            case F32 -> 0;
            case F16 -> 1;
            case Q4_0 -> 2;
            case Q8_0 -> 7;
            case Q4_K -> 14;
            case Q6_K -> 18;
            case BF16 -> 32;
            case Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q5_K -> throw new IllegalArgumentException(format + " is not written");
        };
    }
}
