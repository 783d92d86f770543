package formers.models.decoder;

import formers.models.checkpoint.Checkpoint;
import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.JsonConfig;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.SafetensorsWriter;
import formers.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Decoders as directories in Hugging Face's layout. A decoder is saved as the family it was loaded from,
/// or else as the first family Hugging Face Transformers loads (`gpt2`, `llama`, …) that has its
/// components, as `formers-decoder` if none has; all of them load.
public final class DecoderFiles {

    private static final String TYPE = "model_type";
    private static final String TIED = "tie_word_embeddings";

    private DecoderFiles() {}

    /// Reads the decoder in `directory`. Weights may be F32, F64, F16 or BF16, in one file or in shards.
    ///
    /// @throws CheckpointException if the family is none of ours, the configuration asks for something
    ///                             this decoder cannot do, or the weights do not fit it: the message
    ///                             then lists every tensor that is missing, unexpected or of another
    ///                             shape
    /// @throws IOException         if a file cannot be read
    public static Decoder load(Path directory) throws IOException {
        return load(directory, false);
    }

    /// As [#load], to run only: matrices of F16 and BF16 are not made into F32. Such a decoder takes half
    /// the memory and
    /// generates twice as fast; it can be neither trained nor saved.
    public static Decoder loadAsStored(Path directory) throws IOException {
        return load(directory, true);
    }

