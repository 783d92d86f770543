package formers.tensor.kernels;

import static formers.tensor.kernels.VectorMath.F;
import static formers.tensor.kernels.VectorMath.L;
import static formers.tensor.kernels.VectorMath.load;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The keys `from..to-1` of one sequence, against all its queries. Keys, and later values, are read four at
/// a time for all heads, in the order in which they lie in memory.
record PieceOfKeys(AttentionShape shape, int b, int from, int to) {

    private static final int TOGETHER = 4;

    /// A multiple of the keys in a vector and of those read together.
    private static final int VECTOR = Math.max(L, TOGETHER);

    /// Keys that are made floats at a time where they are stored as something else: few enough to stay near.
    private static final int TILE = 4 * TOGETHER;

    /// Below every score that counts, and finite, so that a difference of two is a number.
    private static final float NOTHING_YET = -1e30f;

    private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);
    private static final ThreadLocal<float[]> UNPACKED = ThreadLocal.withInitial(() -> new float[0]);

    /// The piece without the keys that no query sees: what lies there may be anything. In front of a window,
    /// whole vectors of keys are left out: so the place of a key in its vector, and with it the order of sums,
    /// does not depend on the queries beside one.
    static PieceOfKeys visible(AttentionShape shape, int b, int from, int to) {
        int window = Math.max(0, shape.firstKey(b, 0) - from);
        int start = shape.keyStart() == null ? 0 : shape.keyStart()[b];
        return new PieceOfKeys(
                shape,
                b,
                Math.max(start, from + window - window % VECTOR),
                Math.min(to, shape.endKey(b, shape.queries() - 1)));
    }

    /// Writes for each row, a query of one head: the sum of values weighted by exponentials `[width]`, the
    /// largest score in powers of two, and the sum of the exponentials relative to it.
    void attend(Heads q, HeadRows k, HeadRows v, float[] partial, int po) {
        int rows = shape.heads() * shape.queries();
        int size = shape.width() + 2;
        Arrays.fill(partial, po, po + rows * size, 0);
        if (from >= to) {
            return;
        }
        int stride = F.loopBound(to - from + L - 1);
        float[] scratch = room(SCRATCH, rows * (stride + shape.width()));
        int queries = rows * stride;
        gather(q, scratch, queries);
        score(scratch, queries, k, stride);
        for (int row = 0; row < rows; row++) {
            softmax(row, scratch, row * stride, stride, partial, po + row * size + shape.width());
        }
        mix(scratch, stride, v, partial, po, size);
    }

    private float[] unpacked() {
        return room(UNPACKED, TILE * shape.kvHeads() * shape.width());
    }

    private static float[] room(ThreadLocal<float[]> own, int size) {
        float[] room = own.get();
        if (room.length < size) {
            room = new float[size];
            own.set(room);
        }
        return room;
    }

    /// Scaled queries, row by row: the rows of one key head are neighbours.
    private void gather(Heads q, float[] scratch, int at) {
        float scale = shape.scale() * PowerOfTwo.LOG2_E;
        int to = at;
        for (int head = 0; head < shape.heads(); head++) {
            for (int query = 0; query < shape.queries(); query++) {
                int from = q.at(b, query, head, shape.width());
                for (int i = 0; i < shape.width(); i++) {
                    scratch[to++] = scale * q.array()[from + i];
                }
            }
        }
    }

    private int rowsPerKey() {
        return shape.group() * shape.queries();
    }

    private void score(float[] scratch, int queries, HeadRows k, int stride) {
        for (int tile = from; tile < to; tile += TILE) {
            int count = Math.min(TILE, to - tile);
            score(
                    count,
                    k.read(b, tile, count, 0, shape.kvHeads(), shape.width(), unpacked()),
                    scratch,
                    queries,
                    stride,
                    tile - from);
        }
    }

    /// @param so column of the first key in the matrix of scores
    private void score(int count, Heads k, float[] scratch, int queries, int stride, int so) {
        int width = shape.width();
        int each = rowsPerKey();
        int key = 0;
        for (; key <= count - TOGETHER; key += TOGETHER) {
            for (int kvHead = 0; kvHead < shape.kvHeads(); kvHead++) {
                int ko = k.at(0, key, kvHead, width);
                for (int row = kvHead * each; row < (kvHead + 1) * each; row++) {
                    dots(
                            width,
                            scratch,
                            queries + row * width,
                            k.array(),
                            ko,
                            k.rowStride(),
                            scratch,
                            row * stride + so + key);
                }
            }
        }
        for (; key < count; key++) {
            for (int kvHead = 0; kvHead < shape.kvHeads(); kvHead++) {
                int ko = k.at(0, key, kvHead, width);
                for (int row = kvHead * each; row < (kvHead + 1) * each; row++) {
                    scratch[row * stride + so + key] =
                            PanelRows.dot(width, scratch, queries + row * width, k.array(), ko);
                }
            }
        }
    }

    /// Products of one query with four keys.
    private static void dots(int width, float[] q, int qo, float[] k, int ko, int stride, float[] scores, int so) {
        var s0 = FloatVector.zero(F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        int i = 0;
        for (; i < F.loopBound(width); i += L) {
            var x = load(q, qo + i);
            s0 = x.fma(load(k, ko + i), s0);
            s1 = x.fma(load(k, ko + stride + i), s1);
            s2 = x.fma(load(k, ko + 2 * stride + i), s2);
            s3 = x.fma(load(k, ko + 3 * stride + i), s3);
        }
        scores[so] = VectorMath.sum(s0);
        scores[so + 1] = VectorMath.sum(s1);
        scores[so + 2] = VectorMath.sum(s2);
        scores[so + 3] = VectorMath.sum(s3);
        for (; i < width; i++) {
            for (int key = 0; key < TOGETHER; key++) {
                scores[so + key] += q[qo + i] * k[ko + key * stride + i];
            }
        }
    }

    /// Products to exponentials, 0 for keys that the row does not see and in what fills up the last vector.
    private void softmax(int row, float[] scores, int so, int stride, float[] partial, int po) {
        int query = row % shape.queries();
        int first = Math.max(from, shape.firstKey(b, query)) - from;
        int end = Math.min(to, shape.endKey(b, query)) - from;
        if (first >= end) {
            Arrays.fill(scores, so, so + stride, 0);
            return;
        }
        bias(row / shape.queries(), query, scores, so);
        Arrays.fill(scores, so, so + first, Float.NEGATIVE_INFINITY);
        Arrays.fill(scores, so + end, so + stride, Float.NEGATIVE_INFINITY);
        float largest = Math.max(NOTHING_YET, largest(stride, scores, so));
        partial[po] = largest;
        partial[po + 1] = exponentials(stride, largest, scores, so);
    }

    /// The cap, and what is added to the scores.
    private void bias(int head, int query, float[] scores, int so) {
        int n = to - from;
        if (shape.softCap() > 0) {
            float cap = shape.softCap() * PowerOfTwo.LOG2_E;
            for (int i = 0; i < n; i += L) {
                var s = load(scores, so + i).mul(1 / cap);
                PowerOfTwo.tanh(s).mul(cap).intoArray(scores, so + i);
            }
        }
        if (shape.slopes() != null) {
            float slope = shape.slopes()[head] * PowerOfTwo.LOG2_E;
            int ahead = from - shape.position(b, query);
            for (int i = 0; i < n; i++) {
                scores[so + i] += slope * (ahead + i);
            }
        }
        if (shape.mask() != null) {
            float[] added = shape.mask().array();
            int mo = shape.mask().row(b, head, query) + from;
            for (int i = 0; i < n; i++) {
                scores[so + i] += added[mo + i] * PowerOfTwo.LOG2_E;
            }
        }
    }

    private static float largest(int n, float[] scores, int at) {
        var largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < n; i += L) {
            var s = load(scores, at + i);
            largest = largest.blend(s, s.compare(GT, largest));
        }
        return largest.reduceLanes(MAX);
    }

    private static float exponentials(int n, float largest, float[] scores, int at) {
        var sum = FloatVector.zero(F);
        for (int i = 0; i < n; i += L) {
            var p = PowerOfTwo.of(load(scores, at + i).sub(largest));
            p.intoArray(scores, at + i);
            sum = sum.add(p);
        }
        return VectorMath.sum(sum);
    }

    private void mix(float[] weights, int stride, HeadRows v, float[] partial, int po, int size) {
        for (int tile = from; tile < to; tile += TILE) {
            int count = Math.min(TILE, to - tile);
            mix(
                    count,
                    weights,
                    stride,
                    tile - from,
                    v.read(b, tile, count, 0, shape.kvHeads(), shape.width(), unpacked()),
                    partial,
                    po,
                    size);
        }
    }

    private void mix(int count, float[] weights, int stride, int at, Heads v, float[] partial, int po, int size) {
        int width = shape.width();
        int each = rowsPerKey();
        for (int key = 0; key < count; key += TOGETHER) {
            // The last keys may stand for missing ones, whose weights are 0.
            int v1 = Math.min(1, count - 1 - key) * v.rowStride();
            int v2 = Math.min(2, count - 1 - key) * v.rowStride();
            int v3 = Math.min(3, count - 1 - key) * v.rowStride();
            for (int kvHead = 0; kvHead < shape.kvHeads(); kvHead++) {
                int vo = v.at(0, key, kvHead, width);
                for (int row = kvHead * each; row < (kvHead + 1) * each; row++) {
                    addFour(
                            width,
                            weights,
                            row * stride + at + key,
                            v.array(),
                            vo,
                            vo + v1,
                            vo + v2,
                            vo + v3,
                            partial,
                            po + row * size);
                }
            }
        }
    }

    /// `sum += Σ p[j] v[j]` over four rows of values.
    private static void addFour(
            int width, float[] p, int at, float[] v, int v0, int v1, int v2, int v3, float[] sum, int so) {
        float p0 = p[at];
        float p1 = p[at + 1];
        float p2 = p[at + 2];
        float p3 = p[at + 3];
        int i = 0;
        for (; i < F.loopBound(width); i += L) {
            var s = load(sum, so + i);
            s = load(v, v0 + i).fma(FloatVector.broadcast(F, p0), s);
            s = load(v, v1 + i).fma(FloatVector.broadcast(F, p1), s);
            s = load(v, v2 + i).fma(FloatVector.broadcast(F, p2), s);
            s = load(v, v3 + i).fma(FloatVector.broadcast(F, p3), s);
            s.intoArray(sum, so + i);
        }
        for (; i < width; i++) {
            sum[so + i] += p0 * v[v0 + i] + p1 * v[v1 + i] + p2 * v[v2 + i] + p3 * v[v3 + i];
        }
    }
}
