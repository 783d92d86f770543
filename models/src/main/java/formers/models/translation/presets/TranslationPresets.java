package formers.models.translation.presets;

import formers.models.nn.Parameters;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.rnnsearch.Alignment;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.models.translation.rnnsearch.RnnSearchConfig;
import formers.models.translation.transformer.Transformer;
import formers.models.translation.transformer.TransformerConfig;
import formers.models.translation.transformer.TransformerPresets;
import formers.models.translation.transformer.Vocabulary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The translation models that can be trained by name.
public final class TranslationPresets {

    /// A named model.
    ///
    /// @param summary what it is, in one line
    /// @param dropout    share that is dropped in training unless the user says otherwise
    /// @param width      of its hidden states
    /// @param vocabulary tokens that it had where it was described
    public record Preset(String name, String summary, float dropout, int width, int vocabulary, Factory factory) {

        /// A model to be trained.
        ///
        /// @param vocabulary tokens that both sides share
        public SequenceToSequence fresh(int vocabulary, PairBatch.Marks marks, float share, long seed) {
            return factory.make(vocabulary, marks, share, Parameters.initialised(seed));
        }

        /// The model of its usual vocabulary, to be described: its parameters take no memory.
        public SequenceToSequence counted() {
            return counted(vocabulary);
        }

        /// The same of another vocabulary.
        public SequenceToSequence counted(int tokens) {
            return factory.make(tokens, MARKS, dropout, Parameters.counted());
        }
    }

    /// Makes a model of a vocabulary.
    @FunctionalInterface
    public interface Factory {
        SequenceToSequence make(int vocabulary, PairBatch.Marks marks, float dropout, Parameters parameters);
    }

    private static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);
    private static final int VOCABULARY = 4000;

    // Sizes that learn Multi30k in minutes; the paper's are n = 1000, m = 620, l = 500.
    private static final int EMBEDDING = 128;
    private static final int HIDDEN = 256;
    private static final int MAXOUT = 128;
    private static final float DROPOUT = 0.2f;

    private static final Map<String, Preset> ALL = collected();

    private TranslationPresets() {}

    private static Map<String, Preset> collected() {
        var all = new LinkedHashMap<String, Preset>();
        TransformerPresets.all().values().forEach(preset -> add(all, transformer(preset)));
        add(all, rnn("rnnsearch", "RNN with attention, 256 wide", new Alignment.Additive(HIDDEN)));
        add(all, rnn("rnnencdec", "the same without attention, its baseline", new Alignment.None()));
        return Collections.unmodifiableMap(all);
    }

    private static void add(Map<String, Preset> all, Preset preset) {
        all.put(preset.name(), preset);
    }

    private static Preset transformer(TransformerPresets.Preset preset) {
        var config = preset.config();
        return new Preset(
                preset.name(),
                preset.summary(),
                config.dropout().residual(),
                config.width(),
                config.vocabulary().target(),
                (vocabulary, marks, dropout, parameters) -> new Transformer(
                        config.withVocabulary(new Vocabulary.Shared(vocabulary), marks)
                                .withDropout(TransformerConfig.Dropout.of(dropout)),
                        parameters));
    }

    private static Preset rnn(String name, String summary, Alignment alignment) {
        return new Preset(
                name,
                summary,
                DROPOUT,
                HIDDEN,
                VOCABULARY,
                (vocabulary, marks, dropout, parameters) -> new RnnSearch(
                        RnnSearchConfig.of(vocabulary, vocabulary, EMBEDDING, HIDDEN, MAXOUT, marks)
                                .withAlignment(alignment)
                                .withDropout(dropout),
                        parameters));
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
            throw new IllegalArgumentException("there is no translation model '%s'; there are %s"
                    .formatted(name, String.join(", ", ALL.keySet())));
        }
        return preset;
    }
}
