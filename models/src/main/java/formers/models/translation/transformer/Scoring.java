package formers.models.translation.transformer;

import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import formers.tensor.Tensor;

/// From the decoder's last states to scores of tokens (section 3.4).
///
/// @param scale  factor on the states
/// @param weight `[V, d]`
/// @param bias   `[1, V]`, as Marian stores it; null without
record Scoring(float scale, Tensor weight, Tensor bias) {

    /// @param table embeddings of the target
    static Scoring of(TransformerConfig config, Parameters parameters, Start start, Tensor table) {
        int tokens = config.vocabulary().target();
        var bias =
                config.output().bias() ? parameters.get("final_logits_bias", Initializer.constant(0), 1, tokens) : null;
        return switch (config.output()) {
            case Output.Tied(var scale, var _) -> new Scoring(scale, table, bias);
            case Output.Untied _ ->
                new Scoring(1, parameters.weight("lm_head.weight", start.table(), tokens, config.width()), bias);
        };
    }

    /// `[…, d] → […, V]`.
    Tensor apply(Tensor states) {
        var scaled = scale == 1 ? states : states.times(scale);
        return scaled.linear(weight, bias == null ? null : bias.reshape(bias.size()));
    }
}
