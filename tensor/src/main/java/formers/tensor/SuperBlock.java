package formers.tensor;

import formers.tensor.kernels.SuperPanels;
import formers.tensor.packed.WeightFormat;

/// A block of 256 elements of one of ggml's `K` formats, with a scale for every 16 elements. Where the format has
/// one for every 32, it stands twice.
///
/// @param scale half precision
/// @param step  half precision
/// @param s     factors of the scale, 16
/// @param m     factors of the step, 16
/// @param codes 256
record SuperBlock(short scale, short step, byte[] s, byte[] m, byte[] codes) {

    private static final int RUNS = 16;

    /// @param codes room for the codes
    static SuperBlock of(WeightFormat format, byte[] from, int at, byte[] codes) {
        return switch (format) {
            case Q2_K -> q2(from, at, codes);
            case Q3_K -> q3(from, at, codes);
            case Q5_K -> q5(from, at, codes);
            case Q6_K -> q6(from, at, codes);
            case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K ->
                throw new IllegalArgumentException(format + " has no codes of bytes in blocks of 256");
        };
    }

    void put(SuperPanels panels, int row, int block) {
        panels.set(row, block, scale, step, s, m, codes);
    }

    /// 16 bytes of a scale in the low and a minimum in the high bits; 64 bytes of codes; scale; step.
    private static SuperBlock q2(byte[] from, int at, byte[] codes) {
        var s = new byte[RUNS];
        var m = new byte[RUNS];
        for (int run = 0; run < RUNS; run++) {
            s[run] = (byte) (from[at + run] & 15);
            m[run] = (byte) (from[at + run] >> 4 & 15);
        }
        pairsOfBits(from, at + 16, codes);
        return new SuperBlock(Packing.half(from, at + 80), Packing.half(from, at + 82), s, m, codes);
    }

    /// 32 bytes of high bits; 64 bytes of codes; 12 bytes of scales; scale.
    private static SuperBlock q3(byte[] from, int at, byte[] codes) {
        var s = new byte[RUNS];
        for (int run = 0; run < RUNS; run++) {
            int low = from[at + 96 + run % 8] >> 4 * (run / 8) & 15;
            int high = from[at + 104 + run % 4] >> 2 * (run / 4) & 3;
            s[run] = (byte) ((low | high << 4) - 32);
        }
        pairsOfBits(from, at + 32, codes);
        for (int i = 0; i < codes.length; i++) {
            int high = from[at + i % 32] >> i / 32 & 1;
            codes[i] = (byte) (codes[i] - (high == 0 ? 4 : 0));
        }
        return new SuperBlock(Packing.half(from, at + 108), (short) 0, s, new byte[RUNS], codes);
    }

    /// Scale; step; 12 bytes of scales and minima; 32 bytes of high bits; 128 bytes of codes.
    private static SuperBlock q5(byte[] from, int at, byte[] codes) {
        for (int i = 0; i < 4; i++) {
            Packing.nibbles(from, at + 48 + 32 * i, 32, codes, 64 * i);
        }
        for (int i = 0; i < codes.length; i++) {
            codes[i] |= (byte) ((from[at + 16 + i % 32] >> i / 32 & 1) << 4);
        }
        return withSixBitScales(from, at, codes);
    }

    private static SuperBlock withSixBitScales(byte[] from, int at, byte[] codes) {
        var s = new byte[RUNS];
        var m = new byte[RUNS];
        for (int run = 0; run < RUNS; run++) {
            int pair = run / 2;
            int first = from[at + 4 + pair % 4];
            int second = from[at + 8 + pair % 4];
            if (pair < 4) {
                s[run] = (byte) (first & 63);
                m[run] = (byte) (second & 63);
            } else {
                int third = from[at + 12 + pair - 4];
                s[run] = (byte) (third & 15 | (first >> 6 & 3) << 4);
                m[run] = (byte) (third >> 4 & 15 | (second >> 6 & 3) << 4);
            }
        }
        return new SuperBlock(Packing.half(from, at), Packing.half(from, at + 2), s, m, codes);
    }

    /// 128 bytes of low nibbles; 64 bytes of high pairs of bits; 16 scales; scale.
    private static SuperBlock q6(byte[] from, int at, byte[] codes) {
        for (int half = 0; half < 2; half++) {
            Packing.nibbles(from, at + 64 * half, 64, codes, 128 * half);
        }
        for (int i = 0; i < codes.length; i++) {
            int high = from[at + 128 + 32 * (i / 128) + i % 32] >> 2 * (i % 128 / 32) & 3;
            codes[i] = (byte) ((codes[i] | high << 4) - 32);
        }
        var s = new byte[RUNS];
        System.arraycopy(from, at + 192, s, 0, RUNS);
        return new SuperBlock(Packing.half(from, at + 208), (short) 0, s, new byte[RUNS], codes);
    }

    /// Codes of two bits: of 128 elements in each 32 bytes, the lowest bits first.
    private static void pairsOfBits(byte[] from, int at, byte[] codes) {
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (from[at + 32 * (i / 128) + i % 32] >> 2 * (i % 128 / 32) & 3);
        }
    }
}
