package formers.tensor;

import formers.tensor.kernels.PackedPanels;
import formers.tensor.packed.WeightFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// One of ggml's blocks of each row of a panel, with a byte for each code. Formats with codes of eight bits or four are
/// put into panels without.
///
/// Codes are unpacked eight at a time, as the bytes of a `long`, the first in the lowest.
final class PanelBlock {

    private static final int ROWS = PackedPanels.ROWS;

    /// Groups of a block of 256 elements. Where a format has factors for every 32 elements, they stand twice.
    private static final int GROUPS = 16;

    private static final int SIDE = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    // In each byte, one bit, two, four, the highest; and in each byte another bit, from the lowest to the highest.
    private static final long ONE = 0x0101010101010101L;
    private static final long PAIR = 3 * ONE;
    private static final long NIBBLE = 15 * ONE;
    private static final long HIGHEST = 0x80 * ONE;
    private static final long DIAGONAL = 0x8040201008040201L;

    private final WeightFormat format;
    private final int elements;
    private final short[] scales = new short[ROWS];
    private final short[] offsets = new short[ROWS];
    private final byte[] s = new byte[ROWS * GROUPS];
    private final byte[] m = new byte[ROWS * GROUPS];
    private final byte[] codes;

    PanelBlock(WeightFormat format) {
        this.format = format;
        elements = format.blockElements();
        codes = new byte[ROWS * elements];
    }

    /// Half precision, for each row.
    short[] scales() {
        return scales;
    }

    /// What is added to multiples of the scale, or for `K` formats the step that multiples of are taken off; half
    /// precision, for each row.
    short[] offsets() {
        return offsets;
    }

    /// Factors of the scale, row after row.
    byte[] s() {
        return s;
    }

    /// Factors of the step, row after row.
    byte[] m() {
        return m;
    }

    /// Codes, row after row.
    byte[] codes() {
        return codes;
    }

    /// Takes a row's block, which begins at `at`.
    void read(int lane, byte[] from, int at) {
        int to = lane * elements;
        switch (format) {
            case Q4_1 -> {
                scales(lane, from, at, at + 2);
                nibbles(from, at + 4, 16, to);
            }
            case Q5_0 -> {
                scales[lane] = half(from, at);
                fiveBits(from, at + 2, to);
                takeOff(16, to);
            }
            case Q5_1 -> {
                scales(lane, from, at, at + 2);
                fiveBits(from, at + 4, to);
            }
            case Q2_K -> {
                scales(lane, from, at + 80, at + 82);
                fourBitFactors(lane, from, at);
                pairs(from, at + 16, to);
            }
            case Q3_K -> {
                scales[lane] = half(from, at + 108);
                threeBits(from, at, to);
                factorsWithSign(lane, from, at + 96);
            }
            case Q5_K -> {
                scales(lane, from, at, at + 2);
                sixBitFactors(lane, from, at + 4);
                fiveBitsInPieces(from, at + 16, to);
            }
            case Q6_K -> {
                scales[lane] = half(from, at + 208);
                System.arraycopy(from, at + 192, s, lane * GROUPS, GROUPS);
                sixBits(from, at, to);
            }
            case F32, F16, BF16, Q4_0, Q8_0, Q4_K ->
                throw new IllegalArgumentException(format + " is not unpacked to bytes");
        }
    }

    private void scales(int lane, byte[] from, int scale, int offset) {
        scales[lane] = half(from, scale);
        offsets[lane] = half(from, offset);
    }

    private static short half(byte[] from, int at) {
        return (short) (from[at] & 0xFF | from[at + 1] << 8);
    }

    /// The low bits of `count` bytes, then the high ones.
    private void nibbles(byte[] from, int at, int count, int to) {
        for (int j = 0; j < count; j += SIDE) {
            long both = load(from, at + j);
            store(to + j, both & NIBBLE);
            store(to + count + j, both >>> 4 & NIBBLE);
        }
    }

    /// 32 codes: their highest bits in four bytes, then the others as nibbles.
    private void fiveBits(byte[] from, int at, int to) {
        nibbles(from, at + 4, 16, to);
        for (int j = 0; j < 32; j += SIDE) {
            // The byte in each byte, of which one bit is kept, that is then carried to the highest.
            long bits = (from[at + j / SIDE] & 0xFF) * ONE & DIAGONAL;
            store(to + j, load(codes, to + j) | (bits + (HIGHEST - DIAGONAL) & HIGHEST) >>> 3);
        }
    }

