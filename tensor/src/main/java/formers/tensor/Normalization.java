package formers.tensor;

/// Layer and root-mean-square normalisation of rows, alone or after adding a residual branch, and their
/// gradients.
final class Normalization {

    private Normalization() {}

    private static Backend.Norms backend() {
        return Backend.current().norms();
    }

    /// Layer normalisation when `center`, else root-mean-square.
    static Tensor normalize(Tensor x, Tensor weight, Tensor bias, float epsilon, boolean center) {
        check(x, weight, bias, epsilon);
        var state = new State(x, weight, bias, center);
        var y = Tensor.empty(x.shape());
        backend().normalize(x, null, null, weight, bias, epsilon, y, state.mean, state.inverse);
        return Gradients.record(y, (dy, into) -> into.add(x, state.gradient(dy, into)), x, weight, bias);
    }

    static Tensor.Normalized addAndNormalize(
            Tensor x, Tensor branch, Tensor weight, Tensor bias, float epsilon, boolean center) {
        check(x, weight, bias, epsilon);
        if (!branch.shape().equals(x.shape())) {
            throw new ShapeException("a residual branch %s must have the shape %s of the stream it joins"
                    .formatted(branch.shape(), x.shape()));
        }
        var sum = Tensor.empty(x.shape());
        var state = new State(sum, weight, bias, center);
        var y = Tensor.empty(x.shape());
        backend().normalize(x, branch, sum, weight, bias, epsilon, y, state.mean, state.inverse);
        Gradients.recordAll(
                new Tensor[] {sum, y},
                (gradients, into) -> {
                    var direct = gradients[0];
                    var through = gradients[1] == null ? null : state.gradient(gradients[1], into);
                    var d = direct == null ? through : through == null ? direct : direct.plus(through);
                    into.add(x, d);
                    into.add(branch, d);
                },
                x,
                branch,
                weight,
                bias);
        return new Tensor.Normalized(sum, y);
    }

    private static void check(Tensor x, Tensor weight, Tensor bias, float epsilon) {
        x.requireFloats("normalisation");
        boolean fits = x.rank() > 0 && weight.rank() == 1 && weight.size() == x.extent(-1);
        if (!fits || bias != null && !bias.shape().equals(weight.shape())) {
            throw new ShapeException(
                    "normalisation of the rows of %s wants weight and bias of that width, found %s and %s"
                            .formatted(x.shape(), weight.shape(), bias == null ? "no bias" : bias.shape()));
        }
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon must be at least 0, found " + epsilon);
        }
    }

    /// What the backward pass needs of the forward one: the input, and two numbers a row.
    private static final class State {
        private final Tensor x;
        private final Tensor weight;
        private final Tensor bias;
        private final Tensor mean; // null for root mean square
        private final Tensor inverse; // 1 / √(variance + ε)

        State(Tensor x, Tensor weight, Tensor bias, boolean center) {
            this.x = x.detach();
            this.weight = weight;
            this.bias = bias;
            var rows = x.shape().range(0, x.rank() - 1);
            mean = center ? Tensor.empty(rows) : null;
            inverse = Tensor.empty(rows);
        }

        Tensor gradient(Tensor dy, Gradients into) {
            var dx = Tensor.empty(x.shape());
            var dWeight = into.wants(weight) ? into.into(weight) : null;
            var dBias = into.wants(bias) ? into.into(bias) : null;
            backend().normalizeGradient(x, weight, mean, inverse, dy, dx, dWeight, dBias);
            return dx;
        }
    }
}
