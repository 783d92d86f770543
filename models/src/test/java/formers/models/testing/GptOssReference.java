package formers.models.testing;

import java.util.List;
import java.util.stream.IntStream;

/// `gpt_oss`: experts with clamped gates and fused matrices, a sink per head, every other layer windowed.
record GptOssReference(LlamaParts parts) {

    Network network() {
        return parts.network(this::block, parts.rms("model.norm"), false);
    }

    private Layer block(int l) {
        var layer = parts.layer(l);
        return Wiring.preNorm(
                parts.rms(layer + "input_layernorm"),
                parts.attention(l, true, true).sinks(parts.weights().vector(layer + "self_attn.sinks", parts.heads())),
                parts.rms(layer + "post_attention_layernorm"),
                experts(layer + "mlp."));
    }

    private Layer experts(String name) {
        int count = parts.config().integer("num_local_experts");
        int hidden = parts.hidden();
        int width = parts.width();
        var gateUp = stacked(name + "experts.gate_up_proj", count, width, 2 * hidden);
        var down = stacked(name + "experts.down_proj", count, hidden, width);
        return new Experts(
                parts.weights().linear(name + "router", count, width, true),
                parts.config().integer("num_experts_per_tok"),
                true,
                IntStream.range(0, count)
                        .mapToObj(e -> gateUp.get(e).then(this::gated).then(down.get(e)))
                        .toList());
    }

    /// The matrices of all experts, each stored as `[in, out]`.
    private List<Affine> stacked(String name, int count, int in, int out) {
        var source = parts.weights().source();
        double[][] matrices = Vectors.split(source.get(name, count, in, out), in * out);
        double[][] biases = Vectors.split(source.get(name + "_bias", count, out), out);
        return IntStream.range(0, count)
                .mapToObj(e -> new Affine(FileWeights.transposed(Vectors.split(matrices[e], out)), biases[e]))
                .toList();
    }

    /// Even channels are gates, odd ones what they let through.
    private double[][] gated(double[][] x) {
        double limit = parts.config().number("swiglu_limit", 7);
        var y = new double[x.length][parts.hidden()];
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < y[t].length; i++) {
                double gate = Math.min(x[t][2 * i], limit);
                double up = Math.clamp(x[t][2 * i + 1], -limit, limit);
                y[t][i] = (up + 1) * gate * Activations.sigmoid(1.702 * gate);
            }
        }
        return y;
    }
}
