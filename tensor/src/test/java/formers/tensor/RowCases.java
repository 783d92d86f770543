package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Normalisation, softmax and cross-entropy, and their definitions.
final class RowCases {

    private static final double EPSILON = 1e-5f;

    private RowCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        for (int width : new int[] {1, 2, 5, 16, 33}) {
            norms(cases, width);
        }
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            var x = List.of(random(3, 5, 4));
            cases.add(OperationCase.of(
                    "softmax",
                    "axis " + a,
                    x,
                    in -> in[0].softmax(a),
                    in -> logSoftmax(in[0], a).map(Math::exp)));
            cases.add(OperationCase.of(
                    "logSoftmax", "axis " + a, x, in -> in[0].logSoftmax(a), in -> logSoftmax(in[0], a)));
        }
        cases.add(OperationCase.of(
                "softmax",
                "67 wide",
                List.of(random(2, 67)),
                in -> in[0].softmax(-1),
                in -> logSoftmax(in[0], 1).map(Math::exp)));
        float[] weights = {0.5f, 2, 1, 0.25f, 1, 3, 1};
        crossEntropy(cases, "plain", CrossEntropy.plain(), 3, 0, 6, 6, 1, 2);
        crossEntropy(cases, "some ignored", CrossEntropy.ignoring(-1), 3, -1, 6, -1, 1, 2);
        crossEntropy(cases, "all ignored", CrossEntropy.ignoring(-1), -1, -1, -1, -1, -1, -1);
        crossEntropy(cases, "smoothed", CrossEntropy.plain().withSmoothing(0.1f), 3, 0, 6, 6, 1, 2);
        crossEntropy(cases, "weighted", CrossEntropy.plain().withClassWeights(weights), 3, 0, 6, 6, 1, 2);
        crossEntropy(
                cases,
                "weighted, smoothed, some ignored, summed",
                CrossEntropy.ignoring(4)
                        .withClassWeights(weights)
                        .withSmoothing(0.2f)
                        .summed(),
                3,
                4,
                6,
                4,
                1,
                2);
        return cases;
    }

    private static void norms(List<OperationCase> cases, int width) {
        String variant = width + " wide";
        var x = random(3, width);
        var branch = random(-1.0, 1.0, 3, width);
        var weight = random(0.5, 1.5, width);
        var bias = random(-0.5, 0.5, width);
        if (width > 1) { // the variance of one element is 0: its definition is too steep to difference
            cases.add(OperationCase.of(
                    "layerNorm",
                    variant,
                    List.of(x, weight, bias),
                    in -> in[0].layerNorm(in[1], in[2], (float) EPSILON),
                    in -> layerNorm(in[0], in[1], in[2])));
            cases.add(OperationCase.of(
                    "layerNorm",
                    variant + ", no bias",
                    List.of(x, weight),
                    in -> in[0].layerNorm(in[1], null, (float) EPSILON),
                    in -> layerNorm(in[0], in[1], Doubles.fill(new int[] {width}, _ -> 0))));
            residual(
                    cases,
                    "addLayerNorm",
                    variant,
                    List.of(x, branch, weight, bias),
                    in -> in[0].addLayerNorm(in[1], in[2], in[3], (float) EPSILON),
                    in -> layerNorm(in[0].zip(in[1], Double::sum), in[2], in[3]));
        }
        cases.add(OperationCase.of(
                "rmsNorm",
                variant,
                List.of(x, weight),
                in -> in[0].rmsNorm(in[1], (float) EPSILON),
                in -> rmsNorm(in[0], in[1])));
        residual(
                cases,
                "addRmsNorm",
                variant,
                List.of(x, branch, weight),
                in -> in[0].addRmsNorm(in[1], in[2], (float) EPSILON),
                in -> rmsNorm(in[0].zip(in[1], Double::sum), in[2]));
    }

    /// Both results used, then each alone.
    private static void residual(
            List<OperationCase> cases,
            String name,
            String variant,
            List<Doubles> inputs,
            Function<Tensor[], Tensor.Normalized> fast,
            Function<Doubles[], Doubles> normalized) {
        cases.add(OperationCase.of(
                name,
                variant + ", both results",
                inputs,
                in -> {
                    var both = fast.apply(in);
                    return both.sum().times(0.5f).plus(both.normalized());
                },
                in -> in[0].zip(in[1], (a, b) -> (a + b) / 2).zip(normalized.apply(in), Double::sum)));
        cases.add(OperationCase.of(
                name, variant + ", the norm alone", inputs, in -> fast.apply(in).normalized(), normalized));
        cases.add(OperationCase.of(
                name,
                variant + ", the sum alone",
                inputs,
                in -> fast.apply(in).sum(),
                in -> in[0].zip(in[1], Double::sum)));
    }

    private static Doubles layerNorm(Doubles x, Doubles weight, Doubles bias) {
        int width = x.size(1);
        return Doubles.fill(x.shape(), i -> {
            double mean = 0;
            for (int j = 0; j < width; j++) {
                mean += x.at(i[0], j) / width;
            }
            double variance = 0;
            for (int j = 0; j < width; j++) {
                variance += (x.at(i[0], j) - mean) * (x.at(i[0], j) - mean) / width;
            }
            return (x.at(i) - mean) / Math.sqrt(variance + EPSILON) * weight.at(i[1]) + bias.at(i[1]);
        });
    }

    private static Doubles rmsNorm(Doubles x, Doubles weight) {
        int width = x.size(1);
        return Doubles.fill(x.shape(), i -> {
            double squares = 0;
            for (int j = 0; j < width; j++) {
                squares += x.at(i[0], j) * x.at(i[0], j) / width;
            }
            return x.at(i) / Math.sqrt(squares + EPSILON) * weight.at(i[1]);
        });
    }

    private static Doubles logSoftmax(Doubles x, int axis) {
        return Doubles.fill(x.shape(), i -> {
            double sum = 0;
            for (int j = 0; j < x.size(axis); j++) {
                sum += Math.exp(x.at(Doubles.with(i, axis, j)));
            }
            return x.at(i) - Math.log(sum);
        });
    }

    private static void crossEntropy(List<OperationCase> cases, String variant, CrossEntropy how, int... targets) {
        cases.add(OperationCase.of(
                "crossEntropy",
                variant,
                List.of(random(2, 3, 7)),
                in -> in[0].crossEntropy(Tensor.ofInts(targets, 2, 3), how),
                in -> Doubles.scalar(negativeLogLikelihood(in[0], targets, how))));
    }

    private static double negativeLogLikelihood(Doubles logits, int[] targets, CrossEntropy how) {
        var logProbabilities = logSoftmax(logits, 2);
        int classes = logits.size(2);
        double loss = 0;
        double weight = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == how.ignored()) {
                continue;
            }
            for (int c = 0; c < classes; c++) {
                double w = how.classWeights() == null ? 1 : how.classWeights()[c];
                double share = how.smoothing() / classes + (c == targets[i] ? 1 - how.smoothing() : 0);
                loss -= w * share * logProbabilities.at(i / 3, i % 3, c);
            }
            weight += how.classWeights() == null ? 1 : how.classWeights()[targets[i]];
        }
        return weight == 0 ? 0 : how.mean() ? loss / weight : loss;
    }
}
