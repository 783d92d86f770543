package formers.tensor.kernels;

import java.util.SplittableRandom;

/// An attention problem with seeded operands inside larger arrays, whose gaps must stay as they are.
final class AttentionProblem {

    /// Marks elements that belong to no operand.
    static final float GAP = -77;

    final String name;
    final AttentionShape shape;
    final Heads q;
    final Heads k;
    final Heads v;
    final Heads dOut;

    private final int keyRows;

    private AttentionProblem(String name, AttentionShape shape, boolean fused) {
        this.name = name;
        this.shape = shape;
        keyRows = shape.keys() + (fused ? 0 : 3);
        var random = new SplittableRandom(shape.queries() * 31L + shape.keys());
        if (fused) {
            int row = rowSize();
            var all = random(random, shape.batch() * shape.queries() * row + 5);
            q = new Heads(all, 5, shape.queries() * row, row);
            k = new Heads(all, 5 + shape.heads() * shape.width(), shape.queries() * row, row);
            v = new Heads(all, 5 + (shape.heads() + shape.kvHeads()) * shape.width(), shape.queries() * row, row);
        } else {
            q = filled(random, queries(0));
            k = filled(random, keys(0));
            v = filled(random, keys(0));
        }
        dOut = filled(random, queries(0));
    }

    /// Queries, keys and values in arrays of their own; the keys with room for more.
    static AttentionProblem apart(String name, AttentionShape shape) {
        return new AttentionProblem(name, shape, false);
    }

    /// Queries, keys and values of a token side by side.
    static AttentionProblem fused(String name, AttentionShape shape) {
        return new AttentionProblem(name, shape, true);
    }

    private int rowSize() {
        return (shape.heads() + 2 * shape.kvHeads()) * shape.width();
    }

    private Heads queries(float value) {
        return room(shape.queries(), shape.heads(), 3, value);
    }

    private Heads keys(float value) {
        return room(keyRows, shape.kvHeads(), 1, value);
    }

    private Heads room(int rows, int heads, int gap, float value) {
        int row = heads * shape.width() + gap;
        var array = new float[shape.batch() * rows * row + 2];
        java.util.Arrays.fill(array, value);
        return new Heads(array, 2, rows * row, row);
    }

    private static Heads filled(SplittableRandom random, Heads heads) {
        var array = random(random, heads.array().length);
        return new Heads(array, heads.offset(), heads.batchStride(), heads.rowStride());
    }

    static float[] random(SplittableRandom random, int n) {
        var array = new float[n];
        for (int i = 0; i < n; i++) {
            array[i] = (float) random.nextDouble(-1.5, 1.5);
        }
        return array;
    }

    /// What kernels made of the problem.
    record Result(Heads out, float[] logSumExp, Heads dq, Heads dk, Heads dv) {}

    Result solve(AttentionKernels kernels) {
        var out = queries(GAP);
        var logSumExp = new float[1 + shape.batch() * shape.heads() * shape.queries()];
        kernels.forward(shape, q, k, v, out, logSumExp, 1);
        Heads dq;
        Heads dk;
        Heads dv;
        if (q.array() == k.array()) {
            var all = new float[q.array().length];
            java.util.Arrays.fill(all, GAP);
            dq = new Heads(all, q.offset(), q.batchStride(), q.rowStride());
            dk = new Heads(all, k.offset(), k.batchStride(), k.rowStride());
            dv = new Heads(all, v.offset(), v.batchStride(), v.rowStride());
        } else {
            dq = queries(GAP);
            dk = keys(GAP);
            dv = keys(GAP);
        }
        kernels.backward(shape, q, k, v, out, logSumExp, 1, dOut, dq, dk, dv);
        return new Result(out, logSumExp, dq, dk, dv);
    }

    @Override
    public String toString() {
        return name;
    }
}
