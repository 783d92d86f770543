package formers.models.decoder;

import formers.models.decoder.TensorNames.Part;
import formers.models.decoder.TensorNames.Rows;

/// The names of tensors in GGUF files, as llama.cpp has them.
final class GgufNames {

    /// Factors on the angles of rotary positions, a tensor of their own.
    static final String ANGLES = "rope_freqs.weight";

    static final String SHORT_ANGLES = "rope_factors_short.weight";
    static final String LONG_ANGLES = "rope_factors_long.weight";

    /// Projections apart from each other, a gated network, norms before each branch.
    static final TensorNames LLAMA = gated(separate(ends()));

    /// Norms after each branch besides.
    static final TensorNames GEMMA2 = gated(separate(ends()))
            .same("blocks.{l}.norm1_after", "blk.{l}.post_attention_norm")
            .same("blocks.{l}.norm2_after", "blk.{l}.post_ffw_norm");

    /// Fused projections, a gated network.
    static final TensorNames PHI3 = fused(ends()).same("blocks.{l}.mlp.gate_up", "blk.{l}.ffn_up");

    /// Fused projections, a plain network.
    static final TensorNames GPT2 =
            fused(ends()).same("positions", "position_embd.weight").same("blocks.{l}.mlp.up", "blk.{l}.ffn_up");

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

    private static TensorNames gated(TensorNames names) {
        return names.rows(
                "blocks.{l}.mlp.gate_up",
                new Part("blk.{l}.ffn_gate", Rows.HIDDEN),
                new Part("blk.{l}.ffn_up", Rows.HIDDEN));
    }
}
