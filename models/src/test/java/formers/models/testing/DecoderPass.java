package formers.models.testing;

import formers.models.testing.ReferenceDecoder.Positions;
import formers.models.testing.ReferenceDecoder.Variant;
import java.util.Arrays;
import java.util.Map;

/// One forward pass of [ReferenceDecoder] on a tape. A vector is the `int[]` of its numbers' indices; a
/// sequence has one vector per token.
final class DecoderPass extends TapeNetwork {

    private final Variant variant;
    private final int layers;

    DecoderPass(Variant variant, int layers, Map<String, double[]> parameters) {
        super(parameters);
        this.variant = variant;
        this.layers = layers;
    }

    int loss(int[][] ids, int[][] targets) {
        int total = tape.leaf(0);
        int counted = 0;
        for (int row = 0; row < ids.length; row++) {
            int[][] logits = logits(ids[row]);
            for (int t = 0; t < logits.length; t++) {
                int target = targets[row][t];
                if (target != -1) {
                    total = tape.plus(total, tape.minus(logSumExp(logits[t]), logits[t][target]));
                    counted++;
                }
            }
        }
        return tape.affine(total, 1.0 / counted, 0);
    }

    int[][] logits(int[] ids) {
        var x = new int[ids.length][];
        int width = leaves.get("norm.weight").length;
        for (int t = 0; t < ids.length; t++) {
            x[t] = row("tokens", ids[t], width);
            if (variant.positions() == Positions.LEARNED) {
                x[t] = plus(x[t], row("positions", t, width));
            }
        }
        for (int layer = 0; layer < layers; layer++) {
            var block = "blocks." + layer + ".";
            int[][] attended = attention(block + "attention", norm(block + "norm1", x));
            x = each(x, attended);
            x = each(x, mlp(block + "mlp", norm(block + "norm2", x)));
        }
        x = norm("norm", x);
        var head = leaves.containsKey("head.weight") ? "head.weight" : "tokens";
        return Arrays.stream(x).map(token -> product(head, token)).toArray(int[][]::new);
    }

    private int[][] each(int[][] x, int[][] branch) {
        var sum = new int[x.length][];
        for (int t = 0; t < x.length; t++) {
            sum[t] = plus(x[t], branch[t]);
        }
        return sum;
    }

    /// Causal attention of every token to itself and the past, within the window.
    private int[][] attention(String name, int[][] x) {
        int heads = variant.heads();
        int kvHeads = variant.kvHeads();
        int headWidth = leaves.get(name + ".qkv.weight").length / x[0].length / (heads + 2 * kvHeads);
        var q = new int[x.length][heads][];
        var k = new int[x.length][kvHeads][];
        var v = new int[x.length][kvHeads][];
        for (int t = 0; t < x.length; t++) {
            int[] qkv = linear(name + ".qkv", x[t]);
            for (int h = 0; h < heads; h++) {
                q[t][h] = rotated(slice(qkv, h, headWidth), t);
            }
            for (int h = 0; h < kvHeads; h++) {
                k[t][h] = rotated(slice(qkv, heads + h, headWidth), t);
                v[t][h] = slice(qkv, heads + kvHeads + h, headWidth);
            }
        }

        double[] slopes = slopes(heads);
        var mixed = new int[x.length][heads * headWidth];
        for (int t = 0; t < x.length; t++) {
            int first = variant.window() == 0 ? 0 : Math.max(0, t - variant.window() + 1);
            for (int h = 0; h < heads; h++) {
                int shared = h / (heads / kvHeads);
                var scores = new int[t - first + 1];
                for (int j = first; j <= t; j++) {
                    double bias = variant.positions() == Positions.ALIBI ? -slopes[h] * (t - j) : 0;
                    int product = tape.dot(q[t][h], k[j][shared]);
                    scores[j - first] = tape.affine(product, 1 / Math.sqrt(headWidth), bias);
                }
                int[] weights = softmax(scores);
                for (int i = 0; i < headWidth; i++) {
                    var channel = new int[weights.length];
                    for (int j = first; j <= t; j++) {
                        channel[j - first] = v[j][shared][i];
                    }
                    mixed[t][h * headWidth + i] = tape.dot(weights, channel);
                }
            }
        }
        return Arrays.stream(mixed)
                .map(token -> linear(name + ".output", token))
                .toArray(int[][]::new);
    }

    /// Turns pair i of a head's channels by the angle `position · base^(-2i/headWidth)`.
    private int[] rotated(int[] head, int position) {
        boolean half = variant.positions() == Positions.ROTARY_HALF;
        if (!half && variant.positions() != Positions.ROTARY_INTERLEAVED) {
            return head;
        }
        var turned = new int[head.length];
        for (int i = 0; i < head.length / 2; i++) {
            double angle = position * Math.pow(variant.rotaryBase(), -2.0 * i / head.length);
            int first = half ? i : 2 * i;
            int second = half ? i + head.length / 2 : 2 * i + 1;
            int a = head[first];
            int b = head[second];
            turned[first] = tape.minus(tape.affine(a, Math.cos(angle), 0), tape.affine(b, Math.sin(angle), 0));
            turned[second] = tape.plus(tape.affine(b, Math.cos(angle), 0), tape.affine(a, Math.sin(angle), 0));
        }
        return turned;
    }

    /// ALiBi's slopes: `2^(-8(i+1)/n)` for the largest power of two n up to `heads`, then every other slope
    /// of 2n heads.
    static double[] slopes(int heads) {
        int n = Integer.highestOneBit(heads);
        var slopes = new double[heads];
        for (int i = 0; i < heads; i++) {
            slopes[i] = i < n ? Math.pow(2, -8.0 * (i + 1) / n) : Math.pow(2, -4.0 * (2 * (i - n) + 1) / n);
        }
        return slopes;
    }

    private int[][] mlp(String name, int[][] x) {
        return Arrays.stream(x).map(token -> mlp(name, token)).toArray(int[][]::new);
    }

    private int[] mlp(String name, int[] token) {
        if (!leaves.containsKey(name + ".gate_up.weight")) {
            return linear(
                    name + ".down",
                    Arrays.stream(linear(name + ".up", token))
                            .map(this::activated)
                            .toArray());
        }
        int[] both = linear(name + ".gate_up", token);
        var hidden = new int[both.length / 2];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = tape.times(activated(both[i]), both[hidden.length + i]);
        }
        return linear(name + ".down", hidden);
    }

    private int activated(int a) {
        return switch (variant.activation()) {
            case RELU -> tape.relu(a);
            case GELU -> tape.gelu(a);
            case GELU_TANH -> tape.geluTanh(a);
            case SILU -> tape.silu(a);
        };
    }

    private int[][] norm(String name, int[][] x) {
        return Arrays.stream(x).map(token -> norm(name, token)).toArray(int[][]::new);
    }

    private int[] norm(String name, int[] token) {
        return norm(name, token, variant.norm() == ReferenceDecoder.Norm.LAYER, variant.epsilon());
    }
}
