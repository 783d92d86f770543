package formers.models.decoder;

import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;

/// The names of tensors in GGUF files, as llama.cpp has them.
final class GgufNames {

    /// Factors on the angles of rotary positions, a tensor of their own.
    static final String ANGLES = "rope_freqs.weight";

    static final String SHORT_ANGLES = "rope_factors_short.weight";
    static final String LONG_ANGLES = "rope_factors_long.weight";

    /// Of a file that has a tensor for each expert by itself, as the first ones had.
    static final String FIRST_EXPERT = "blk.0.ffn_gate.0.weight";

    /// Projections apart from each other, a gated network, norms before each branch.
    static final TensorNames LLAMA = gated(separate(ends()));

    /// Experts too, and one that all tokens go through.
    static final TensorNames EXPERTS = shared(experts(gated(separate(ends()))));

    /// As [#EXPERTS], in files that have [#FIRST_EXPERT].
    static final TensorNames EXPERTS_APART = gated(separate(ends()))
            .same("blocks.{l}.mlp.router", "blk.{l}.ffn_gate_inp")
            .rows(
                    "blocks.{l}.mlp.experts.{e}.gate_up",
                    new Part("blk.{l}.ffn_gate.{e}", Rows.EXPERT_HIDDEN),
                    new Part("blk.{l}.ffn_up.{e}", Rows.EXPERT_HIDDEN))
            .same("blocks.{l}.mlp.experts.{e}.down", "blk.{l}.ffn_down.{e}");

    /// Experts, sinks, another name of the second norm.
    static final TensorNames GPT_OSS = experts(separate(ends()))
            .same("blocks.{l}.norm2", "blk.{l}.post_attention_norm")
            .same("blocks.{l}.attention.sinks", "blk.{l}.attn_sinks.weight");

    /// Norms after each branch only.
    static final TensorNames OLMO2 = gated(separate(ends()))
            .same("blocks.{l}.norm1", "blk.{l}.post_attention_norm")
            .same("blocks.{l}.norm2", "blk.{l}.post_ffw_norm");

    /// Norms after each branch besides.
    static final TensorNames GEMMA2 = gated(separate(ends()))
            .same("blocks.{l}.norm1_after", "blk.{l}.post_attention_norm")
            .same("blocks.{l}.norm2_after", "blk.{l}.post_ffw_norm");

    /// Fused projections, a gated network.
    static final TensorNames PHI3 = fused(ends()).same("blocks.{l}.mlp.gate_up", "blk.{l}.ffn_up");

    /// Fused projections, a plain network.
    static final TensorNames GPT2 =
            plain(fused(ends())).same("positions", "position_embd.weight").same("embedding_norm", "token_embd_norm");

    /// Two norms before the branches: the second one's name is that of the one which others have.
    static final TensorNames FALCON_40B = plain(fused(ends()))
            .same("blocks.{l}.norm1", "blk.{l}.attn_norm_2")
            .same("blocks.{l}.norm2", "blk.{l}.attn_norm");

    /// Projections apart from each other, a plain network.
    static final TensorNames STARCODER2 = plain(separate(ends()));

    private GgufNames() {}

    private static TensorNames ends() {
        return TensorNames.withPrefix("")
                .same("tokens", "token_embd.weight")
                .same("norm", "output_norm")
                .same("head", "output")
                .same("blocks.{l}.norm1", "blk.{l}.attn_norm")
                .same("blocks.{l}.norm2", "blk.{l}.ffn_norm")
                .same("blocks.{l}.attention.output", "blk.{l}.attn_output")
                .same("blocks.{l}.mlp.down", "blk.{l}.ffn_down")
                .ignoring(ANGLES, SHORT_ANGLES, LONG_ANGLES);
    }

    private static TensorNames separate(TensorNames names) {
        return names.rows(
                        "blocks.{l}.attention.qkv",
                        new Part("blk.{l}.attn_q", Rows.QUERIES),
                        new Part("blk.{l}.attn_k", Rows.KEYS),
                        new Part("blk.{l}.attn_v", Rows.KEYS))
                .same("blocks.{l}.attention.query_norm", "blk.{l}.attn_q_norm")
                .same("blocks.{l}.attention.key_norm", "blk.{l}.attn_k_norm");
    }

    private static TensorNames fused(TensorNames names) {
        return names.same("blocks.{l}.attention.qkv", "blk.{l}.attn_qkv");
    }

    private static TensorNames plain(TensorNames names) {
        return names.same("blocks.{l}.mlp.up", "blk.{l}.ffn_up");
    }

    private static TensorNames experts(TensorNames names) {
        return names.same("blocks.{l}.mlp.router", "blk.{l}.ffn_gate_inp")
                .stackedRows(
                        "blocks.{l}.mlp.experts.{e}.gate_up",
                        new Part("blk.{l}.ffn_gate_exps", Rows.EXPERT_HIDDEN),
                        new Part("blk.{l}.ffn_up_exps", Rows.EXPERT_HIDDEN))
                .stackedRows("blocks.{l}.mlp.experts.{e}.down", new Part("blk.{l}.ffn_down_exps", Rows.ALL));
    }

    private static TensorNames shared(TensorNames names) {
        return names.rows(
                        "blocks.{l}.mlp.shared.gate_up",
                        new Part("blk.{l}.ffn_gate_shexp", Rows.SHARED_HIDDEN),
                        new Part("blk.{l}.ffn_up_shexp", Rows.SHARED_HIDDEN))
                .same("blocks.{l}.mlp.shared.down", "blk.{l}.ffn_down_shexp")
                .vector("blocks.{l}.mlp.shared_gate", "blk.{l}.ffn_gate_inp_shexp");
    }

    private static TensorNames gated(TensorNames names) {
        return names.rows(
                "blocks.{l}.mlp.gate_up",
                new Part("blk.{l}.ffn_gate", Rows.HIDDEN),
                new Part("blk.{l}.ffn_up", Rows.HIDDEN));
    }
}
