package formers.cli;

import formers.generation.chat.ChatTemplate;
import formers.models.checkpoint.AtomicFile;
import formers.models.checkpoint.DType;
import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.GgufDecoders;
import formers.models.decoder.SaveOptions;
import formers.models.gguf.GgufFile;
import formers.text.GgufTokenizer;
import formers.text.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a model as a directory in Hugging Face's layout, in one safetensors file.",
            "The other way, into GGUF, is formers quantize."
        },
        footer = {
            "",
            "Examples:",
            "  formers convert qwen-q8_0.gguf --out models/qwen",
            "  formers convert models/qwen --type bf16 --out models/qwen-bf16"
        })
final class ConvertCommand implements Callable<Integer> {

    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

    /// What weights are stored as.
    enum Type {
        F32,
        F16,
        BF16
    }

    @Parameters(paramLabel = "MODEL", description = "a model or run directory, or a GGUF file")
    private Path model;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "a new folder, or an empty one")
    private Path out;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "F32",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private Type type;

    @Override
    public Integer call() throws IOException {
        if (Files.isDirectory(out)) {
            try (var files = Files.list(out)) {
                if (files.findAny().isPresent()) {
                    throw new Failure(out + " is not empty; name a folder that is, or one that is not there yet");
                }
            }
        }
        if (Files.isRegularFile(model)) {
            fromGguf();
        } else {
            fromDirectory();
        }
        System.out.println(out);
        return 0;
    }

    private void fromGguf() throws IOException {
        var metadata = GgufFile.open(model).metadata();
        var decoder = GgufDecoders.load(model);
        var tokenizer = GgufTokenizer.read(model, metadata.values());
        int start = metadata.intOr("tokenizer.ggml.bos_token_id", -1, -1, Integer.MAX_VALUE);
        int end = metadata.intOr("tokenizer.ggml.eos_token_id", -1, -1, Integer.MAX_VALUE);
        var options = SaveOptions.plain().as(DType.valueOf(type.name()));
        DecoderFiles.save(decoder, out, end < 0 ? options : options.withTokens(start, end));
        finish(TokenizerFiles.toJson(tokenizer), metadata.string("tokenizer.chat_template"));
        var names = JsonMapper.shared().createObjectNode();
        ChatTemplate.tokens(metadata).forEach(names::put);
        AtomicFile.writeText(out.resolve(TOKENIZER_CONFIG), names.toPrettyString() + "\n");
    }

    private void fromDirectory() throws IOException {
        var ends = ModelDirectory.open(model).endTokens().toArray(Integer[]::new);
        var decoder = DecoderFiles.load(model);
        var tokenizer = TokenizerFiles.read(model);
        int[] first = tokenizer.encodePrompt("");
        var options = SaveOptions.plain().as(DType.valueOf(type.name()));
        DecoderFiles.save(decoder, out, options.withTokens(first.length > 0 ? first[0] : -1, ends));
        finish(TokenizerFiles.toJson(tokenizer), ChatTemplate.source(model));
        var names = model.resolve(TOKENIZER_CONFIG);
        if (Files.isRegularFile(names)) {
            AtomicFile.write(out.resolve(TOKENIZER_CONFIG), Files.readAllBytes(names));
        }
    }

    private void finish(String tokenizer, Optional<String> template) throws IOException {
        var directory = ModelDirectory.create(out);
        directory.writeTokenizer(tokenizer);
        if (template.isPresent()) {
            directory.writeChatTemplate(template.get());
        }
    }
}