    /// The components of the decoder in `directory`, by its `config.json` alone.
    ///
    /// @throws CheckpointException if the family is none of ours, or the configuration asks for something
    ///                             this decoder
    ///                             cannot do
    /// @throws IOException         if the file cannot be read
    public static DecoderConfig config(Path directory) throws IOException {
        var file = directory.resolve(ModelDirectory.CONFIG);
        var json = ModelDirectory.open(directory).config();
        try {
            return family(file, json.requireString(TYPE)).read(json);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, e.getMessage(), e);
        }
    }

    /// Finds the decoder in `directory` and leaves its weights where they are, to write them in another format.
    ///
    /// @throws CheckpointException as [#load]
    /// @throws IOException         if a file cannot be read
    public static StoredDecoder open(Path directory) throws IOException {
        var found = find(directory, Parameters::describing);
        return new StoredDecoder(found.decoder, found.source, found.weights);
    }

    private static Decoder load(Path directory, boolean asStored) throws IOException {
        var found = find(directory, asStored ? Parameters::readingAsStored : Parameters::reading);
        found.weights.close();
        return found.decoder;
    }

    /// @param weights open
    private record Found(Decoder decoder, Parameters.Source source, Checkpoint weights) {}

    private static Found find(Path directory, Function<Parameters.Source, Parameters> parametersOf) throws IOException {
        var model = ModelDirectory.open(directory);
        var file = directory.resolve(ModelDirectory.CONFIG);
        var json = model.config();
        var family = family(file, json.requireString(TYPE));
        requireUnquantized(file, json);
        var weights = model.weights();
        boolean complete = false;
        try {
            var config = family.read(json);
            var found = find(
                    directory,
                    family,
                    config.withTied(tied(config, json.has(TIED), family, weights)),
                    weights,
                    parametersOf);
            complete = true;
            return found;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, e.getMessage(), e);
        } finally {
            if (!complete) {
                weights.close();
            }
        }
    }

    private static Family family(Path file, String type) {
        return Family.ALL.stream()
                .filter(family -> family.modelType().equals(type))
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        file,
                        "%s: '%s' is not supported; supported are %s"
                                .formatted(
                                        TYPE,
                                        type,
                                        Family.ALL.stream()
                                                .map(Family::modelType)
                                                .collect(Collectors.joining(", ")))));
    }

    private static void requireUnquantized(Path file, JsonConfig json) {
        json.object("quantization_config").ifPresent(quantization -> {
            throw new CheckpointException(
                    file,
                    "quantization_config: weights packed as '%s' are not supported; save the model as float32, float16 or"
                                    .formatted(quantization.stringOr("quant_method", "unknown"))
                            + " bfloat16");
        });
    }

    private static Found find(
            Path directory,
            Family family,
            DecoderConfig config,
            Checkpoint weights,
            Function<Parameters.Source, Parameters> parametersOf) {
        var source = new RenamedTensors(weights, family.names(), config);
        if (config.tied()) {
            var head = stored(weights, family, "head.weight");
            if (head != null) {
                source.claim(head);
            }
        }
        var parameters = parametersOf.apply(source);
        var decoder = new Decoder(config, parameters, family);
        var report = parameters.report();
        if (!report.complete()) {
            throw new CheckpointException(
                    directory,
                    "the weights do not fit %s (%s): %s".formatted(ModelDirectory.CONFIG, family.modelType(), report));
        }
        return new Found(decoder, source, weights);
    }

    /// Whether output and embedding are one matrix. Files say so in three ways: by the configuration,
    /// by leaving the output out, and, older ones, by storing it twice.
    private static boolean tied(DecoderConfig config, boolean explicit, Family family, Checkpoint weights) {
        var head = stored(weights, family, "head.weight");
        var tokens = stored(weights, family, "tokens");
        if (head == null || tokens == null) {
            return head == null;
        }
        if (weights.shape(head).equals(weights.shape(tokens))
                && weights.entry(head).dtype() == weights.entry(tokens).dtype()
                && weights.bytes(head).mismatch(weights.bytes(tokens)) < 0) {
            return config.tied() || !explicit;
        }
        if (config.tied()) {
            throw new IllegalArgumentException("%s is true%s, but %s differs from %s; set it to false if both are meant"
                    .formatted(TIED, explicit ? "" : " by default", head, tokens));
        }
        return false;
    }

    private static String stored(Checkpoint weights, Family family, String parameter) {
        var name = family.names().of(parameter).parts().getFirst().name();
        return RenamedTensors.find(weights, family.names(), name);
    }

    /// Writes `config.json`, `model.safetensors` and `generation_config.json`, in full precision. The same
    /// decoder gives the same bytes.
    public static void save(Decoder decoder, Path directory) throws IOException {
        save(decoder, directory, SaveOptions.plain());
    }

    /// As [#save(Decoder, Path)]. Each file appears as a whole or not at all; the configuration comes
    /// last, so that a directory that has one is complete.
    ///
    /// @throws IllegalArgumentException if a weight is beyond the range of F16
    public static void save(Decoder decoder, Path directory, SaveOptions options) throws IOException {
        var family = Family.of(decoder);
        var model = ModelDirectory.create(directory);
        var writer = new SafetensorsWriter();
        var tensors = new WrittenTensors(writer, family.names(), decoder.config(), options.type());
        decoder.parameters().all().forEach((name, tensor) -> tensors.add(name, tensor.detach()));
        tensors.finish();
        model.writeWeights(writer);
        model.writeGenerationConfig(specialTokens(options, JsonNodeFactory.instance.objectNode()));
        model.writeConfig(config(decoder.config(), family, options));
    }

    private static ObjectNode config(DecoderConfig config, Family family, SaveOptions options) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(family.architecture());
        json.put(TYPE, family.modelType());
        family.describe(config, json);
        // Both names of the key: `torch_dtype` until version 4 of Hugging Face Transformers, `dtype` since.
        json.put("torch_dtype", options.typeLabel()).put("dtype", options.typeLabel());
        json.putNull("pad_token_id");
        return specialTokens(options, json);
    }

    /// Writes null where there is no such token: the families' own defaults may lie outside the vocabulary.
    private static ObjectNode specialTokens(SaveOptions options, ObjectNode json) {
        if (options.start() < 0) {
            json.putNull("bos_token_id");
        } else {
            json.put("bos_token_id", options.start());
        }
        switch (options.ends().size()) {
            case 0 -> json.putNull("eos_token_id");
            case 1 -> json.put("eos_token_id", options.ends().getFirst());
            default -> {
                var ends = json.putArray("eos_token_id");
                options.ends().forEach(ends::add);
            }
        }
        return json;
    }
}
