package formers.tensor.kernels;

import java.util.Arrays;

/// Rows as they are.
public final class FloatRows implements StoredRows {

    private final int width;
    private float[] values;

    /// @param width of a whole row, all heads together
    public FloatRows(int width) {
        this(width, new float[0]);
    }

    private FloatRows(int width, float[] values) {
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
            System.arraycopy(from, at + i * stride, values, (row + i) * width, width);
        }
    }

    @Override
    public void move(int from, int to, int count) {
        System.arraycopy(values, from * width, values, to * width, count * width);
    }

    @Override
    public Heads read(int from, int count, int first, int heads, int headWidth, float[] scratch) {
        return new Heads(values, from * width + first * headWidth, 0, width);
    }

    @Override
    public StoredRows copy(int rows) {
        return new FloatRows(width, Arrays.copyOf(values, rows * width));
    }

    @Override
    public long bytes() {
        return 4L * values.length;
    }
}
