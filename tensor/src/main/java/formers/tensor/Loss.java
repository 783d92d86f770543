package formers.tensor;

/// Softmax and cross-entropy along the last axis, and their gradients.
final class Loss {

    private Loss() {}

    private static Backend.Softmax backend() {
        return Backend.current().softmax();
    }

    static Tensor softmax(Tensor x, int axis) {
        return overLast(x, axis, "softmax", Loss::softmaxOfRows);
    }

    static Tensor logSoftmax(Tensor x, int axis) {
        return overLast(x, axis, "logSoftmax", Loss::logSoftmaxOfRows);
    }

    private static Tensor overLast(
            Tensor x, int axis, String operation, java.util.function.UnaryOperator<Tensor> ofRows) {
        x.requireFloats(operation);
        int a = x.shape().axis(axis);
        return a == x.rank() - 1
                ? ofRows.apply(x)
                : ofRows.apply(x.transpose(a, -1)).transpose(a, -1);
    }

    private static Tensor softmaxOfRows(Tensor x) {
        var y = Tensor.empty(x.shape());
        backend().softmax(x, x.extent(-1), y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    backend().softmaxGradient(y, dy, x.extent(-1), dx);
                    into.give(x, dx);
                },
                x);
    }

    private static Tensor logSoftmaxOfRows(Tensor x) {
        var y = Tensor.empty(x.shape());
        backend().logSoftmax(x, x.extent(-1), y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    backend().logSoftmaxGradient(y, dy, x.extent(-1), dx);
                    into.give(x, dx);
                },
                x);
    }

    static Tensor crossEntropy(Tensor logits, Tensor targets, CrossEntropy how) {
        logits.requireFloats("crossEntropy");
        targets.requireInts("crossEntropy");
        if (logits.rank() < 1 || !targets.shape().equals(logits.shape().range(0, logits.rank() - 1))) {
            throw new ShapeException("crossEntropy wants logits [..., classes] and targets [...], found %s and %s"
                    .formatted(logits.shape(), targets.shape()));
        }
        int classes = logits.extent(-1);
        if (how.classWeights() != null && how.classWeights().length != classes) {
            throw new ShapeException("crossEntropy over %d classes wants as many class weights, found %d"
                    .formatted(classes, how.classWeights().length));
        }
        double weight = weightOf(targets, classes, how);
        // No target counts: the loss is 0, not 0/0.
        float factor = how.mean() ? (weight == 0 ? 0 : (float) (1 / weight)) : 1;
        var losses = Tensor.empty(targets.shape());
        if (!Gradients.tracks(logits)) {
            backend().crossEntropy(logits, classes, targets, how, losses);
            return losses.sum().times(factor);
        }
        // Exponentials are most of the work, and the gradient is made of the same ones.
        var dLogits = Tensor.empty(logits.shape());
        backend().crossEntropyWithGradient(logits, classes, targets, how, losses, factor, dLogits);
        return Gradients.record(
                losses.sum().times(factor),
                (d, into) -> {
                    float scale = d.item();
                    if (scale != 1) {
                        Backend.current().pointwise().affine(dLogits, scale, 0, dLogits);
                    }
                    into.give(logits, dLogits);
                },
                logits);
    }

    private static double weightOf(Tensor targets, int classes, CrossEntropy how) {
        double weight = 0;
        var ids = targets.ints();
        for (int i = 0; i < targets.size(); i++) {
            int id = ids[targets.offset() + i];
            if (id == how.ignored()) {
                continue;
            }
            if (id < 0 || id >= classes) {
                throw new IndexOutOfBoundsException("crossEntropy: target %d at place %d of %s is not in 0..%d"
                        .formatted(id, i, targets.shape(), classes - 1));
            }
            weight += how.classWeights() == null ? 1 : how.classWeights()[id];
        }
        return weight;
    }
}
