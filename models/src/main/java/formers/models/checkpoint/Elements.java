package formers.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Little-endian elements in memory, turned into Java's numbers. Nothing is assumed about alignment.
final class Elements {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    // 16-bit elements are copied to the heap in pieces first: one bounds and liveness check per piece.
    private static final int PIECE = 8192;

    private Elements() {}

    /// Elements `from..from+count-1` of a floating-point `dtype`; F64 is rounded to the nearest float.
    static void toFloats(MemorySegment data, DType dtype, long from, int count, float[] target, int at) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(data, FLOAT, from * Float.BYTES, target, at, count);
            case F16, BF16 -> halvesToFloats(data, dtype == DType.F16, from, count, target, at);
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = (float) data.get(DOUBLE, (from + i) * Double.BYTES);
                }
            }
            case F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, F6_E2M3, F6_E3M2, F4, C64 -> refuse(dtype);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> refuse(dtype);
        }
    }

    private static void halvesToFloats(MemorySegment data, boolean f16, long from, int count, float[] target, int at) {
        var piece = new short[Math.min(count, PIECE)];
        for (int done = 0; done < count; done += PIECE) {
            int n = Math.min(count - done, PIECE);
            MemorySegment.copy(data, SHORT, (from + done) * Short.BYTES, piece, 0, n);
            if (f16) {
                for (int i = 0; i < n; i++) {
                    target[at + done + i] = Float.float16ToFloat(piece[i]);
                }
            } else {
                for (int i = 0; i < n; i++) {
                    target[at + done + i] = fromBf16(piece[i]);
                }
            }
        }
    }

    /// Elements `from..from+count-1` of an integer `dtype`.
    static void toLongs(MemorySegment data, DType dtype, long from, int count, long[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = integer(data, dtype, from + i);
        }
    }

    static long integer(MemorySegment data, DType dtype, long index) {
        return switch (dtype) {
            case I64 -> data.get(LONG, index * Long.BYTES);
            case I32 -> data.get(INT, index * Integer.BYTES);
            case U32 -> Integer.toUnsignedLong(data.get(INT, index * Integer.BYTES));
            case I16 -> data.get(SHORT, index * Short.BYTES);
            case U16 -> Short.toUnsignedLong(data.get(SHORT, index * Short.BYTES));
            case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case U8, BOOL -> Byte.toUnsignedLong(data.get(ValueLayout.JAVA_BYTE, index));
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ -> throw refuse(dtype);
            case F6_E2M3, F6_E3M2, F4, C64, U64 -> throw refuse(dtype);
        };
    }

    private static IllegalStateException refuse(DType dtype) {
        return new IllegalStateException(dtype + " was let through to a conversion it does not have");
    }

    /// The nearest BF16 value, ties to even; NaN stays NaN.
    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // The quiet bit, because a payload in the lower half alone would leave an infinity.
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    static float fromBf16(short half) {
        return Float.intBitsToFloat(half << 16);
    }
}
