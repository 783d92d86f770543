package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Attention and rotary embedding, and their definitions.
final class AttentionCases {

    private AttentionCases() {}

    /// What the definition adds to a score, −∞ to hide it.
    @FunctionalInterface
    private interface Bias {
        double of(int batch, int head, int query, int key);
    }

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        Bias none = (_, _, _, _) -> 0;
        Bias earlier = (_, _, i, j) -> hiddenUnless(j <= i);
        Bias continued = (_, _, i, j) -> hiddenUnless(j <= i + 2);
        cross(cases, "full", AttentionOptions.full(), none);
        cross(cases, "last query at the last key", AttentionOptions.onlyEarlier(), continued);
        cross(
                cases,
                "window of 2",
                AttentionOptions.onlyEarlier().withWindow(2),
                (_, _, i, j) -> hiddenUnless(j <= i + 2 && j > i));
        cross(
                cases,
                "keys of each sequence",
                AttentionOptions.onlyEarlier().withKeys(new int[] {1, 0}, new int[] {4, 2}),
                (b, _, i, j) -> hiddenUnless(b == 0 ? j >= 1 && j <= i + 1 : j <= i && j < 2));
        cross(
                cases,
                "slopes",
                AttentionOptions.onlyEarlier().withSlopes(0.5f, 0.25f, 0.125f, 0.0625f),
                (_, h, i, j) -> hiddenUnless(j <= i + 2) + Math.pow(0.5, h + 1) * (j - i - 2));
        var perQuery = random(3, 5);
        cross(
                cases,
                "mask for queries and keys",
                AttentionOptions.full().withMask(tensor(perQuery)),
                (_, _, i, j) -> perQuery.at(i, j));
        var perHead = random(2, 4, 1, 1);
        cross(
                cases,
                "mask for heads",
                AttentionOptions.full().withMask(tensor(perHead)),
                (b, h, _, _) -> perHead.at(b, h, 0, 0));
        itself(cases, "full", AttentionOptions.full(), none, 0.5, s -> s);
        itself(cases, "causal", AttentionOptions.onlyEarlier(), earlier, 0.5, s -> s);
        itself(cases, "scale 2", AttentionOptions.onlyEarlier().withScale(2), earlier, 2, s -> s);
        itself(
                cases,
                "soft cap",
                AttentionOptions.onlyEarlier().withSoftCap(1.5f),
                earlier,
                0.5,
                s -> 1.5 * Math.tanh(s / 1.5));
        for (var pairing : RotaryTable.Pairing.values()) {
            rotary(cases, pairing, 6, 6, Tensor.ofInts(new int[] {4, 0, 7}));
            rotary(cases, pairing, 7, 4, Tensor.ofInts(new int[] {4, 0, 7, 1, 1, 2}, 2, 3));
        }
        return cases;
    }

    private static double hiddenUnless(boolean visible) {
        return visible ? 0 : Double.NEGATIVE_INFINITY;
    }

    private static Tensor tensor(Doubles values) {
        var floats = new float[values.data().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.data()[i];
        }
        return Tensor.wrap(floats, values.shape());
    }

    private static void cross(List<OperationCase> cases, String variant, AttentionOptions options, Bias bias) {
        cases.add(OperationCase.of(
                "attention",
                variant,
                List.of(random(2, 3, 4, 2), random(-2, 1.5, 2, 5, 2, 2), random(-1.5, 2, 2, 5, 2, 2)),
                in -> in[0].attention(in[1], in[2], options),
                in -> attention(in[0], in[1], in[2], bias, 1 / Math.sqrt(2), s -> s)));
    }

    private static void itself(
            List<OperationCase> cases,
            String variant,
            AttentionOptions options,
            Bias bias,
            double scale,
            DoubleUnaryOperator cap) {
        cases.add(OperationCase.of(
                "selfAttention",
                variant,
                List.of(random(1, 5, 8, 4)),
                in -> in[0].selfAttention(4, 2, options),
                in -> attention(heads(in[0], 0, 4), heads(in[0], 4, 2), heads(in[0], 6, 2), bias, scale, cap)));
    }

    private static Doubles heads(Doubles all, int first, int count) {
        return Doubles.fill(
                new int[] {all.size(0), all.size(1), count, all.size(3)}, i -> all.at(i[0], i[1], i[2] + first, i[3]));
    }

    private static Doubles attention(
            Doubles q, Doubles k, Doubles v, Bias bias, double scale, DoubleUnaryOperator cap) {
        int group = q.size(2) / k.size(2);
        return Doubles.fill(q.shape(), at -> {
            double sum = 0;
            double mixed = 0;
            for (int j = 0; j < k.size(1); j++) {
                double score = 0;
                for (int d = 0; d < q.size(3); d++) {
                    score += q.at(at[0], at[1], at[2], d) * k.at(at[0], j, at[2] / group, d);
                }
                double weight = Math.exp(cap.applyAsDouble(score * scale) + bias.of(at[0], at[2], at[1], j));
                sum += weight;
                mixed += weight * v.at(at[0], j, at[2] / group, at[3]);
            }
            return mixed / sum;
        });
    }

    /// As multiplication of complex numbers by `e^{i·position·frequency}`, on 2 of 3 heads.
    private static void rotary(
            List<OperationCase> cases, RotaryTable.Pairing pairing, int width, int rotated, Tensor positions) {
        var frequencies = RotaryTable.frequencies(100, rotated);
        var table = RotaryTable.of(pairing, frequencies, 8, 1.25);
        boolean neighbours = pairing == RotaryTable.Pairing.INTERLEAVED;
        cases.add(OperationCase.of(
                "rotary",
                pairing + ", " + rotated + " of " + width,
                List.of(random(2, 3, 3, width)),
                in -> in[0].rotary(2, table, positions),
                in -> Doubles.fill(in[0].shape(), i -> {
                    double own = in[0].at(i);
                    if (i[2] == 2 || i[3] >= rotated) {
                        return own;
                    }
                    int pair = neighbours ? i[3] / 2 : i[3] % (rotated / 2);
                    boolean real = neighbours ? i[3] % 2 == 0 : i[3] < rotated / 2;
                    int other = neighbours ? i[3] ^ 1 : (i[3] + rotated / 2) % rotated;
                    double position = positions.rank() == 1 ? positions.get(i[1]) : positions.get(i[0], i[1]);
                    double angle = position * frequencies[pair];
                    double partner = in[0].at(Doubles.with(i, 3, other));
                    return 1.25 * (own * Math.cos(angle) + (real ? -1 : 1) * partner * Math.sin(angle));
                })));
    }
}
