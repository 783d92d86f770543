package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;

/// `gemma`, `gemma2` and `gemma3_text`: scales of norms stored less 1, embeddings multiplied by the root of the width;
/// tied. Version 2 adds norms after the branches and caps of scores, version 3 norms of heads.
record GemmaReference(LlamaParts parts) {

    Network gemma() {
        return network(l -> {
            var layer = parts.layer(l);
            return Wiring.preNorm(
                    norm(layer + "input_layernorm"),
                    attention(l),
                    norm(layer + "post_attention_layernorm"),
                    feedForward(l));
        });
    }

    Network gemma2() {
        return network(l -> sandwich(l, attention(l)));
    }

    Network gemma3() {
        return network(l -> sandwich(
                l,
                attention(l)
                        .norms(
                                headNorm(parts.layer(l) + "self_attn.q_norm"),
                                headNorm(parts.layer(l) + "self_attn.k_norm"))));
    }

    private Network network(IntFunction<Layer> block) {
        double root = Math.sqrt(parts.width());
        double[][] tokens = parts.tokens();
        Layer enlarged = x -> each(x, value -> value * root);
        double cap = parts.config().number("final_logit_softcapping", 0);
        Layer capped = x -> cap == 0 ? x : each(x, score -> cap * Math.tanh(score / cap));
        return parts.network(
                Embedding.rows(tokens).then(enlarged),
                block,
                norm("model.norm").then(Affine.withoutBias(tokens)).then(capped));
    }

    private Layer sandwich(int l, Layer attention) {
        var layer = parts.layer(l);
        return Wiring.sandwich(
                norm(layer + "input_layernorm"),
                attention,
                norm(layer + "post_attention_layernorm"),
                norm(layer + "pre_feedforward_layernorm"),
                feedForward(l),
                norm(layer + "post_feedforward_layernorm"));
    }

    private CausalAttention attention(int l) {
        var config = parts.config();
        boolean bias = config.flag("attention_bias", false);
        double scalar = config.number("query_pre_attn_scalar", parts.headWidth());
        return parts.attention(l, bias, bias)
                .scale(1 / Math.sqrt(scalar))
                .cap(config.number("attn_logit_softcapping", 0));
    }

    /// Files that say `gelu` mean the approximation too.
    private Layer feedForward(int l) {
        return parts.gated(parts.layer(l) + "mlp.", parts.hidden(), "gelu_pytorch_tanh", false);
    }

    private Layer norm(String name) {
        return norm(name, parts.width());
    }

    private Layer headNorm(String name) {
        return norm(name, parts.headWidth()).perHead(parts.headWidth());
    }

    private Layer norm(String name, int width) {
        double[] lessOne = parts.weights().vector(name + ".weight", width);
        return Norms.rms(Arrays.stream(lessOne).map(w -> 1 + w).toArray(), parts.epsilon());
    }

    private static double[][] each(double[][] x, DoubleUnaryOperator map) {
        return Arrays.stream(x)
                .map(token -> Arrays.stream(token).map(map).toArray())
                .toArray(double[][]::new);
    }
}
