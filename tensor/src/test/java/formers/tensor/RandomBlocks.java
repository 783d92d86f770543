package formers.tensor;

import formers.tensor.packed.WeightFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// Blocks of random codes with sensible scales, and what they stand for, element by element, as the layouts define it.
final class RandomBlocks {

    private RandomBlocks() {}

    /// Where a block has half-precision numbers.
    private static int[] halves(WeightFormat format) {
        return switch (format) {
            case F32, F16, BF16 -> new int[] {};
            case Q8_0, Q4_0, Q5_0 -> new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
        };
    }

    static byte[] of(WeightFormat format, int elements, Random random) {
        var bytes = new byte[Math.toIntExact(format.bytes(elements))];
        random.nextBytes(bytes);
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.length; at += format.blockBytes()) {
            float value = (random.nextFloat() - 0.4f) / 50;
            if (format == WeightFormat.F16) {
                buffer.putShort(at, Float.floatToFloat16(value));
            } else if (format == WeightFormat.BF16) {
                buffer.putShort(at, (short) (Float.floatToIntBits(value) >>> 16));
            }
            for (int half : halves(format)) {
                buffer.putShort(at + half, Float.floatToFloat16(value));
            }
        }
        return bytes;
    }

    static float[] values(WeightFormat format, byte[] bytes) {
        int count = bytes.length / format.blockBytes() * format.blockElements();
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            int at = i / format.blockElements() * format.blockBytes();
            values[i] = value(
                    format, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), at, i % format.blockElements());
        }
        return values;
    }

    private static float value(WeightFormat format, ByteBuffer b, int at, int i) {
        return switch (format) {
            case F32 -> b.getFloat(at);
            case F16 -> half(b, at);
            case BF16 -> Float.intBitsToFloat(b.getShort(at) << 16);
            case Q8_0 -> half(b, at) * b.get(at + 2 + i);
            case Q4_0 -> half(b, at) * (nibble(b, at + 2, i, 16) - 8);
            case Q4_1 -> half(b, at) * nibble(b, at + 4, i, 16) + half(b, at + 2);
            case Q5_0 -> half(b, at) * ((nibble(b, at + 6, i, 16) | bit(b.getInt(at + 2), i) << 4) - 16);
            case Q5_1 -> half(b, at) * (nibble(b, at + 8, i, 16) | bit(b.getInt(at + 4), i) << 4) + half(b, at + 2);
            case Q2_K -> {
                int scales = b.get(at + i / 16);
                int code = two(b.get(at + 16 + i / 128 * 32 + i % 32), i % 128 / 32);
                yield half(b, at + 80) * (scales & 15) * code - half(b, at + 82) * (scales >> 4 & 15);
            }
            case Q3_K -> {
                int code = two(b.get(at + 32 + i / 128 * 32 + i % 32), i % 128 / 32);
                int high = bit(b.get(at + i % 32), i / 32);
                yield half(b, at + 108) * (threeScale(b, at + 96, i / 16) - 32) * (code - (high == 1 ? 0 : 4));
            }
            case Q4_K -> {
                int code = nibble(b, at + 16 + i / 64 * 32, i % 64, 32);
                yield half(b, at) * sixBits(b, at + 4, i / 32, 0) * code
                        - half(b, at + 2) * sixBits(b, at + 4, i / 32, 4);
            }
            case Q5_K -> {
                int code = nibble(b, at + 48 + i / 64 * 32, i % 64, 32) | bit(b.get(at + 16 + i % 32), i / 32) << 4;
                yield half(b, at) * sixBits(b, at + 4, i / 32, 0) * code
                        - half(b, at + 2) * sixBits(b, at + 4, i / 32, 4);
            }
            case Q6_K -> {
                int low = nibble(b, at + i / 128 * 64, i % 128, 64);
                int high = two(b.get(at + 128 + i / 128 * 32 + i % 32), i % 128 / 32);
                yield half(b, at + 208) * b.get(at + 192 + i / 16) * ((low | high << 4) - 32);
            }
        };
    }

    private static float half(ByteBuffer b, int at) {
        return Float.float16ToFloat(b.getShort(at));
    }

    private static int nibble(ByteBuffer b, int at, int i, int bytes) {
        return b.get(at + i % bytes) >> (i < bytes ? 0 : 4) & 15;
    }

    private static int bit(int bits, int i) {
        return bits >> i & 1;
    }

    private static int two(int bits, int i) {
        return bits >> 2 * i & 3;
    }

    private static int threeScale(ByteBuffer b, int at, int run) {
        return nibble(b, at, run, 8) | two(b.get(at + 8 + run % 4), run / 4) << 4;
    }

    /// Scale (`shift` 0) or minimum (4) of a run of 32.
    private static int sixBits(ByteBuffer b, int at, int run, int shift) {
        if (run < 4) {
            return b.get(at + shift + run) & 63;
        }
        return b.get(at + 4 + run) >> shift & 15 | (b.get(at + shift + run - 4) >> 6 & 3) << 4;
    }
}
