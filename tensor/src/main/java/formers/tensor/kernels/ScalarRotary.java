package formers.tensor.kernels;

import formers.tensor.threads.Threads;

/// Pair by pair.
final class ScalarRotary implements RotaryKernels {

    private static final int GRAIN = 16_384;

    /// Rows that make one piece of work.
    static int rowsPerTask(RotaryShape shape) {
        return Math.max(1, GRAIN / Math.max(1, shape.rowSize()));
    }

    @Override
    public void rotate(RotaryShape shape, RotaryTables tables, boolean inverse, float[] x, int xo, float[] y, int yo) {
        Threads.forRanges(shape.rows(), rowsPerTask(shape), (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * shape.rowSize();
                System.arraycopy(x, xo + at, y, yo + at, shape.rowSize());
                int angles = tables.position(row) * shape.pairs();
                for (int head = 0; head < shape.heads(); head++) {
                    turn(shape, tables, angles, inverse ? -1 : 1, y, yo + at + head * shape.width());
                }
            }
        });
    }

    private static void turn(RotaryShape shape, RotaryTables tables, int angles, int sign, float[] y, int at) {
        int apart = shape.interleaved() ? 1 : shape.pairs();
        int step = shape.interleaved() ? 2 : 1;
        for (int i = 0; i < shape.pairs(); i++) {
            float cosine = tables.cosines()[tables.cosinesAt() + angles + i];
            float sine = sign * tables.sines()[tables.sinesAt() + angles + i];
            int first = at + i * step;
            float a = y[first];
            float b = y[first + apart];
            y[first] = a * cosine - b * sine;
            y[first + apart] = b * cosine + a * sine;
        }
    }
}
