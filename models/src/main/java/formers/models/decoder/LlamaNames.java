package formers.models.decoder;

import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;

/// The tensor names that the families since LLaMA share, group by group.
final class LlamaNames {

    static final String LAYER = "model.layers.{l}.";

    private static final String BLOCK = "blocks.{l}.";

    private LlamaNames() {}

    /// Embedding, final norm, output.
    static TensorNames ends() {
        return TensorNames.withPrefix("model.")
                .same("tokens", "model.embed_tokens.weight")
                .same("norm", "model.norm")
                .same("head", "lm_head")
                .ignoring(".rotary_emb.inv_freq");
    }

    /// Norms before both branches.
    static TensorNames norms(TensorNames names) {
        return names.same(BLOCK + "norm1", LAYER + "input_layernorm")
                .same(BLOCK + "norm2", LAYER + "post_attention_layernorm");
    }

    /// Three projections and one back.
    static TensorNames attention(TensorNames names, String output) {
        return names.rows(
                        BLOCK + "attention.qkv",
                        new Part(LAYER + "self_attn.q_proj", Rows.QUERIES),
                        new Part(LAYER + "self_attn.k_proj", Rows.KEYS),
                        new Part(LAYER + "self_attn.v_proj", Rows.KEYS))
                .same(BLOCK + "attention.output", LAYER + "self_attn." + output)
                .same(BLOCK + "attention.query_norm", LAYER + "self_attn.q_norm")
                .same(BLOCK + "attention.key_norm", LAYER + "self_attn.k_norm");
    }

    /// A gated network.
    static TensorNames gated(TensorNames names) {
        return gated(names, "", "mlp", Rows.HIDDEN);
    }

    /// A gated network by other names.
    ///
    /// @param ours what stands below `mlp.` in ours, dot included
    static TensorNames gated(TensorNames names, String ours, String theirs, Rows hidden) {
        return names.rows(
                        BLOCK + "mlp." + ours + "gate_up",
                        new Part(LAYER + theirs + ".gate_proj", hidden),
                        new Part(LAYER + theirs + ".up_proj", hidden))
                .same(BLOCK + "mlp." + ours + "down", LAYER + theirs + ".down_proj");
    }

    /// All of the above.
    static TensorNames all() {
        return gated(attention(norms(ends()), "o_proj"));
    }

    /// With the experts of Mixtral.
    static TensorNames mixtral() {
        var moe = LAYER + "block_sparse_moe.";
        return all().same(BLOCK + "mlp.router", moe + "gate")
                .rows(
                        BLOCK + "mlp.experts.{e}.gate_up",
                        new Part(moe + "experts.{e}.w1", Rows.EXPERT_HIDDEN),
                        new Part(moe + "experts.{e}.w3", Rows.EXPERT_HIDDEN))
                .same(BLOCK + "mlp.experts.{e}.down", moe + "experts.{e}.w2");
    }

    /// With the experts of Qwen, shared one included.
    static TensorNames qwenExperts() {
        var names = all().same(BLOCK + "mlp.router", LAYER + "mlp.gate")
                .same(BLOCK + "mlp.shared_gate", LAYER + "mlp.shared_expert_gate");
        gated(names, "experts.{e}.", "mlp.experts.{e}", Rows.EXPERT_HIDDEN);
        return gated(names, "shared.", "mlp.shared_expert", Rows.SHARED_HIDDEN);
    }
}
