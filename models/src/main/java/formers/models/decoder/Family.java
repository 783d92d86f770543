package formers.models.decoder;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.JsonConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A family of checkpoints: which decoders it can hold, its configuration keys and its tensor names.
sealed interface Family
        permits BloomFamily,
                CohereFamily,
                FalconFamily,
                GemmaFamily,
                Gpt1Family,
                Gpt2Family,
                GptJFamily,
                GptNeoFamily,
                GptNeoxFamily,
                GptOssFamily,
                LlamaFamily,
                Olmo2Family,
                OptFamily,
                OwnFamily,
                Phi3Family,
                PhiFamily,
                StableLmFamily {

    /// Every family; a new decoder is saved as the first that can hold it.
    List<Family> ALL = all();

    private static List<Family> all() {
        var all = new ArrayList<Family>();
        all.add(new Gpt2Family());
        all.addAll(List.of(LlamaFamily.Kind.values()).stream()
                .map(LlamaFamily::new)
                .toList());
        all.addAll(List.of(GemmaFamily.Kind.values()).stream()
                .map(GemmaFamily::new)
                .toList());
        all.addAll(List.of(
                new Gpt1Family(),
                new GptNeoFamily(),
                new GptJFamily(),
                new GptNeoxFamily(),
                new OptFamily(),
                new BloomFamily(),
                new FalconFamily(),
                new PhiFamily(),
                new Phi3Family(),
                new StableLmFamily(),
                new Olmo2Family(),
                new CohereFamily(),
                new GptOssFamily(),
                new OwnFamily()));
        return List.copyOf(all);
    }

    /// The family a decoder is saved as: the one it was loaded from if that can still hold it, else the
    /// first that can.
    static Family of(Decoder decoder) {
        var origin = decoder.origin();
        return origin != null && origin.holds(decoder.config())
                ? origin
                : ALL.stream()
                        .filter(family -> family.holds(decoder.config()))
                        .findFirst()
                        .orElseThrow();
    }

    /// The value of `model_type` in `config.json`.
    String modelType();

    /// The class that loads it, under `architectures` in `config.json`.
    String architecture();

    TensorNames names();

    /// Whether the components are of the kinds that [#write] has keys for.
    boolean hasKeysFor(DecoderConfig config);

    /// Whether a decoder with these components belongs to the family: whether it comes back from
    /// `config.json` as it was.
    default boolean holds(DecoderConfig config) {
        if (!hasKeysFor(config)) {
            return false;
        }
        var json = JsonNodeFactory.instance.objectNode();
        describe(config, json);
        try {
            return read(JsonConfig.of(Path.of("config.json"), json)).equals(config);
        } catch (IllegalArgumentException | CheckpointException _) {
            return false; // the family lacks something of it, and says so
        }
    }

    /// Adds every key of `config.json` but type and architecture.
    default void describe(DecoderConfig config, ObjectNode json) {
        json.put("vocab_size", config.vocabulary());
        write(config, json);
        json.put("tie_word_embeddings", config.tied());
    }

    /// The decoder that `config.json` describes.
    ///
    /// @throws formers.models.checkpoint.CheckpointException if a value is missing, wrong, or asks for
    /// something this decoder cannot do
    /// @throws IllegalArgumentException                      if the values do not go together
    DecoderConfig read(JsonConfig config);

    /// Adds the keys of `config.json` but those common to all families: type, architecture, vocabulary,
    /// tying.
    void write(DecoderConfig config, ObjectNode json);
}
