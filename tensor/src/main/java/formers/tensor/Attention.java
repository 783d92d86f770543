package formers.tensor;

import formers.tensor.kernels.AttentionDropout;
import formers.tensor.kernels.AttentionShape;
import java.util.Arrays;

/// Scaled dot-product attention without the matrix of scores, and its gradients.
final class Attention {

    private Attention() {}

    private static Backend.Attention backend() {
        return Backend.current().attention();
    }

    /// `[batch, queries, heads, width] x [batch, keys, kvHeads, width] (twice) → [batch, queries, heads,
    /// width]`.
    static Tensor attention(Tensor q, Tensor k, Tensor v, AttentionOptions options) {
        check(q, k, v);
        var shape = shape(options, q.extent(0), q.extent(2), k.extent(2), q.extent(1), k.extent(1), q.extent(3));
        var pass = new Pass(shape, mask(options, shape), new HeadRange(q, 0), new HeadRange(k, 0), new HeadRange(v, 0));
        var out = pass.forward();
        return Gradients.record(
                out,
                (dOut, into) -> {
                    var dq = Tensor.empty(q.shape());
                    var dk = Tensor.empty(k.shape());
                    var dv = Tensor.empty(v.shape());
                    pass.backward(dOut, new HeadRange(dq, 0), new HeadRange(dk, 0), new HeadRange(dv, 0));
                    into.give(q, dq);
                    into.give(k, dk);
                    into.give(v, dv);
                },
                q,
                k,
                v);
    }

    private static void check(Tensor q, Tensor k, Tensor v) {
        q.requireFloats("attention");
        k.requireFloats("attention");
        v.requireFloats("attention");
        if (q.rank() != 4
                || k.rank() != 4
                || !k.shape().equals(v.shape())
                || q.extent(0) != k.extent(0)
                || q.extent(3) != k.extent(3)) {
            throw new ShapeException(("attention wants queries [batch, queries, heads, width] and keys and values"
                            + " [batch, keys, kvHeads, width], found %s, %s and %s")
                    .formatted(q.shape(), k.shape(), v.shape()));
        }
        requireGroups(q.extent(2), k.extent(2));
    }

