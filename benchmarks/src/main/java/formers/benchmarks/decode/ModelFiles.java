package formers.benchmarks.decode;

import formers.models.checkpoint.DType;
import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.GgufDecoders;
import formers.models.decoder.Presets;
import formers.models.decoder.SaveOptions;
import formers.models.nn.Parameters;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The same random weights in the files that the sides read, each written when it is first asked for.
///
/// @param folder the place for the files
/// @param shape  name of a preset
record ModelFiles(Path folder, String shape) {

    /// Tokens of Llama 3 that stand behind all ordinary ones: some readers look for their names.
    private static final int SPECIAL = 128_000;

    private static final Map<Integer, String> NAMES = Map.of(
            SPECIAL,
            "<|begin_of_text|>",
            SPECIAL + 1,
            "<|end_of_text|>",
            SPECIAL + 6,
            "<|start_header_id|>",
            SPECIAL + 7,
            "<|end_header_id|>",
            SPECIAL + 9,
            "<|eot_id|>");

    Path gguf(WeightFormat format) throws IOException {
        var file = folder.resolve("random-" + shape + "-" + format + ".gguf").toAbsolutePath();
        if (!Files.exists(file)) {
            var decoder = decoder();
            GgufDecoders.save(decoder, file, format, vocabulary(decoder.vocabulary()));
        }
        return file;
    }

    /// A directory as Hugging Face lays it out, in BF16.
    Path directory() throws IOException {
        var directory = folder.resolve("random-" + shape).toAbsolutePath();
        if (!Files.exists(directory.resolve(ModelDirectory.CONFIG))) {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("README.md"), "Random weights.\n");
            Files.writeString(
                    directory.resolve(ModelDirectory.TOKENIZER),
                    "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [\"a b\"]}}\n");
            DecoderFiles.save(
                    decoder(), directory, SaveOptions.plain().as(DType.BF16).withTokens(SPECIAL, SPECIAL + 1));
        }
        return directory;
    }

    private Decoder decoder() {
        return new Decoder(Presets.of(shape).config(), Parameters.initialised(1));
    }

    private static Map<String, Object> vocabulary(int size) {
        var tokens = new ArrayList<String>(List.of("a", "b", "ab"));
        var types = new ArrayList<Integer>(List.of(1, 1, 1));
        while (tokens.size() < size) {
            tokens.add(NAMES.getOrDefault(tokens.size(), "token" + tokens.size()));
            types.add(1);
        }
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("general.name", "Llama of random weights");
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", "llama-bpe");
        metadata.put("tokenizer.ggml.tokens", tokens);
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", List.of("a b"));
        metadata.put("tokenizer.ggml.bos_token_id", SPECIAL);
        metadata.put("tokenizer.ggml.eos_token_id", SPECIAL + 1);
        return metadata;
    }
}
