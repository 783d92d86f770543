package formers.tensor;

import formers.tensor.kernels.BinaryOp;
import formers.tensor.kernels.UnaryOp;

/// Element-by-element operations and their gradients.
final class Pointwise {

    private Pointwise() {}

    private static Backend.Pointwise backend() {
        return Backend.current().pointwise();
    }

    static Tensor unary(UnaryOp op, Tensor x) {
        x.requireFloats(op.name());
        var y = Tensor.empty(x.shape());
        backend().unary(op, x, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = into.into(x);
                    backend().unaryGradient(op, x, y, dy, dx.tensor(), dx.accumulate());
                },
                x);
    }

    static Tensor binary(BinaryOp op, Tensor a, Tensor b) {
        a.requireFloats(op.name());
        b.requireFloats(op.name());
        var c = Tensor.empty(a.shape().broadcast(b.shape()));
        backend().binary(op, a, b, c);
        return Gradients.record(
                c,
                (dc, into) -> {
                    if (into.wants(a)) {
                        into.add(a, Reduction.sumTo(gradientOfLeft(op, a, b, c, dc), a.shape()));
                    }
                    if (into.wants(b)) {
                        into.add(b, Reduction.sumTo(gradientOfRight(op, a, b, c, dc), b.shape()));
                    }
                },
                a,
                b);
    }

    private static Tensor gradientOfLeft(BinaryOp op, Tensor a, Tensor b, Tensor c, Tensor dc) {
        return switch (op) {
            case ADD, SUBTRACT -> dc;
            case MULTIPLY -> dc.times(b);
            case DIVIDE -> dc.dividedBy(b);
            // d(a^b)/da = b · a^(b−1)
            case POWER -> dc.times(b).times(a.pow(b.minus(1)));
            case MAXIMUM, MINIMUM -> dc.times(share(a, b, c));
            case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL, EQUAL, NOT_EQUAL -> throw notDifferentiable(op);
        };
    }

    private static Tensor gradientOfRight(BinaryOp op, Tensor a, Tensor b, Tensor c, Tensor dc) {
        return switch (op) {
            case ADD -> dc;
            case SUBTRACT -> dc.negate();
            case MULTIPLY -> dc.times(a);
            case DIVIDE -> dc.times(c).dividedBy(b).negate();
            // d(a^b)/db = a^b · log a
            case POWER -> dc.times(c).times(a.log());
            case MAXIMUM, MINIMUM -> dc.times(share(b, a, c));
            case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL, EQUAL, NOT_EQUAL -> throw notDifferentiable(op);
        };
    }

    /// 1 where `mine` was chosen, ½ where both are equal, 0 elsewhere.
    private static Tensor share(Tensor mine, Tensor other, Tensor chosen) {
        var won = compare(BinaryOp.EQUAL, mine, chosen);
        return won.times(compare(BinaryOp.EQUAL, mine, other).times(-0.5f).plus(1));
    }

    private static AssertionError notDifferentiable(BinaryOp op) {
        return new AssertionError(op + " is piecewise constant and never recorded");
    }

    static Tensor compare(BinaryOp op, Tensor a, Tensor b) {
        a.requireFloats(op.name());
        b.requireFloats(op.name());
        var c = Tensor.empty(a.shape().broadcast(b.shape()));
        backend().binary(op, a, b, c);
        return c;
    }

    static Tensor affine(Tensor x, float factor, float offset) {
        x.requireFloats("affine");
        var y = Tensor.empty(x.shape());
        backend().affine(x, factor, offset, y);
        return Gradients.record(y, (dy, into) -> into.add(x, affine(dy, factor, 0)), x);
    }

    static Tensor power(Tensor x, float exponent) {
        if (exponent == 2) {
            return x.square();
        }
        var y = Tensor.empty(x.shape());
        backend().binary(BinaryOp.POWER, x, Tensor.scalar(exponent), y);
        return Gradients.record(
                y, (dy, into) -> into.add(x, dy.times(power(x, exponent - 1)).times(exponent)), x);
    }

    static Tensor clamp(Tensor x, float low, float high) {
        x.requireFloats("clamp");
        if (!(low <= high)) {
            throw new IllegalArgumentException("clamp wants low <= high, found %s and %s".formatted(low, high));
        }
        var y = Tensor.empty(x.shape());
        backend().clamp(x, low, high, y);
        return Gradients.record(y, (dy, into) -> into.add(x, dy.times(compare(BinaryOp.EQUAL, x, y))), x);
    }

    static Tensor where(Tensor condition, Tensor yes, Tensor no) {
        condition.requireFloats("where");
        yes.requireFloats("where");
        no.requireFloats("where");
        var y = Tensor.empty(condition.shape().broadcast(yes.shape()).broadcast(no.shape()));
        backend().where(condition, yes, no, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var zero = Tensor.scalar(0);
                    if (into.wants(yes)) {
                        into.add(yes, Reduction.sumTo(where(condition, dy, zero), yes.shape()));
                    }
                    if (into.wants(no)) {
                        into.add(no, Reduction.sumTo(where(condition, zero, dy), no.shape()));
                    }
                },
                yes,
                no);
    }

    static Tensor gated(Gate gate, Tensor x) {
        x.requireFloats("gated");
        if (x.rank() == 0 || x.extent(-1) % 2 != 0) {
            throw new ShapeException("gated wants an even last extent (gate, then value), found " + x.shape());
        }
        var y = Tensor.empty(x.shape().with(-1, x.extent(-1) / 2));
        backend().gated(gate.op, x, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    backend().gatedGradient(gate.op, x, dy, dx);
                    into.give(x, dx);
                },
                x);
    }

    static Tensor dropout(Tensor x, float p, RandomSource random) {
        x.requireFloats("dropout");
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout wants a probability in [0, 1), found " + p);
        }
        if (p == 0) {
            return x;
        }
        var y = Tensor.empty(x.shape());
        backend().dropout(x, p, random, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    backend().dropout(dy, p, random, dx);
                    into.give(x, dx);
                },
                x);
    }
}
