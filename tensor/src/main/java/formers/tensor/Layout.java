package formers.tensor;

import java.util.Arrays;

/// Operations that move elements without changing them, and their gradients. Each is one strided copy, and its
/// gradient the copy back.
final class Layout {

    private Layout() {}

    private static Backend.Strided backend() {
        return Backend.current().strided();
    }

    static void copyInto(Tensor from, Tensor to) {
        var strides = from.shape().strides();
        backend().copy(from, 0, strides, to, 0, strides, from.shape().extents(), false);
    }

    static Tensor copy(Tensor x) {
        if (x.type() == ElementType.I32) {
            return Tensor.ofInts(x.toInts(), x.shape().extents());
        }
        var y = Tensor.empty(x.shape());
        copyInto(x, y);
        return Gradients.record(y, (dy, into) -> into.add(x, dy), x);
    }

    static Tensor reshape(Tensor x, int... extents) {
        var shape = Shape.of(resolve(x, extents));
        if (shape.equals(x.shape())) {
            return x;
        }
        x.requireElements("reshape");
        var view = new Tensor(x.storage(), x.offset(), shape, x.type());
        return Gradients.record(
                view, (dy, into) -> into.add(x, new Tensor(dy.storage(), dy.offset(), x.shape(), ElementType.F32)), x);
    }

