package formers.models.translation.transformer;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.SinusoidLayout;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.TransformerConfig.Biases;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The named models, smallest first. Their vocabularies are what their papers had; use
/// [TransformerConfig#withVocabulary] for those of a tokenizer. Sines stand before cosines, so that what is
/// saved is a model of Hugging Face's Marian: the paper's network with its channels in another order.
///
/// | name | N | d | d_ff | h | V | dropout | parameters |
/// |---|---|---|---|---|---|---|---|
/// | `transformer-nano` | 2 | 64 | 128 | 4 | 4 000 | 0 | 0.4 M |
/// | `transformer-tiny` | 3 | 128 | 256 | 4 | 4 000 | 0.1 | 1.5 M |
/// | `transformer-small` | 4 | 128 | 256 | 4 | 9 712 | 0.3 | 2.6 M |
/// | `transformer-base` | 6 | 512 | 2048 | 8 | 37 000 | 0.1 | 63 M |
/// | `transformer-big` | 6 | 1024 | 4096 | 16 | 37 000 | 0.3 | 214 M |
/// | `t5-tiny` | 3 | 128 | 256 | 4 | 4 000 | 0.1 | 1.5 M |
/// | `t5-small` | 6 | 512 | 2048 | 8 | 32 128 | 0.1 | 61 M |
/// | `t5-base` | 12 | 768 | 3072 | 12 | 32 128 | 0.1 | 223 M |
public final class TransformerPresets {

    /// A named model.
    ///
    /// @param summary what it is, in one line
    public record Preset(String name, String summary, TransformerConfig config) {}

    /// Padding, begin and end of our own tokenizers.
    private static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);

    /// Those of T5's tokenizer; a target begins with the padding.
    private static final PairBatch.Marks T5_MARKS = new PairBatch.Marks(0, 0, 1);

    private static final int SMALL_VOCABULARY = 4000;
    private static final int MULTI30K_VOCABULARY = 9712;
    private static final int WMT_VOCABULARY = 37_000;
    private static final int T5_VOCABULARY = 32_128;

    private static final Map<String, Preset> ALL = all(Stream.of(
            paper("transformer-nano", "2 layers, 64 wide: tasks of a minute", 2, 64, 4, 128, SMALL_VOCABULARY, 0),
            paper(
                    "transformer-tiny",
                    "3 layers, 128 wide: Multi30k on a laptop",
                    3,
                    128,
                    4,
                    256,
                    SMALL_VOCABULARY,
                    0.1f),
            paper(
                    "transformer-small",
                    "4 layers, 128 wide: Multi30k as in Wu et al. 2021, arXiv:2105.14462",
                    4,
                    128,
                    4,
                    256,
                    MULTI30K_VOCABULARY,
                    0.3f),
            paper("transformer-base", "the paper's base model", 6, 512, 8, 2048, WMT_VOCABULARY, 0.1f),
            paper("transformer-big", "the paper's big model", 6, 1024, 16, 4096, WMT_VOCABULARY, 0.3f),
            t5("t5-tiny", "T5's components at 3 layers, 128 wide", 3, 128, 4, 256, SMALL_VOCABULARY),
            t5("t5-small", "T5 small (Raffel et al. 2020)", 6, 512, 8, 2048, T5_VOCABULARY),
            t5("t5-base", "T5 base (Raffel et al. 2020)", 12, 768, 12, 3072, T5_VOCABULARY)));

    private TransformerPresets() {}

    private static Map<String, Preset> all(Stream<Preset> presets) {
        var all = new LinkedHashMap<String, Preset>();
        presets.forEach(preset -> all.put(preset.name(), preset));
        return Collections.unmodifiableMap(all);
    }

    /// The paper's components (table 3) at some size.
    private static Preset paper(
            String name, String summary, int layers, int width, int heads, int hidden, int tokens, float dropout) {
        var config = TransformerConfig.of(new Vocabulary.Shared(tokens), MARKS, layers, width)
                .heads(Heads.of(heads, width))
                .feedForward(new FeedForward.Plain(Activation.RELU, hidden))
                .positions(new PositionEncoding.Sinusoidal(SinusoidLayout.HALVES, 0))
                .dropout(Dropout.of(dropout))
                .build();
        return new Preset(name, summary, config);
    }

    /// T5's components, with ReLU and a tied output as in its first release.
    private static Preset t5(String name, String summary, int layers, int width, int heads, int hidden, int tokens) {
        var config = TransformerConfig.of(new Vocabulary.Shared(tokens), T5_MARKS, layers, width)
                .heads(new Heads(heads, width / heads, false))
                .feedForward(new FeedForward.Plain(Activation.RELU, hidden))
                .norm(new Norm.Rms(1e-6f))
                .normPlace(NormPlace.PRE)
                .positions(new PositionEncoding.Relative())
                .biases(Biases.NONE)
                .scaledEmbedding(false)
                .output(new Output.Tied(T5Kind.tiedScale(width), false))
                .dropout(new Dropout(0.1f, 0.1f, 0.1f))
                .build();
        return new Preset(name, summary, config);
    }

    /// Every preset by name.
    public static Map<String, Preset> all() {
        return ALL;
    }

    /// The preset of that name.
    ///
    /// @throws IllegalArgumentException if there is none; lists those there are
    public static Preset of(String name) {
        var preset = ALL.get(name);
        if (preset == null) {
            throw new IllegalArgumentException(
                    "there is no preset '%s'; there are %s".formatted(name, String.join(", ", ALL.keySet())));
        }
        return preset;
    }
}
