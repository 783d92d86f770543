package formers.models.testing;

import formers.models.testing.Network.Embedding;
import java.util.Arrays;

/// `cohere`: a parallel block with one layer norm without bias, neighbouring channels rotated, scores of the vocabulary
/// multiplied by a constant; tied.
record CohereReference(LlamaParts parts) {

    Network network() {
        parts.config().requireOnly("use_qk_norm", false);
        double[][] tokens = parts.tokens();
        double scale = parts.config().number("logit_scale", 0.0625);
        Layer scaled =
                x -> Arrays.stream(x).map(token -> Vectors.scaled(token, scale)).toArray(double[][]::new);
        return parts.network(
                Embedding.rows(tokens),
                this::block,
                norm("model.norm").then(Affine.withoutBias(tokens)).then(scaled));
    }

    private Layer block(int l) {
        var norm = norm(parts.layer(l) + "input_layernorm");
        boolean bias = parts.config().flag("attention_bias", false);
        var attention = parts.projected(l, bias, bias).rotary(Rotary.interleaved(parts.frequencies(l, 1)));
        return Wiring.parallel(norm, attention, norm, parts.gated(l));
    }

    private Layer norm(String name) {
        return parts.weights()
                .layerNormWithoutBias(name, parts.width(), parts.config().number("layer_norm_eps", 1e-5));
    }
}
