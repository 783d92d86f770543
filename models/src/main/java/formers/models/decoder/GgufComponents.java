package formers.models.decoder;

import formers.models.decoder.DecoderConfig.Biases;
import formers.models.decoder.DecoderConfig.Embedding;
import formers.models.decoder.DecoderConfig.Output;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.Positions.Angles;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.RotaryScaling;
import formers.models.nn.Scores;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import java.util.ArrayList;
import java.util.List;

/// The components of a decoder in a GGUF file. Its metadata give sizes; what all models of an architecture have
/// in common is known from its name alone, and the rest from which tensors there are.
final class GgufComponents {

    private static final double BASE = 10_000;
    private static final double GEMMA3_BASE = 1_000_000;
    private static final int GEMMA2_27B_LAYERS = 46;
    private static final int GEMMA3_27B_LAYERS = 62;
    private static final int NEOX_20B_LAYERS = 44;
    private static final int SMOLLM3_UNROTATED = 4;
    private static final double ALIBI_BIAS = 8;

    private final GgufKeys keys;
    private final Attention plain;

    GgufComponents(GgufKeys keys) {
        this.keys = keys;
        plain = keys.attention();
    }

    DecoderConfig of(GgufArchitecture architecture) {
        var builder = switch (architecture) {
            case LLAMA ->
                llama().feedForward(GgufExperts.mixtral(keys))
                        .biases(new Biases(has("attn_q.bias"), has("attn_output.bias"), has("ffn_up.bias")));
            case QWEN2 -> llama().biases(queryBiases());
            case QWEN3 -> llama().attention(plain.withQueryKeyNorm(QueryKeyNorm.PER_HEAD));
            case QWEN2MOE ->
                llama().feedForward(GgufExperts.qwen2(keys))
                        .biases(queryBiases())
                        .output(Output.UNTIED);
            case QWEN3MOE ->
                llama().feedForward(GgufExperts.qwen3(keys)).attention(plain.withQueryKeyNorm(QueryKeyNorm.PER_HEAD));
            case SMOLLM3 -> llama().positions(smolLm3Positions());
            case GPT_OSS ->
                llama().feedForward(GgufExperts.gptOss(keys))
                        .attention(plain.withWindows(keys.windows(2)).withScores(new Scores(0, 0, false, true)))
                        .biases(Biases.ALL)
                        .output(Output.UNTIED);
            case OLMO2 -> olmo2();
            case PHI3 -> llama().attention(plain.withWindows(Windows.repeating(keys.window())));
            case GEMMA -> gemma();
            case GEMMA2 -> gemma2();
            case GEMMA3 -> gemma3();
            case COMMAND_R -> cohere();
            case COHERE2 -> cohere2();
            case STABLELM -> stableLm();
            case PHI2 ->
                gpt2(Activation.GELU_TANH)
                        .layout(BlockLayout.PARALLEL)
                        .positions(rotary(Pairing.HALF))
                        .output(new Output(tied(), true, 1, 0));
            case GPT2 -> gpt2(Activation.GELU_TANH).positions(new Positions.Learned());
            case GPTNEOX -> gptNeoX();
            case BLOOM ->
                gpt2(Activation.GELU_TANH)
                        .positions(new Positions.Alibi())
                        .embedding(new Embedding(1, true, keys.width()));
            case FALCON -> falcon();
            case MPT -> mpt();
            case STARCODER2 -> gpt2(Activation.GELU_TANH).positions(rotary(Pairing.HALF));
        };
        return builder.build();
    }

    private DecoderBuilder sizes() {
        return DecoderConfig.of(keys.vocabulary(), keys.context(), keys.layers(), keys.width())
                .attention(plain)
                .output(tied() ? Output.TIED : Output.UNTIED);
    }

    /// What the line of LLaMA shares.
    private DecoderBuilder llama() {
        return sizes().feedForward(keys.gated(Gate.SILU))
                .norm(new Norm.Rms(keys.epsilon()))
                .positions(rotary(Pairing.HALF))
                .biases(Biases.NONE);
    }

    /// What the older line shares; positions are still to be chosen.
    private DecoderBuilder gpt2(Activation activation) {
        return sizes().feedForward(new FeedForward.Plain(activation, keys.hidden()))
                .norm(new Norm.Layer(keys.epsilon(), true))
                .biases(Biases.ALL);
    }

    /// Whether there is no output matrix besides the embedding.
    private boolean tied() {
        return !keys.hasTensor("output.weight");
    }

    /// Whether the first block has the tensor.
    private boolean has(String tensor) {
        return keys.hasTensor("blk.0." + tensor);
    }

    private Biases queryBiases() {
        return new Biases(has("attn_q.bias"), false, false);
    }

    private Positions.Rotary rotary(Pairing pairing) {
        return Positions.Rotary.of(pairing, keys.rotated(plain.headWidth()), keys.angles(BASE));
    }

    private static Positions.Rotary unrotated(Positions.Rotary rotary, List<Integer> layers) {
        return new Positions.Rotary(rotary.pairing(), rotary.rotated(), rotary.full(), rotary.windowed(), layers);
    }

