package formers.models.checkpoint;

import java.util.HashMap;
import java.util.Map;

/// Element types a safetensors file may name. All can be listed and read as bytes; those of whole bytes
/// and a plain meaning can be read as numbers.
public enum DType {
    F64(64),
    F32(32),
    F16(16),
    /// The upper half of a float32.
    BF16(16),
    F8_E4M3(8),
    F8_E5M2(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    F6_E2M3(6),
    F6_E3M2(6),
    F4(4),
    C64(64),
    I64(64),
    I32(32),
    I16(16),
    I8(8),
    U64(64),
    U32(32),
    U16(16),
    U8(8),
    BOOL(8);

    private static final Map<String, DType> BY_NAME = new HashMap<>();

    static {
        for (var type : values()) {
            BY_NAME.put(type.name(), type);
        }
    }

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /// Bits per element.
    public int bits() {
        return bits;
    }

    /// The type of that name; null if there is none.
    static DType named(String name) {
        return BY_NAME.get(name);
    }

    /// Bytes that `elements` elements take.
    ///
    /// @throws ArithmeticException if they do not fill whole bytes, or more than 2⁶³ − 1
    long bytes(long elements) {
        long total = Math.multiplyExact(elements, (long) bits);
        if (total % 8 != 0) {
            throw new ArithmeticException(elements + " elements of " + bits + " bits do not fill whole bytes");
        }
        return total / 8;
    }

    /// Whether elements can be read as floats.
    public boolean isFloat() {
        return switch (this) {
            case F64, F32, F16, BF16 -> true;
            case F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, F6_E2M3, F6_E3M2, F4, C64 -> false;
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> false;
        };
    }

    /// Whether elements can be read as integers.
    public boolean isInteger() {
        return switch (this) {
            case I64, I32, I16, I8, U32, U16, U8, BOOL -> true;
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ -> false;
            case F6_E2M3, F6_E3M2, F4, C64, U64 -> false;
        };
    }
}