    private static void requireGroups(int heads, int kvHeads) {
        if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
            throw new ShapeException("attention wants as many query heads as key heads, or a multiple, found %d and %d"
                    .formatted(heads, kvHeads));
        }
    }

    /// The same, reading query, key and value heads side by side: `[batch, tokens, heads + 2·kvHeads,
    /// width]`.
    static Tensor selfAttention(Tensor qkv, int heads, int kvHeads, AttentionOptions options) {
        qkv.requireFloats("self-attention");
        if (qkv.rank() != 4 || qkv.extent(2) != heads + 2 * kvHeads) {
            throw new ShapeException(
                    "self-attention with %d query and %d key heads wants [batch, tokens, %d, width], found %s"
                            .formatted(heads, kvHeads, heads + 2 * kvHeads, qkv.shape()));
        }
        requireGroups(heads, kvHeads);
        int tokens = qkv.extent(1);
        var shape = shape(options, qkv.extent(0), heads, kvHeads, tokens, tokens, qkv.extent(3));
        var pass = new Pass(
                shape,
                mask(options, shape),
                new HeadRange(qkv, 0),
                new HeadRange(qkv, heads),
                new HeadRange(qkv, heads + kvHeads));
        var out = pass.forward();
        return Gradients.record(
                out,
                (dOut, into) -> {
                    var d = Tensor.empty(qkv.shape());
                    pass.backward(
                            dOut, new HeadRange(d, 0), new HeadRange(d, heads), new HeadRange(d, heads + kvHeads));
                    into.give(qkv, d);
                },
                qkv);
    }

    /// `[batch, queries, heads, width]` over what is kept of each sequence.
    static Tensor cachedAttention(Tensor q, KeyValues[] sequences, AttentionOptions options) {
        q.requireFloats("attention");
        int[] ends = options.keyEnd();
        if (q.rank() != 4
                || q.extent(0) != sequences.length
                || ends == null
                || options.mask() != null
                || options.dropout() > 0
                || Gradients.tracks(q)) {
            throw new IllegalArgumentException("attention over %d kept sequences wants queries [%d, queries, heads,"
                            .formatted(sequences.length, sequences.length)
                    + " width], the end of each, and neither a mask nor dropout nor gradients; found queries "
                    + q.shape() + " and " + options);
        }
        int kvHeads = sequences[0].heads();
        requireGroups(q.extent(2), kvHeads);
        int longest = 0;
        for (int row = 0; row < sequences.length; row++) {
            if (sequences[row].heads() != kvHeads || sequences[row].width() != q.extent(3)) {
                throw new ShapeException("attention wants keys of %d heads of %d channels, found %d of %d"
                        .formatted(kvHeads, q.extent(3), sequences[row].heads(), sequences[row].width()));
            }
            if (ends[row] > sequences[row].capacity()) {
                throw new IllegalArgumentException("sequence %d is said to have %d tokens, there is room for %d"
                        .formatted(row, ends[row], sequences[row].capacity()));
            }
            longest = Math.max(longest, ends[row]);
        }
        var shape = shape(options, q.extent(0), q.extent(2), kvHeads, q.extent(1), longest, q.extent(3));
        var out = Tensor.empty(q.shape());
        backend().cachedAttention(shape, q, sequences, out);
        return out;
    }

    private static AttentionShape shape(
            AttentionOptions options, int batch, int heads, int kvHeads, int queries, int keys, int width) {
        var plain = AttentionShape.of(batch, heads, kvHeads, queries, keys, width)
                .withKeys(options.keyStart(), options.keyEnd())
                .withWindow(options.window())
                .withSoftCap(options.softCap())
                .withSlopes(options.slopes())
                .withQueryStart(queryStart(options, batch, queries, keys));
        var scaled = options.scale() == 0 ? plain : plain.withScale(options.scale());
        var ordered = options.causal() ? scaled.withCausal() : scaled;
        if (options.dropout() == 0) {
            return ordered;
        }
        var random = options.random();
        return ordered.withDropout(new AttentionDropout(options.dropout(), random.seed(), random.stream()));
    }

    /// The last query stands at the last visible key; but query i never before position i, so that
    /// padding after a sequence does not move its queries.
    private static int[] queryStart(AttentionOptions options, int batch, int queries, int keys) {
        var start = new int[batch];
        Arrays.setAll(start, b -> Math.max(0, (options.keyEnd() == null ? keys : options.keyEnd()[b]) - queries));
        return start;
    }

    private static Tensor mask(AttentionOptions options, AttentionShape shape) {
        var mask = options.mask();
        if (mask == null) {
            return null;
        }
        mask.requireFloats("an attention mask");
        if (Gradients.tracks(mask)) {
            throw new IllegalArgumentException(
                    "attention computes no gradient of its mask " + mask.shape() + "; detach() it if none is meant");
        }
        var scores = Shape.of(shape.batch(), shape.heads(), shape.queries(), shape.keys());
        if (mask.rank() > 4 || !mask.shape().broadcast(scores).equals(scores)) {
            throw new ShapeException(
                    "an attention mask must broadcast to %s, found %s".formatted(scores, mask.shape()));
        }
        boolean everyKey = mask.rank() > 0 && mask.extent(-1) == shape.keys();
        return everyKey ? mask : Layout.broadcastTo(mask, Shape.of(shape.keys()).broadcast(mask.shape()));
    }

    /// What forward and backward share.
    private static final class Pass {
        private final AttentionShape shape;
        private final Tensor mask;
        private final HeadRange q;
        private final HeadRange k;
        private final HeadRange v;
        private final Tensor logSumExp; // null when no gradient will be asked for
        private final Tensor out;

        Pass(AttentionShape shape, Tensor mask, HeadRange q, HeadRange k, HeadRange v) {
            this.shape = shape;
            this.mask = mask;
            this.q = q;
            this.k = k;
            this.v = v;
            boolean tracked = Gradients.tracks(q.tensor(), k.tensor(), v.tensor());
            logSumExp = tracked ? Tensor.empty(Shape.of(shape.batch(), shape.heads(), shape.queries())) : null;
            out = Tensor.empty(Shape.of(shape.batch(), shape.queries(), shape.heads(), shape.width()));
        }

        Tensor forward() {
            backend().attention(shape, mask, q, k, v, out, logSumExp);
            return out;
        }

        void backward(Tensor dOut, HeadRange dq, HeadRange dk, HeadRange dv) {
            backend().attentionGradients(shape, mask, q, k, v, out, logSumExp, dOut, dq, dk, dv);
        }
    }
}
