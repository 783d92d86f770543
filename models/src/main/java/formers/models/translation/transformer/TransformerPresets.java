package formers.models.translation.transformer;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The named models, smallest first. Their vocabularies are what their papers had; use
/// [TransformerConfig#withVocabulary] for those of a tokenizer.
///
/// | name | N | d | d_ff | h | V | dropout | parameters |
/// |---|---|---|---|---|---|---|---|
/// | `transformer-nano` | 2 | 64 | 128 | 4 | 4 000 | 0 | 0.4 M |
/// | `transformer-tiny` | 3 | 128 | 256 | 4 | 4 000 | 0.1 | 1.5 M |
/// | `transformer-small` | 4 | 128 | 256 | 4 | 9 712 | 0.3 | 2.6 M |
/// | `transformer-base` | 6 | 512 | 2048 | 8 | 37 000 | 0.1 | 63 M |
/// | `transformer-big` | 6 | 1024 | 4096 | 16 | 37 000 | 0.3 | 214 M |
public final class TransformerPresets {

    /// A named model.
    ///
    /// @param summary what it is, in one line
    public record Preset(String name, String summary, TransformerConfig config) {}

    /// Padding, begin and end of our own tokenizers.
    private static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);

    private static final int SMALL_VOCABULARY = 4000;
    private static final int MULTI30K_VOCABULARY = 9712;
    private static final int WMT_VOCABULARY = 37_000;

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
            paper("transformer-big", "the paper's big model", 6, 1024, 16, 4096, WMT_VOCABULARY, 0.3f)));

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
                .dropout(Dropout.of(dropout))
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