    private static int[] resolve(Tensor x, int[] extents) {
        var resolved = extents.clone();
        int free = -1;
        long known = 1;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == -1 && free < 0) {
                free = i;
            } else {
                known *= extents[i];
            }
        }
        if (free >= 0 && known > 0 && x.size() % known == 0) {
            resolved[free] = (int) (x.size() / known);
            known *= resolved[free];
        }
        if (known != x.size() || Arrays.stream(resolved).anyMatch(extent -> extent < 0)) {
            throw new ShapeException(
                    "cannot reshape %s (%d elements) to %s".formatted(x.shape(), x.size(), Arrays.toString(extents)));
        }
        return resolved;
    }

    static Tensor permute(Tensor x, int... order) {
        x.requireFloats("permute");
        int rank = x.rank();
        var seen = new boolean[rank];
        var extents = new int[rank];
        var strides = new int[rank];
        var own = x.shape().strides();
        boolean valid = order.length == rank;
        for (int i = 0; valid && i < rank; i++) {
            int axis = x.shape().axis(order[i]);
            valid = !seen[axis];
            seen[axis] = true;
            extents[i] = x.extent(axis);
            strides[i] = own[axis];
        }
        if (!valid) {
            throw new ShapeException(
                    "permute of %s wants every axis once, found %s".formatted(x.shape(), Arrays.toString(order)));
        }
        var y = Tensor.empty(Shape.of(extents));
        backend().copy(x, 0, strides, y, 0, y.shape().strides(), extents, false);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = into.into(x);
                    backend().copy(dy, 0, dy.shape().strides(), dx.tensor(), 0, strides, extents, dx.accumulate());
                },
                x);
    }

    static Tensor transpose(Tensor x, int axis, int other) {
        var order = new int[x.rank()];
        Arrays.setAll(order, i -> i);
        int a = x.shape().axis(axis);
        int b = x.shape().axis(other);
        order[a] = b;
        order[b] = a;
        return permute(x, order);
    }

    static Tensor slice(Tensor x, int axis, int from, int to) {
        x.requireElements("slice");
        int a = x.shape().axis(axis);
        if (from < 0 || to < from || to > x.extent(a)) {
            throw new ShapeException("slice %d..%d of axis %d does not fit shape %s".formatted(from, to, a, x.shape()));
        }
        var shape = x.shape().with(a, to - from);
        var strides = x.shape().strides();
        int start = from * strides[a];
        if (a == 0) {
            var view = new Tensor(x.storage(), x.offset() + start, shape, x.type());
            return recordSlice(view, x, start, strides);
        }
        x.requireFloats("slice along an axis other than the first");
        var y = Tensor.empty(shape);
        backend().copy(x, start, strides, y, 0, shape.strides(), shape.extents(), false);
        return recordSlice(y, x, start, strides);
    }

    private static Tensor recordSlice(Tensor y, Tensor x, int start, int[] strides) {
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = into.into(x);
                    if (!dx.accumulate()) {
                        dx.tensor().fill(0);
                    }
                    var extents = dy.shape().extents();
                    backend().copy(dy, 0, dy.shape().strides(), dx.tensor(), start, strides, extents, true);
                },
                x);
    }

    static Tensor[] split(Tensor x, int axis, int... extents) {
        int a = x.shape().axis(axis);
        if (Arrays.stream(extents).asLongStream().sum() != x.extent(a)) {
            throw new ShapeException("split of axis %d of %s into %s does not add up to %d"
                    .formatted(a, x.shape(), Arrays.toString(extents), x.extent(a)));
        }
        var pieces = new Tensor[extents.length];
        int from = 0;
        for (int i = 0; i < extents.length; i++) {
            pieces[i] = slice(x, a, from, from += extents[i]);
        }
        return pieces;
    }

    static Tensor concat(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new ShapeException("concat wants at least one tensor");
        }
        int a = parts[0].shape().axis(axis);
        int total = 0;
        for (var part : parts) {
            part.requireFloats("concat");
            if (part.rank() != parts[0].rank()
                    || !part.shape().with(a, 0).equals(parts[0].shape().with(a, 0))) {
                throw new ShapeException("concat along axis %d: %s and %s differ elsewhere"
                        .formatted(a, parts[0].shape(), part.shape()));
            }
            total = Math.addExact(total, part.extent(a));
        }
        var y = Tensor.empty(parts[0].shape().with(a, total));
        var strides = y.shape().strides();
        int at = 0;
        for (var part : parts) {
            var extents = part.shape().extents();
            backend().copy(part, 0, part.shape().strides(), y, at * strides[a], strides, extents, false);
            at += part.extent(a);
        }
        return Gradients.record(
                y,
                (dy, into) -> {
                    int from = 0;
                    for (var part : parts) {
                        if (into.wants(part)) {
                            var d = into.into(part);
                            var extents = part.shape().extents();
                            backend()
                                    .copy(
                                            dy,
                                            from * strides[a],
                                            strides,
                                            d.tensor(),
                                            0,
                                            part.shape().strides(),
                                            extents,
                                            d.accumulate());
                        }
                        from += part.extent(a);
                    }
                },
                parts);
    }

    static Tensor pad(Tensor x, int axis, int before, int after, float value) {
        x.requireFloats("pad");
        int a = x.shape().axis(axis);
        if (before < 0 || after < 0) {
            throw new ShapeException("pad wants non-negative amounts, found %d and %d".formatted(before, after));
        }
        var y = Tensor.empty(x.shape().with(a, Math.addExact(Math.addExact(x.extent(a), before), after)));
        y.fill(value);
        var strides = y.shape().strides();
        int start = before * strides[a];
        var extents = x.shape().extents();
        backend().copy(x, 0, x.shape().strides(), y, start, strides, extents, false);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = into.into(x);
                    backend().copy(dy, start, strides, dx.tensor(), 0, x.shape().strides(), extents, dx.accumulate());
                },
                x);
    }

    static Tensor repeat(Tensor x, int axis, int times) {
        if (times < 1) {
            throw new ShapeException("repeat wants at least 1 copy, found " + times);
        }
        var copies = new Tensor[times];
        Arrays.fill(copies, x);
        return concat(axis, copies);
    }

    static Tensor broadcastTo(Tensor x, Shape shape) {
        x.requireFloats("broadcastTo");
        if (!x.shape().broadcast(shape).equals(shape)) {
            throw new ShapeException("%s does not broadcast to %s".formatted(x.shape(), shape));
        }
        var y = Tensor.empty(shape);
        backend().copy(x, 0, x.shape().stridesWithin(shape), y, 0, shape.strides(), shape.extents(), false);
        return Gradients.record(y, (dy, into) -> into.add(x, Reduction.sumTo(dy, x.shape())), x);
    }

    static Tensor triangle(Tensor x, int diagonal, boolean lower) {
        if (x.rank() < 2) {
            throw new ShapeException("a triangle wants at least two axes, found " + x.shape());
        }
        int rows = x.extent(-2);
        int columns = x.extent(-1);
        var mask = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                boolean inside = lower ? j <= i + diagonal : j >= i + diagonal;
                mask[i * columns + j] = inside ? 1 : 0;
            }
        }
        // Not a product with the mask: outside the triangle infinities must become 0 too.
        return Pointwise.where(Tensor.of(mask, rows, columns), x, Tensor.scalar(0));
    }
}