    /// 32 bytes with the highest bits of 32 codes each, the first in the lowest bit; codes as nibbles in pieces of 64.
    private void fiveBitsInPieces(byte[] from, int at, int to) {
        for (int piece = 0; piece < 8; piece += 2) {
            nibbles(from, at + 32 + 16 * piece, 32, to + 32 * piece);
        }
        for (int piece = 0; piece < 8; piece++) {
            for (int j = 0; j < 32; j += SIDE) {
                int code = to + 32 * piece + j;
                store(code, load(codes, code) | (load(from, at + j) >>> piece & ONE) << 4);
            }
        }
    }

    /// Codes of two bits: of 128 elements in each 32 bytes, the lowest bits first.
    private void pairs(byte[] from, int at, int to) {
        for (int piece = 0; piece < 8; piece++) {
            for (int j = 0; j < 32; j += SIDE) {
                store(to + 32 * piece + j, load(from, at + piece / 4 * 32 + j) >>> 2 * (piece % 4) & PAIR);
            }
        }
    }

    /// 32 bytes of highest bits, then pairs; less four.
    private void threeBits(byte[] from, int at, int to) {
        pairs(from, at + 32, to);
        for (int piece = 0; piece < 8; piece++) {
            for (int j = 0; j < 32; j += SIDE) {
                int code = to + 32 * piece + j;
                store(code, load(codes, code) | (load(from, at + j) >>> piece & ONE) << 2);
            }
        }
        takeOff(4, to);
    }

    /// 128 bytes of nibbles in pieces of 128 codes, 64 bytes of pairs of higher bits; less 32. Each byte is read once:
    /// a billion codes on the way to a first token are worth writing it out.
    private void sixBits(byte[] from, int at, int to) {
        for (int half = 0; half < 2; half++) {
            int low = at + 64 * half;
            int high = at + 128 + 32 * half;
            int code = to + 128 * half;
            for (int j = 0; j < 32; j += SIDE) {
                long first = load(from, low + j);
                long second = load(from, low + 32 + j);
                long pairs = load(from, high + j);
                store(code + j, sixBits(first, pairs << 4));
                store(code + 32 + j, sixBits(second, pairs << 2));
                store(code + 64 + j, sixBits(first >>> 4, pairs));
                store(code + 96 + j, sixBits(second >>> 4, pairs >>> 2));
            }
        }
    }

    /// Eight codes of their low four bits and two bits above them; less 32.
    private static long sixBits(long low, long high) {
        return lessened(low & NIBBLE | high & PAIR << 4, 32);
    }

    /// Less the same for all codes of a row.
    private void takeOff(int zero, int to) {
        for (int j = 0; j < elements; j += SIDE) {
            store(to + j, lessened(load(codes, to + j), zero));
        }
    }

    /// Eight bytes below 128, less the same. The highest bit is set meanwhile, so that none borrows from the next.
    private static long lessened(long bytes, int zero) {
        return (bytes | HIGHEST) - zero * ONE ^ HIGHEST;
    }

    /// 16 bytes of a factor of the scale in the low, of the step in the high bits.
    private void fourBitFactors(int lane, byte[] from, int at) {
        for (int group = 0; group < GROUPS; group++) {
            s[lane * GROUPS + group] = (byte) (from[at + group] & 15);
            m[lane * GROUPS + group] = (byte) (from[at + group] >> 4 & 15);
        }
    }

    /// 8 bytes with four bits of 16 factors, 4 bytes with two more of them; less 32.
    private void factorsWithSign(int lane, byte[] from, int at) {
        for (int group = 0; group < GROUPS; group++) {
            int low = from[at + group % 8] >> 4 * (group / 8) & 15;
            int high = from[at + 8 + group % 4] >> 2 * (group / 4) & 3;
            s[lane * GROUPS + group] = (byte) ((low | high << 4) - 32);
        }
    }

    /// 12 bytes of eight factors of the scale and eight of the step.
    private void sixBitFactors(int lane, byte[] from, int at) {
        for (int group = 0; group < GROUPS; group++) {
            int pair = group / 2;
            int first = from[at + pair % 4];
            int second = from[at + 4 + pair % 4];
            int third = from[at + 8 + pair % 4];
            boolean whole = pair < 4;
            s[lane * GROUPS + group] = (byte) (whole ? first & 63 : third & 15 | (first >> 6 & 3) << 4);
            m[lane * GROUPS + group] = (byte) (whole ? second & 63 : third >> 4 & 15 | (second >> 6 & 3) << 4);
        }
    }

    private static long load(byte[] from, int at) {
        return (long) LONG.get(from, at);
    }

    private void store(int at, long eight) {
        LONG.set(codes, at, eight);
    }
}
