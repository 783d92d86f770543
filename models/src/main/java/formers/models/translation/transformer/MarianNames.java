package formers.models.translation.transformer;

import java.util.ArrayList;
import java.util.List;

/// Names of Hugging Face's Marian, which are ours; those of fairseq, which lack `model.`; and those of
/// `torch.nn.Transformer`.
///
/// @param tied whether the output is the matrix of the embeddings, so that files may hold it as `lm_head` too
record MarianNames(boolean tied) implements FileNames {

    private static final String MODEL = "model.";
    private static final List<String> ATTENTION = List.of("q_proj", "k_proj", "v_proj");

    @Override
    public List<Stored> of(String parameter) {
        var ways = new ArrayList<Stored>();
        ways.add(Stored.whole(parameter));
        if (!parameter.startsWith(MODEL)) {
            if (parameter.equals("lm_head.weight")) {
                ways.add(Stored.whole("decoder.output_projection.weight"));
            }
            return ways;
        }
        ways.add(Stored.whole(parameter.substring(MODEL.length())));
        if (parameter.equals("model.shared.weight")) {
            for (var stack : List.of("encoder", "decoder")) {
                ways.add(Stored.whole("model." + stack + ".embed_tokens.weight"));
                ways.add(Stored.whole(stack + ".embed_tokens.weight"));
            }
        }
        boolean ofTarget =
                parameter.equals("model.shared.weight") || parameter.equals("model.decoder.embed_tokens.weight");
        if (tied && ofTarget) {
            ways.add(Stored.whole("lm_head.weight"));
            ways.add(Stored.whole("decoder.output_projection.weight"));
        }
        ways.add(torch(parameter.substring(MODEL.length())));
        return ways;
    }

    private static Stored torch(String parameter) {
        boolean decoder = parameter.startsWith("decoder.");
        var name = parameter
                .replace(".encoder_attn.", ".multihead_attn.")
                .replace(".fc1.", ".linear1.")
                .replace(".fc2.", ".linear2.")
                .replace(".self_attn_layer_norm.", ".norm1.")
                .replace(".encoder_attn_layer_norm.", ".norm2.")
                .replace(".final_layer_norm.", decoder ? ".norm3." : ".norm2.")
                .replace(".layer_norm.", ".norm.");
        for (int part = 0; part < ATTENTION.size(); part++) {
            var projection = "." + ATTENTION.get(part) + ".";
            if (name.contains(projection)) {
                return Stored.part(name.replace(projection, ".in_proj_"), part, ATTENTION.size());
            }
        }
        return Stored.whole(name);
    }

    /// Sinusoids are computed, not read.
    @Override
    public boolean ignores(String name) {
        return name.endsWith("embed_positions.weight")
                || name.endsWith("embed_positions._float_tensor")
                || name.endsWith("coder.version");
    }
}
