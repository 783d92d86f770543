package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Gated recurrence and additive attention, and their definitions.
final class RecurrentCases {

    private RecurrentCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        var reversed = GruOptions.paper().reversed(true);
        for (int n : new int[] {1, 5, 17}) {
            gru(cases, "reset before", n, 4, GruOptions.paper());
            gru(cases, "reset after", n, 4, GruOptions.resetAfter());
        }
        gru(cases, "reversed", 5, 4, reversed);
        gru(cases, "one time", 5, 1, GruOptions.paper());
        gru(cases, "of several lengths", 5, 4, GruOptions.paper().withLengths(2, 4, 0));
        gru(cases, "reversed, of several lengths", 5, 4, reversed.withLengths(2, 4, 1));
        gru(
                cases,
                "reset after, reversed, of several lengths",
                5,
                4,
                GruOptions.resetAfter().reversed(true).withLengths(1, 3, 4));
        gru(
                cases,
                "reset before, old state kept",
                5,
                4,
                new GruOptions(GruOptions.Reset.BEFORE, GruOptions.Update.OLD, false, null));
        gru(
                cases,
                "reset after, new state weighted",
                5,
                4,
                new GruOptions(GruOptions.Reset.AFTER, GruOptions.Update.NEW, false, null));
        for (int width : new int[] {1, 5, 16, 33}) {
            attention(cases, width, 4, "whole rows", null);
        }
        attention(cases, 5, 4, "of several lengths", 1, 4, 2);
        attention(cases, 5, 1, "one key", null);
        return cases;
    }

    private static void gru(List<OperationCase> cases, String variant, int n, int times, GruOptions how) {
        var inputs = new ArrayList<>(List.of(random(times, 3, 3 * n), random(-1.0, 1.0, 3, n), random(3 * n, n)));
        boolean after = how.reset() == GruOptions.Reset.AFTER;
        if (after) {
            inputs.add(random(-1.0, 1.0, n));
        }
        cases.add(OperationCase.of(
                "gru",
                "%s, %d wide, %d times".formatted(variant, n, times),
                inputs,
                in -> in[0].gru(in[1], in[2], after ? in[3] : null, how),
                in -> gru(in[0], in[1], in[2], after ? in[3] : null, how)));
    }

    private static Doubles gru(Doubles x, Doubles start, Doubles weight, Doubles bias, GruOptions how) {
        int times = x.size(0);
        int batch = x.size(1);
        int n = start.size(1);
        var states = Doubles.fill(new int[] {times, batch, n}, _ -> 0);
        for (int b = 0; b < batch; b++) {
            double[] h = new double[n];
            for (int i = 0; i < n; i++) {
                h[i] = start.at(b, i);
            }
            for (int step = 0; step < times; step++) {
                int t = how.reversed() ? times - 1 - step : step;
                if (how.lengths() == null || t < how.lengths()[b]) {
                    h = next(x, t, b, h, weight, bias, how);
                }
                System.arraycopy(h, 0, states.data(), (t * batch + b) * n, n);
            }
        }
        return states;
    }

    private static double[] next(Doubles x, int t, int b, double[] h, Doubles weight, Doubles bias, GruOptions how) {
        int n = h.length;
        var z = new double[n];
        var reset = new double[n];
        var next = new double[n];
        for (int i = 0; i < n; i++) {
            z[i] = sigmoid(x.at(t, b, i) + product(weight, i, h));
            reset[i] = sigmoid(x.at(t, b, n + i) + product(weight, n + i, h));
        }
        var kept = new double[n];
        for (int i = 0; i < n; i++) {
            kept[i] = reset[i] * h[i];
        }
        for (int i = 0; i < n; i++) {
            double inner = how.reset() == GruOptions.Reset.BEFORE
                    ? product(weight, 2 * n + i, kept)
                    : reset[i] * (product(weight, 2 * n + i, h) + bias.at(i));
            double candidate = Math.tanh(x.at(t, b, 2 * n + i) + inner);
            next[i] = how.update() == GruOptions.Update.NEW
                    ? (1 - z[i]) * h[i] + z[i] * candidate
                    : z[i] * h[i] + (1 - z[i]) * candidate;
        }
        return next;
    }

    private static double product(Doubles matrix, int row, double[] x) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += matrix.at(row, j) * x[j];
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// Both results used, then each alone.
    private static void attention(List<OperationCase> cases, int width, int keys, String variant, int... lengths) {
        var inputs = List.of(random(3, width), random(3, keys, width), random(3, keys, 6), random(width));
        Function<Tensor[], Tensor.Attended> fast = in -> in[0].additiveAttention(in[1], in[2], in[3], lengths);
        var name = "%s, %d wide, %d keys".formatted(variant, width, keys);
        cases.add(OperationCase.of(
                "additiveAttention",
                name + ", both results",
                inputs,
                in -> Tensor.concat(1, fast.apply(in).mixed(), fast.apply(in).weights()),
                in -> joined(mixed(in, lengths), weights(in, lengths))));
        cases.add(OperationCase.of(
                "additiveAttention",
                name + ", both results of one",
                inputs,
                in -> {
                    var found = fast.apply(in);
                    return Tensor.concat(1, found.mixed(), found.weights());
                },
                in -> joined(mixed(in, lengths), weights(in, lengths))));
        cases.add(OperationCase.of(
                "additiveAttention",
                name + ", the mixture alone",
                inputs,
                in -> fast.apply(in).mixed(),
                in -> mixed(in, lengths)));
        cases.add(OperationCase.of(
                "additiveAttention",
                name + ", the weights alone",
                inputs,
                in -> fast.apply(in).weights(),
                in -> weights(in, lengths)));
    }

    private static Doubles joined(Doubles left, Doubles right) {
        int cut = left.size(1);
        return Doubles.fill(
                new int[] {left.size(0), cut + right.size(1)},
                i -> i[1] < cut ? left.at(i) : right.at(i[0], i[1] - cut));
    }

    private static Doubles weights(Doubles[] in, int[] lengths) {
        int keys = in[1].size(1);
        var weights = Doubles.fill(new int[] {in[1].size(0), keys}, i -> {
            if (lengths != null && i[1] >= lengths[i[0]]) {
                return 0;
            }
            double score = 0;
            for (int k = 0; k < in[1].size(2); k++) {
                score += in[3].at(k) * Math.tanh(in[0].at(i[0], k) + in[1].at(i[0], i[1], k));
            }
            return Math.exp(score);
        });
        return Doubles.fill(weights.shape(), i -> {
            double sum = 0;
            for (int j = 0; j < keys; j++) {
                sum += weights.at(i[0], j);
            }
            return weights.at(i) / sum;
        });
    }

    private static Doubles mixed(Doubles[] in, int[] lengths) {
        var weights = weights(in, lengths);
        return Doubles.fill(new int[] {in[2].size(0), in[2].size(2)}, i -> {
            double sum = 0;
            for (int j = 0; j < in[2].size(1); j++) {
                sum += weights.at(i[0], j) * in[2].at(i[0], j, i[1]);
            }
            return sum;
        });
    }
}
