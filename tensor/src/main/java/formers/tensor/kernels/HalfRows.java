package formers.tensor.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Rows of 16-bit floating-point numbers, read where they are stored, such as in a mapped file. Infinities and NaN have
/// no place in weights; vectors read those of F16 as the numbers from 2¹⁶ up.
///
/// @param brain   whether they are BF16, otherwise F16
/// @param data    the rows one after the other, little-endian; outside the heap, where vectors read it fast
public record HalfRows(boolean brain, MemorySegment data, int rows, int columns) implements PackedRows {

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final ValueLayout.OfShort BITS = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

    public HalfRows {
        long expected = 2L * rows * columns;
        if (data.byteSize() != expected || !data.isNative()) {
            throw new IllegalArgumentException(
                    "expected %d bytes outside the heap for [%d, %d] 16-bit numbers, found %s"
                            .formatted(expected, rows, columns, data));
        }
    }

    @Override
    public long bytes() {
        return data.byteSize();
    }

    @Override
    public void decode(int row, int column, int count, float[] to, int at) {
        long from = at(row, column);
        for (int i = 0; i < count; i++) {
            short bits = data.get(BITS, from + 2L * i);
            to[at + i] = brain ? Float.intBitsToFloat(bits << 16) : Float.float16ToFloat(bits);
        }
    }

    /// Where an element is stored.
    long at(int row, int column) {
        return 2 * ((long) row * columns + column);
    }
}
