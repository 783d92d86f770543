package formers.tensor;

import formers.tensor.kernels.ByteRows;
import formers.tensor.kernels.FloatRows;
import formers.tensor.kernels.HalfRows;
import formers.tensor.kernels.StoredRows;

/// How keys and values are kept while a text is written.
public enum CacheFormat {
    /// As they are, 32 bits a value.
    F32,
    /// In half precision, 16 bits a value.
    F16,
    /// As bytes with a scale for every 32 of them, 9 bits a value.
    Q8;

    /// Bits of a value, scales included.
    public int bits() {
        return switch (this) {
            case F32 -> 32;
            case F16 -> 16;
            case Q8 -> 9;
        };
    }

    StoredRows rows(int heads, int width) {
        return switch (this) {
            case F32 -> new FloatRows(heads * width);
            case F16 -> new HalfRows(heads * width);
            case Q8 -> new ByteRows(heads, width);
        };
    }
}
