package formers.models.decoder;

import formers.models.nn.BlockLayout;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.Where;
import formers.tensor.Tensor;

/// One block of a decoder, `[batch, time, width] → [batch, time, width]`: attention, a feed-forward
/// network, and norms where its [BlockLayout] has them.
sealed interface Block {

    Tensor apply(Tensor x, Where where, Pass pass);

    /// Attention or the feed-forward network of a block, its dropout included.
    @FunctionalInterface
    interface Branch {
        Tensor apply(Tensor x, Where where, Pass pass);
    }

    /// The block of that layout, with norms whose parameters are under `norm1`, `norm2` and, where a
    /// branch has a norm on either side, `norm1_after`, `norm2_after`.
    static Block of(
            BlockLayout layout, Parameters parameters, Norm norm, int width, Branch attention, Branch feedForward) {
        var norm1 = norm.build(parameters.at("norm1"), width);
        if (layout == BlockLayout.PARALLEL) {
            return new Parallel(norm1, norm1, attention, feedForward);
        }
        var norm2 = norm.build(parameters.at("norm2"), width);
        return switch (layout) {
            case PRE -> new Pre(norm1, norm2, attention, feedForward);
            case POST -> new Post(norm1, norm2, attention, feedForward);
            case AFTER_BRANCH -> new AfterBranch(norm1, norm2, attention, feedForward);
            case SANDWICH ->
                new Sandwich(
                        norm1,
                        norm.build(parameters.at("norm1_after"), width),
                        norm2,
                        norm.build(parameters.at("norm2_after"), width),
                        attention,
                        feedForward);
            case PARALLEL, PARALLEL_TWO_NORMS -> new Parallel(norm1, norm2, attention, feedForward);
        };
    }

    record Pre(Norm.Built norm1, Norm.Built norm2, Branch attention, Branch feedForward) implements Block {
        @Override
        public Tensor apply(Tensor x, Where where, Pass pass) {
            var after = norm2.afterAdding(x, attention.apply(norm1.apply(x), where, pass));
            return after.sum().plus(feedForward.apply(after.normalized(), where, pass));
        }
    }

    record Post(Norm.Built norm1, Norm.Built norm2, Branch attention, Branch feedForward) implements Block {
        @Override
        public Tensor apply(Tensor x, Where where, Pass pass) {
            var attended = norm1.afterAdding(x, attention.apply(x, where, pass)).normalized();
            return norm2.afterAdding(attended, feedForward.apply(attended, where, pass))
                    .normalized();
        }
    }

    record AfterBranch(Norm.Built norm1, Norm.Built norm2, Branch attention, Branch feedForward) implements Block {
        @Override
        public Tensor apply(Tensor x, Where where, Pass pass) {
            var attended = x.plus(norm1.apply(attention.apply(x, where, pass)));
            return attended.plus(norm2.apply(feedForward.apply(attended, where, pass)));
        }
    }

    record Sandwich(
            Norm.Built norm1,
            Norm.Built norm1After,
            Norm.Built norm2,
            Norm.Built norm2After,
            Branch attention,
            Branch feedForward)
            implements Block {
        @Override
        public Tensor apply(Tensor x, Where where, Pass pass) {
            var after = norm2.afterAdding(x, norm1After.apply(attention.apply(norm1.apply(x), where, pass)));
            return after.sum().plus(norm2After.apply(feedForward.apply(after.normalized(), where, pass)));
        }
    }

    /// With one norm, `norm1` and `norm2` are the same.
    record Parallel(Norm.Built norm1, Norm.Built norm2, Branch attention, Branch feedForward) implements Block {
        @Override
        public Tensor apply(Tensor x, Where where, Pass pass) {
            var first = norm1.apply(x);
            var second = norm1 == norm2 ? first : norm2.apply(x);
            return x.plus(attention.apply(first, where, pass)).plus(feedForward.apply(second, where, pass));
        }
    }
}
