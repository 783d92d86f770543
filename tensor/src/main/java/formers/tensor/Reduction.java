package formers.tensor;

import formers.tensor.Backend.Reductions.Kind;
import java.util.Arrays;

/// Reductions along axes, and their gradients.
final class Reduction {

    private Reduction() {}

    private static Backend.Reductions backend() {
        return Backend.current().reductions();
    }

    /// A tensor seen as `[outer, n, inner]`, to be reduced over `n`; `kept` is its shape with every reduced
    /// extent 1.
    private record Plan(Tensor x, int outer, int n, int inner, Shape kept, Shape dropped) {

        static Plan of(Tensor x, int[] axes, String operation) {
            x.requireFloats(operation);
            var reduced = reduced(x.shape(), axes);
            int rank = x.rank();
            int first = 0;
            while (first < rank && !reduced[first]) {
                first++;
            }
            int last = first;
            while (last < rank && reduced[last]) {
                last++;
            }
            boolean adjacent = true;
            for (int i = last; i < rank; i++) {
                adjacent &= !reduced[i];
            }
            var kept = x.shape();
            var dropped = new int[0];
            for (int i = 0; i < rank; i++) {
                if (reduced[i]) {
                    kept = kept.with(i, 1);
                } else {
                    dropped = Arrays.copyOf(dropped, dropped.length + 1);
                    dropped[dropped.length - 1] = x.extent(i);
                }
            }
            if (adjacent) {
                int outer = x.shape().range(0, first).size();
                int n = x.shape().range(first, last).size();
                return new Plan(x, outer, n, x.shape().range(last, rank).size(), kept, Shape.of(dropped));
            }
            // Reduced axes last: one copy, then rows.
            var order = new int[rank];
            int at = 0;
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < rank; i++) {
                    if (reduced[i] == (pass == 1)) {
                        order[at++] = i;
                    }
                }
            }
            int outer = Shape.of(dropped).size();
            var moved = x.detach().permute(order);
            return new Plan(moved, outer, outer == 0 ? 0 : x.size() / outer, 1, kept, Shape.of(dropped));
        }

        private static boolean[] reduced(Shape shape, int[] axes) {
            var reduced = new boolean[shape.rank()];
            Arrays.fill(reduced, axes.length == 0);
            for (int axis : axes) {
                int i = shape.axis(axis);
                if (reduced[i]) {
                    throw new ShapeException("axis %d is named twice for shape %s".formatted(axis, shape));
                }
                reduced[i] = true;
            }
            return reduced;
        }

        Tensor run(Kind kind, boolean keep) {
            var y = Tensor.empty(keep ? kept : dropped);
            backend().reduce(kind, x, outer, n, inner, y);
            return y;
        }

        Plan nonEmpty(String operation) {
            if (n == 0) {
                throw new ShapeException(operation + " of no elements, shape " + x.shape());
            }
            return this;
        }
    }

    static Tensor sum(Tensor x, int[] axes, boolean keep) {
        var plan = Plan.of(x, axes, "sum");
        return Gradients.record(
                plan.run(Kind.SUM, keep), (dy, into) -> into.add(x, stretch(dy, plan.kept, x.shape())), x);
    }

    private static Tensor stretch(Tensor dy, Shape kept, Shape to) {
        return Layout.broadcastTo(Layout.reshape(dy, kept.extents()), to);
    }

    static Tensor mean(Tensor x, int[] axes, boolean keep) {
        return sum(x, axes, keep).times(1f / count(x, axes, "mean"));
    }

    /// How many elements each result is made of.
    private static int count(Tensor x, int[] axes, String operation) {
        if (x.size() == 0) {
            throw new ShapeException(operation + " of no elements, shape " + x.shape());
        }
        int count = axes.length == 0 ? x.size() : 1;
        for (int axis : axes) {
            count *= x.extent(axis);
        }
        return count;
    }

    static Tensor variance(Tensor x, int[] axes) {
        return mean(x.minus(mean(x, axes, true)).square(), axes, false);
    }

    static Tensor extreme(Tensor x, int[] axes, Kind kind) {
        var plan = Plan.of(x, axes, kind.name()).nonEmpty(kind.name());
        var y = plan.run(kind, false);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var won = x.detach().equalTo(Layout.reshape(y.detach(), plan.kept.extents()));
                    var ties = Layout.reshape(won.sum(axes), plan.kept.extents());
                    into.add(
                            x, won.times(Layout.reshape(dy, plan.kept.extents()).dividedBy(ties)));
                },
                x);
    }

    static Tensor logSumExp(Tensor x, int[] axes) {
        var plan = Plan.of(x, axes, "logSumExp").nonEmpty("logSumExp");
        var y = plan.run(Kind.LOG_SUM_EXP, false);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var softmax = x.detach()
                            .minus(Layout.reshape(y.detach(), plan.kept.extents()))
                            .exp();
                    into.add(x, softmax.times(Layout.reshape(dy, plan.kept.extents())));
                },
                x);
    }

    static Tensor maxout(Tensor x, int pieces) {
        x.requireFloats("maxout");
        if (x.rank() == 0 || pieces < 1 || x.extent(-1) % pieces != 0) {
            throw new ShapeException("maxout of %d pieces wants a last extent that is a multiple of it, found %s"
                    .formatted(pieces, x.shape()));
        }
        var y = Tensor.empty(x.shape().with(-1, x.extent(-1) / pieces));
        backend().maxout(pieces, x, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    backend().maxoutGradient(pieces, x, dy, dx);
                    into.give(x, dx);
                },
                x);
    }

    static Tensor argmax(Tensor x, int axis) {
        int a = x.shape().axis(axis);
        var plan = Plan.of(x, new int[] {a}, "argmax").nonEmpty("argmax");
        var index = Tensor.empty(plan.dropped, ElementType.I32);
        backend().argmax(x, plan.outer, plan.n, plan.inner, index);
        return index;
    }

    static Tensor cumulativeSum(Tensor x, int axis) {
        return cumulativeSum(x, axis, false);
    }

    private static Tensor cumulativeSum(Tensor x, int axis, boolean reversed) {
        var plan = Plan.of(x, new int[] {axis}, "cumulativeSum");
        var y = Tensor.empty(x.shape());
        backend().cumulativeSum(x, plan.outer, plan.n, plan.inner, reversed, y);
        return Gradients.record(y, (dy, into) -> into.add(x, cumulativeSum(dy, axis, !reversed)), x);
    }

    /// Undoes broadcasting: sums over every axis along which `shape` was stretched to the shape of `x`.
    static Tensor sumTo(Tensor x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        int added = x.rank() - shape.rank();
        var axes = new int[x.rank()];
        int count = 0;
        for (int i = 0; i < x.rank(); i++) {
            if (i < added || shape.extent(i - added) == 1 && x.extent(i) != 1) {
                axes[count++] = i;
            }
        }
        return count == 0
                ? Layout.reshape(x, shape.extents())
                : Layout.reshape(sum(x, Arrays.copyOf(axes, count), false), shape.extents());
    }
}
