package formers.models.translation.transformer;

import formers.models.nn.FeedForward;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Names of Hugging Face's `T5ForConditionalGeneration`.
///
/// @param gated whether feed-forward networks are
/// @param tied  whether the output is the matrix of the embeddings
record T5Names(boolean gated, boolean tied) implements FileNames {

    private static final Pattern LAYER = Pattern.compile("model\\.(encoder|decoder)\\.layers\\.(\\d+)\\.(.*)");

    static T5Names of(TransformerConfig config) {
        return new T5Names(config.feedForward() instanceof FeedForward.Gated, config.output() instanceof Output.Tied);
    }

    @Override
    public List<Stored> of(String parameter) {
        var layer = LAYER.matcher(parameter);
        if (layer.matches()) {
            return List.of(ofLayer(layer.group(1), layer.group(2), layer.group(3)));
        }
        var plain = parameter.startsWith("model.") ? parameter.substring("model.".length()) : parameter;
        if (!plain.equals("shared.weight")) {
            return List.of(Stored.whole(plain.replace(".layer_norm.", ".final_layer_norm.")
                    .replace("relative_attention_bias", "block.0.layer.0.SelfAttention.relative_attention_bias")));
        }
        var ways = new ArrayList<>(List.of(
                Stored.whole(plain),
                Stored.whole("encoder.embed_tokens.weight"),
                Stored.whole("decoder.embed_tokens.weight")));
        if (tied) {
            ways.add(Stored.whole("lm_head.weight"));
        }
        return ways;
    }

    private Stored ofLayer(String stack, String number, String rest) {
        var block = stack + ".block." + number + ".layer.";
        int last = stack.equals("encoder") ? 1 : 2;
        if (rest.startsWith("fc1.")) {
            var dense = block + last + ".DenseReluDense.";
            return gated
                    ? Stored.joined(dense + "wi_0.weight", dense + "wi_1.weight")
                    : Stored.whole(dense + "wi.weight");
        }
        return Stored.whole(block
                + rest.replaceFirst("^self_attn\\.(.*)_proj\\.", "0.SelfAttention.$1.")
                        .replaceFirst("^encoder_attn\\.(.*)_proj\\.", "1.EncDecAttention.$1.")
                        .replaceFirst("Attention\\.out\\.", "Attention.o.")
                        .replaceFirst("^self_attn_layer_norm\\.", "0.layer_norm.")
                        .replaceFirst("^encoder_attn_layer_norm\\.", "1.layer_norm.")
                        .replaceFirst("^final_layer_norm\\.", last + ".layer_norm.")
                        .replaceFirst("^fc2\\.", last + ".DenseReluDense.wo."));
    }

    /// The first releases had scores by distance in the cross-attention too, which nothing reads.
    @Override
    public boolean ignores(String name) {
        return name.endsWith("EncDecAttention.relative_attention_bias.weight");
    }
}
