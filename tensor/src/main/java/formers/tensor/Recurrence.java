package formers.tensor;

/// Gated recurrence and its gradients (Bahdanau et al. 2015, arXiv:1409.0473, appendix A.1.1).
final class Recurrence {

    private Recurrence() {}

    private static Backend.Recurrence backend() {
        return Backend.current().recurrence();
    }

    /// Whether the reset gate stands before the product.
    static boolean resetsBefore(GruOptions how) {
        return how.reset() == GruOptions.Reset.BEFORE;
    }

    static Tensor gru(Tensor x, Tensor start, Tensor weight, Tensor bias, GruOptions how) {
        check(x, start, weight, bias, how);
        int times = x.extent(0);
        int batch = x.extent(1);
        int n = start.extent(1);
        var gates = Tensor.empty(x.shape());
        Layout.copyInto(x, gates);
        var inner = Tensor.empty(Shape.of(times, batch, n));
        // One state more than there are times: with the start at one end, the states before each time stand together
        // as those after it do.
        var states = Tensor.empty(Shape.of(times + 1, batch, n));
        Layout.copyInto(start, part(states, how.reversed() ? times : 0, 1).reshape(batch, n));
        backend().gru(how, gates, weight, bias, inner, states);
        return Gradients.record(
                part(states, how.reversed() ? 0 : 1, times),
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    var dInner = Tensor.empty(inner.shape());
                    var dStart = Tensor.empty(start.shape());
                    backend().gruGradient(how, gates, weight, inner, states, dy, dx, dInner, dStart);
                    if (into.wants(weight)) {
                        backend().gruWeightGradient(how, dx, dInner, inner, states, into.into(weight));
                    }
                    if (into.wants(bias)) {
                        var db = into.into(bias);
                        Backend.current().products().columnSum(times * batch, n, dInner, db.tensor(), db.accumulate());
                    }
                    into.give(start, dStart);
                    into.give(x, dx);
                },
                x,
                start,
                weight,
                bias);
    }

    /// Unrecorded view.
    private static Tensor part(Tensor x, int from, int count) {
        var shape = x.shape().with(0, count);
        return new Tensor(x.storage(), x.offset() + from * x.shape().strides()[0], shape, ElementType.F32);
    }

    private static void check(Tensor x, Tensor start, Tensor weight, Tensor bias, GruOptions how) {
        x.requireFloats("gru");
        start.requireFloats("gru");
        weight.requireFloats("gru");
        int n = start.rank() == 2 ? start.extent(1) : -1;
        if (x.rank() != 3
                || n < 1
                || x.extent(1) != start.extent(0)
                || x.extent(2) != 3 * n
                || !weight.shape().equals(Shape.of(3 * n, n))) {
            throw new ShapeException(("gru wants inputs [time, batch, 3n], a start [batch, n] and weights [3n, n],"
                            + " found %s, %s and %s")
                    .formatted(x.shape(), start.shape(), weight.shape()));
        }
        if (bias != null && (resetsBefore(how) || !bias.shape().equals(Shape.of(n)))) {
            throw new ShapeException("gru takes a bias [%d] with the reset gate after the product, found %s with it %s"
                    .formatted(n, bias.shape(), how.reset()));
        }
        AdditiveAttention.checkLengths("gru", how.lengths(), x.extent(1), 0, x.extent(0));
    }
}
