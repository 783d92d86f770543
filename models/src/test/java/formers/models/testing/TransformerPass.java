package formers.models.testing;

import formers.models.testing.ReferenceTransformer.Added;
import formers.models.testing.ReferenceTransformer.Variant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/// One forward pass of [ReferenceTransformer] on a tape. A vector is the `int[]` of its numbers' indices; a
/// sequence has one vector per token.
final class TransformerPass extends TapeNetwork {

    private final Variant variant;

    TransformerPass(Variant variant, Map<String, double[]> parameters) {
        super(parameters);
        this.variant = variant;
    }

    int[][] logits(int[] source, int[] input) {
        int[][] z = stack("model.encoder", source, variant.encoder(), null);
        int[][] x = stack("model.decoder", input, variant.decoder(), z);
        var head = leaves.containsKey("lm_head.weight") ? "lm_head.weight" : table("model.decoder");
        int[] bias = leaves.get("final_logits_bias");
        return each(x, token -> {
            int[] scaled = Arrays.stream(token)
                    .map(value -> tape.affine(value, variant.outputScale(), 0))
                    .toArray();
            int[] scores = product(head, scaled);
            return bias == null ? scores : plus(scores, bias);
        });
    }

    private String table(String stack) {
        return leaves.containsKey("model.shared.weight") ? "model.shared.weight" : stack + ".embed_tokens.weight";
    }

    /// @param z what the encoder read; null in the encoder itself
    private int[][] stack(String name, int[] ids, Added added, int[][] z) {
        var x = new int[ids.length][];
        boolean learned = leaves.containsKey(name + ".embed_positions.weight");
        for (int t = 0; t < ids.length; t++) {
            int[] token = row(table(name), ids[t], variant.width());
            for (int i = 0; i < token.length; i++) {
                token[i] = tape.affine(token[i], variant.embeddingScale(), added.at(t, i));
            }
            x[t] = learned
                    ? plus(token, row(name + ".embed_positions.weight", variant.offset() + t, variant.width()))
                    : token;
        }
        for (int l = 0; leaves.containsKey(name + ".layers." + l + ".fc1.weight"); l++) {
            var layer = name + ".layers." + l + ".";
            x = around(layer + "self_attn_layer_norm", x, y -> attention(layer + "self_attn", name, y, y, z != null));
            if (z != null) {
                x = around(
                        layer + "encoder_attn_layer_norm", x, y -> attention(layer + "encoder_attn", "", y, z, false));
            }
            x = around(layer + "final_layer_norm", x, y -> each(y, token -> network(layer, token)));
        }
        return leaves.containsKey(name + ".layer_norm.weight")
                ? each(x, token -> norm(name + ".layer_norm", token))
                : x;
    }

    private int[][] around(String norm, int[][] x, UnaryOperator<int[][]> sublayer) {
        if (variant.preNorm()) {
            return sum(x, sublayer.apply(each(x, token -> norm(norm, token))));
        }
        return each(sum(x, sublayer.apply(x)), token -> norm(norm, token));
    }

    private int[] norm(String name, int[] token) {
        return norm(name, token, variant.centred(), variant.epsilon());
    }

    /// @param stack whose scores by distance are added, if it has any
    private int[][] attention(String name, String stack, int[][] x, int[][] z, boolean causal) {
        int[][] q = each(x, token -> linear(name + ".q_proj", token));
        int[][] k = each(z, token -> linear(name + ".k_proj", token));
        int[][] v = each(z, token -> linear(name + ".v_proj", token));
        int heads = variant.heads();
        int width = q[0].length / heads;
        int[] distances = leaves.get(stack + ".relative_attention_bias.weight");
        var mixed = new int[x.length][heads * width];
        for (int t = 0; t < x.length; t++) {
            int seen = causal ? t + 1 : z.length;
            for (int h = 0; h < heads; h++) {
                var scores = new int[seen];
                for (int j = 0; j < seen; j++) {
                    int score = tape.dot(slice(q[t], h, width), slice(k[j], h, width));
                    score = tape.affine(score, variant.scaled() ? 1 / Math.sqrt(width) : 1, 0);
                    scores[j] = distances == null
                            ? score
                            : tape.plus(score, distances[bucket(j - t, distances.length / heads, causal) * heads + h]);
                }
                int[] weights = softmax(scores);
                for (int i = 0; i < width; i++) {
                    var channel = new int[seen];
                    for (int j = 0; j < seen; j++) {
                        channel[j] = v[j][h * width + i];
                    }
                    mixed[t][h * width + i] = tape.dot(weights, channel);
                }
            }
        }
        return each(mixed, token -> linear(name + ".out_proj", token));
    }

    /// The bucket of a relative position, from the ends of its buckets.
    private int bucket(int relative, int buckets, boolean causal) {
        int side = causal ? buckets : buckets / 2;
        int first = !causal && relative > 0 ? side : 0;
        int distance = causal ? Math.max(0, -relative) : Math.abs(relative);
        int exact = side / 2;
        int bucket = Math.min(distance, exact);
        // Bucket exact + i starts at exact · (max/exact)^(i/(side − exact)).
        while (bucket + 1 < side
                && bucket >= exact
                && distance
                        >= exact
                                        * Math.pow(
                                                (double) variant.maxDistance() / exact,
                                                (bucket + 1.0 - exact) / (side - exact))
                                - 1e-9) {
            bucket++;
        }
        return first + bucket;
    }

    private int[] network(String layer, int[] token) {
        int[] up = linear(layer + "fc1", token);
        int hidden = leaves.get(layer + "fc2.weight").length / token.length;
        var activated = new int[hidden];
        for (int i = 0; i < hidden; i++) {
            activated[i] = activated(up[i]);
            if (up.length > hidden) {
                activated[i] = tape.times(activated[i], up[hidden + i]);
            }
        }
        return linear(layer + "fc2", activated);
    }

    private int activated(int a) {
        return switch (variant.activation()) {
            case RELU -> tape.relu(a);
            case GELU -> tape.gelu(a);
            case GELU_TANH -> tape.geluTanh(a);
            case SILU -> tape.silu(a);
        };
    }

    private int[][] sum(int[][] a, int[][] b) {
        var sum = new int[a.length][];
        for (int t = 0; t < a.length; t++) {
            sum[t] = plus(a[t], b[t]);
        }
        return sum;
    }

    private static int[][] each(int[][] x, UnaryOperator<int[]> f) {
        return Arrays.stream(x).map(f).toArray(int[][]::new);
    }
}
