package formers.tensor.kernels;

import java.util.Arrays;

/// Rows in half precision (IEEE 754 binary16), half of the bytes. What is too large becomes the largest half.
public final class HalfRows implements StoredRows {

    private static final float LARGEST = 65504;

    private final int width;
    private short[] values;

    /// @param width of a whole row, all heads together
    public HalfRows(int width) {
        this(width, new short[0]);
    }

    private HalfRows(int width, short[] values) {
        this.width = width;
        this.values = values;
    }

    @Override
    public int capacity() {
        return values.length / width;
    }

    @Override
    public void grow(int rows) {
        values = Arrays.copyOf(values, Math.multiplyExact(rows, width));
    }

    @Override
    public void write(int row, int count, float[] from, int at, int stride) {
        for (int i = 0; i < count; i++) {
            write(width, from, at + i * stride, values, (row + i) * width);
        }
    }

    private static void write(int n, float[] x, int xo, short[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Float.floatToFloat16(Math.clamp(x[xo + i], -LARGEST, LARGEST));
        }
    }

    @Override
    public void move(int from, int to, int count) {
        System.arraycopy(values, from * width, values, to * width, count * width);
    }

    @Override
    public Heads read(int from, int count, int first, int heads, int headWidth, float[] scratch) {
        int part = heads * headWidth;
        for (int i = 0; i < count; i++) {
            read(part, values, (from + i) * width + first * headWidth, scratch, i * part);
        }
        return new Heads(scratch, 0, 0, part);
    }

    /// Scalar on purpose: the JIT compiler makes vectors of the conversion.
    private static void read(int n, short[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Float.float16ToFloat(x[xo + i]);
        }
    }

    @Override
    public StoredRows copy(int rows) {
        return new HalfRows(width, Arrays.copyOf(values, rows * width));
    }

    @Override
    public long bytes() {
        return 2L * values.length;
    }
}
