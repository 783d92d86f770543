package formers.tensor.packed;

import formers.tensor.threads.Threads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes numbers into one of the [WeightFormat]s, as ggml's reference encoders do.
public interface WeightEncoder {

    /// The encoder of a format.
    ///
    /// @throws IllegalArgumentException if values can only be read from it, not made into it
    static WeightEncoder of(WeightFormat format) {
        return switch (format) {
            case F32 -> (x, at, to) -> to.putFloat(x[at]);
            case F16 -> (x, at, to) -> to.putShort(Float.floatToFloat16(x[at]));
            case BF16 -> (x, at, to) -> to.putShort(brain(x[at]));
            case Q8_0 -> new Q8Encoder();
            case Q4_0 -> new Q4Encoder();
            case Q4_K -> new Q4KEncoder();
            case Q6_K -> new Q6KEncoder();
            case Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q5_K ->
                throw new IllegalArgumentException(
                        format + " can be read, not written; written are F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K");
        };
    }

    /// Encodes the block of elements that begins at `x[at]`, and appends it to `to`, which is little-endian.
    void encode(float[] x, int at, ByteBuffer to);

    /// The bytes of some elements, whole blocks.
    static byte[] encode(WeightFormat format, float[] x, int at, int count) {
        var bytes = new byte[Math.toIntExact(format.bytes(count))];
        int grain = 1 << 15; // whole blocks of any format
        Threads.forRanges(count, grain, (first, end) -> {
            var encoder = of(format);
            int from = Math.toIntExact(format.bytes(first));
            int length = Math.toIntExact(format.bytes(end - first));
            var to = ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = first; i < end; i += format.blockElements()) {
                encoder.encode(x, at + i, to);
            }
        });
        return bytes;
    }

    /// Rounded to nearest, ties to even; NaN stays NaN.
    private static short brain(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 1 << 6);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }
}