    private Positions smolLm3Positions() {
        var layers = new ArrayList<Integer>();
        for (int layer = SMOLLM3_UNROTATED - 1; layer < keys.layers(); layer += SMOLLM3_UNROTATED) {
            layers.add(layer);
        }
        return unrotated(rotary(Pairing.HALF), layers);
    }

    /// Also OLMo 3, which has windows, in which angles are not scaled.
    private DecoderBuilder olmo2() {
        var builder = llama().layout(BlockLayout.AFTER_BRANCH)
                .attention(plain.withWindows(keys.windows(4)).withQueryKeyNorm(QueryKeyNorm.ACROSS_HEADS))
                .output(Output.UNTIED);
        return keys.window() == 0 ? builder : builder.positions(windowed(keys.angles(BASE), keys.base(BASE)));
    }

    private Positions.Rotary windowed(Angles full, double usualBase) {
        var windowed = new Angles(keys.windowedBase(usualBase), new RotaryScaling.None());
        return new Positions.Rotary(Pairing.HALF, keys.rotated(plain.headWidth()), full, windowed, List.of());
    }

    private DecoderBuilder gemma() {
        return llama().feedForward(keys.gated(Gate.GELU_TANH))
                .norm(new Norm.OffsetRms(keys.epsilon()))
                .embedding(new Embedding((float) Math.sqrt(keys.width()), false, keys.width()));
    }

    private DecoderBuilder gemma2() {
        var scores = scores(GEMMA2_27B_LAYERS).withCap(keys.number("attn_logit_softcapping", 0));
        return gemma().layout(BlockLayout.SANDWICH)
                .output(new Output(tied(), false, 1, (float) keys.number("final_logit_softcapping", 0)))
                .attention(plain.withScores(scores).withWindows(keys.windows(2)));
    }

    private DecoderBuilder gemma3() {
        return gemma().layout(BlockLayout.SANDWICH)
                .positions(windowed(keys.angles(GEMMA3_BASE), BASE))
                .attention(plain.withScores(scores(GEMMA3_27B_LAYERS))
                        .withQueryKeyNorm(QueryKeyNorm.PER_HEAD)
                        .withWindows(keys.windows(6)));
    }

    /// The factor on scores is not in the file: it is that of the width of a head, but for the largest
    /// models of the line, which divide by another number.
    private Scores scores(int layersOfLargest) {
        int divisor = keys.layers() == layersOfLargest ? keys.width() / plain.heads() : plain.headWidth();
        return Scores.scaled(1 / Math.sqrt(divisor));
    }

    private DecoderBuilder cohere() {
        return llama().norm(new Norm.Layer(keys.epsilon(), false))
                .layout(BlockLayout.PARALLEL)
                .positions(rotary(Pairing.INTERLEAVED))
                .output(new Output(true, false, (float) keys.number("logit_scale", 1), 0));
    }

    /// Layers without a window have no positions.
    private DecoderBuilder cohere2() {
        var windows = keys.windows(4);
        var full = new ArrayList<Integer>();
        for (int layer = 0; layer < keys.layers(); layer++) {
            if (windows.of(layer) == 0) {
                full.add(layer);
            }
        }
        return cohere().attention(plain.withWindows(windows)).positions(unrotated(rotary(Pairing.INTERLEAVED), full));
    }

    private DecoderBuilder stableLm() {
        return llama().norm(new Norm.Layer(keys.epsilon(), true))
                .layout(has("ffn_norm.weight") ? BlockLayout.PRE : BlockLayout.PARALLEL)
                .biases(queryBiases())
                .output(Output.UNTIED);
    }

    /// Which GELU is not in the file: it is the exact one, as in Pythia, but for the largest model.
    /// (llama.cpp takes the approximation for all.)
    private DecoderBuilder gptNeoX() {
        return gpt2(keys.layers() == NEOX_20B_LAYERS ? Activation.GELU_TANH : Activation.GELU)
                .layout(keys.flag("use_parallel_residual", true) ? BlockLayout.PARALLEL_TWO_NORMS : BlockLayout.PRE)
                .positions(rotary(Pairing.HALF))
                .output(Output.UNTIED);
    }

    /// With two norms, as the models from 40B on, or one.
    private DecoderBuilder falcon() {
        return gpt2(Activation.GELU)
                .layout(has("attn_norm_2.weight") ? BlockLayout.PARALLEL_TWO_NORMS : BlockLayout.PARALLEL)
                .positions(rotary(Pairing.HALF))
                .biases(Biases.NONE);
    }

    private DecoderBuilder mpt() {
        keys.requireOnly("attention.max_alibi_bias", ALIBI_BIAS, 0);
        keys.requireOnly("attention.clamp_kqv", 0, 0);
        return gpt2(Activation.GELU)
                .norm(new Norm.Layer(keys.epsilon(), has("attn_norm.bias")))
                .positions(new Positions.Alibi())
                .biases(new Biases(has("attn_qkv.bias"), has("attn_output.bias"), has("ffn_up.bias")));
    }
}
