package formers.tensor.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Squares of eight rows by eight columns of bytes, turned so that what were columns lie in a row. Eight bytes
/// at a time in a `long`: byte by byte, packing a model takes longer than reading it from its file.
final class CodeSquares {

    static final int SIDE = 8;

    /// From a column to the next.
    private static final int STEP = PackedPanels.ROWS;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    // Every other byte, every other two bytes, every other four bytes.
    private static final long BYTES = 0x00FF00FF00FF00FFL;
    private static final long PAIRS = 0x0000FFFF0000FFFFL;
    private static final long QUADS = 0x00000000FFFFFFFFL;

    private CodeSquares() {}

    static long load(byte[] from, int at) {
        return (long) LONG.get(from, at);
    }

    /// Turns columns of eight rows, `rowBytes` apart, a multiple of eight of them: column `j` goes to
    /// `to[at + 16 j]` and the seven bytes behind it. All indices are the loop's variable times a constant, and
    /// something; so they are checked once, before the loop, which makes it nearly twice as fast.
    static void turn(int columns, byte[] from, int first, int rowBytes, byte[] to, int at) {
        int second = first + rowBytes;
        int third = second + rowBytes;
        int fourth = third + rowBytes;
        int fifth = fourth + rowBytes;
        int sixth = fifth + rowBytes;
        int seventh = sixth + rowBytes;
        int eighth = seventh + rowBytes;
        for (int column = 0; column < columns; column += SIDE) {
            turn(
                    load(from, first + column),
                    load(from, second + column),
                    load(from, third + column),
                    load(from, fourth + column),
                    load(from, fifth + column),
                    load(from, sixth + column),
                    load(from, seventh + column),
                    load(from, eighth + column),
                    to,
                    at + column * STEP);
        }
    }

    /// Writes column `j` of rows `a` to `h` to `to[at + 16 j]` and the seven bytes behind it; the first column
    /// of a row is its lowest byte. Swaps bytes of neighbouring rows, then pairs of bytes of rows two apart, then
    /// halves of rows four apart.
    static void turn(long a, long b, long c, long d, long e, long f, long g, long h, byte[] to, int at) {
        long ab = (a >>> 8 ^ b) & BYTES;
        long cd = (c >>> 8 ^ d) & BYTES;
        long ef = (e >>> 8 ^ f) & BYTES;
        long gh = (g >>> 8 ^ h) & BYTES;
        halves(a ^ ab << 8, c ^ cd << 8, e ^ ef << 8, g ^ gh << 8, to, at);
        halves(b ^ ab, d ^ cd, f ^ ef, h ^ gh, to, at + STEP);
    }

    private static void halves(long a, long c, long e, long g, byte[] to, int at) {
        long ac = (a >>> 16 ^ c) & PAIRS;
        long eg = (e >>> 16 ^ g) & PAIRS;
        quarters(a ^ ac << 16, e ^ eg << 16, to, at);
        quarters(c ^ ac, g ^ eg, to, at + 2 * STEP);
    }

    private static void quarters(long a, long e, byte[] to, int at) {
        long ae = (a >>> 32 ^ e) & QUADS;
        LONG.set(to, at, a ^ ae << 32);
        LONG.set(to, at + 4 * STEP, e ^ ae);
    }
}
