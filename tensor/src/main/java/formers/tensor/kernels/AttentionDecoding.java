package formers.tensor.kernels;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// The forward pass for a few new queries against many keys, where the time goes into reading keys and
/// values: vectors run along the channels, each piece of the keys is read once for all heads, and pieces
/// are combined at the end.
///
/// @param at where `logSumExp`, null if not wanted, starts
record AttentionDecoding(AttentionShape shape, Heads q, HeadRows k, HeadRows v, Heads out, float[] logSumExp, int at) {

    /// Queries per head up to which this is faster than panels, of which they would leave most columns empty.
    static final int QUERIES = 4;

    /// Keys per piece. The same for every problem, so that what is summed up, and in which order, depends
    /// on the sequence alone, and not on what else is in its batch or on how much room there is behind it.
    private static final int PIECE = 128;

    /// Rows whose pieces are combined by one task.
    private static final int ROWS_PER_TASK = 16;

    private static final double LN_2 = Math.log(2);

    /// What is known of one row, a query of one head, after one piece of the keys: output, largest score and
    /// sum.
    private static final ThreadLocal<float[]> PARTIAL = ThreadLocal.withInitial(() -> new float[0]);

    static boolean suits(AttentionShape shape) {
        return shape.queries() <= QUERIES && shape.dropout() == null;
    }

    private int rows() {
        return shape.heads() * shape.queries();
    }

    private int partialSize() {
        return shape.width() + 2;
    }

    void run() {
        int pieces = Math.ceilDiv(shape.keys(), PIECE);
        float[] partial = partial(shape.batch() * pieces * rows() * partialSize());
        Threads.forEach(shape.batch() * pieces, task -> {
            int from = task % pieces * PIECE;
            PieceOfKeys.visible(shape, task / pieces, from, Math.min(shape.keys(), from + PIECE))
                    .attend(q, k, v, partial, task * rows() * partialSize());
        });
        Threads.forRanges(shape.batch() * rows(), ROWS_PER_TASK, (first, end) -> {
            for (int row = first; row < end; row++) {
                combine(row, pieces, partial);
            }
        });
    }

    private static float[] partial(int size) {
        float[] partial = PARTIAL.get();
        if (partial.length < size) {
            partial = new float[size];
            PARTIAL.set(partial);
        }
        return partial;
    }

    private void combine(int row, int pieces, float[] partial) {
        int b = row / rows();
        int width = shape.width();
        int stride = rows() * partialSize();
        int first = b * pieces * stride + row % rows() * partialSize();
        float largest = Float.NEGATIVE_INFINITY;
        for (int p = 0; p < pieces; p++) {
            if (partial[first + p * stride + width + 1] > 0) {
                largest = Math.max(largest, partial[first + p * stride + width]);
            }
        }
        int head = row % rows() / shape.queries();
        int query = row % shape.queries();
        int to = out.at(b, query, head, width);
        Arrays.fill(out.array(), to, to + width, 0);
        double sum = 0;
        for (int p = 0; p < pieces; p++) {
            int from = first + p * stride;
            if (partial[from + width + 1] > 0) {
                float factor = (float) Math.exp((partial[from + width] - largest) * LN_2);
                sum += factor * partial[from + width + 1];
                addScaled(width, factor, partial, from, out.array(), to);
            }
        }
        if (sum > 0) {
            scale(width, (float) (1 / sum), out.array(), to);
        }
        if (logSumExp != null) {
            logSumExp[at + shape.row(b, head, query)] =
                    sum > 0 ? (float) (largest * LN_2 + Math.log(sum)) : Float.NEGATIVE_INFINITY;
        }
    }

    private static void addScaled(int n, float factor, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] += factor * x[xo + i];
        }
    }

    private static void scale(int n, float factor, float[] x, int xo) {
        for (int i = 0; i < n; i++) {
            x[xo + i] *= factor;
        }
    }
}
