package formers.cli;

import formers.generation.chat.ChatTemplate;
import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.GgufDecoders;
import formers.tensor.packed.WeightFormat;
import formers.text.GgufTokenizer;
import formers.text.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a model as a GGUF file, with fewer bits for each weight.",
            "Such a file generates, chats and is evaluated here, and runs in llama.cpp."
        },
        footer = {
            "",
            "Examples:",
            "  formers quantize models/qwen --type q8_0",
            "  formers quantize models/qwen --type q4_k --out qwen-small.gguf",
            "  formers eval qwen-small.gguf --data book.txt    # what it cost"
        })
final class QuantizeCommand implements Callable<Integer> {

    /// What can be written.
    enum Type {
        F32,
        F16,
        BF16,
        Q8_0,
        Q6_K,
        Q4_K,
        Q4_0;

        WeightFormat format() {
            return WeightFormat.valueOf(name());
        }
    }

    @Parameters(paramLabel = "MODEL", description = "a model or run directory, or a GGUF file")
    private Path model;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            required = true,
            description = "format of most matrices: ${COMPLETION-CANDIDATES}")
    private Type type;

    @Option(names = "--out", paramLabel = "FILE", description = "(default: the model's name with the type, here)")
    private Path out;

    @Override
    public Integer call() throws IOException {
        boolean gguf = Files.isRegularFile(model);
        var metadata = gguf ? GgufModels.tokenizer(model) : tokenizer();
        var file = out != null ? out : Path.of(name() + "-" + type.name().toLowerCase(Locale.ROOT) + ".gguf");
        try (var decoder = gguf ? GgufDecoders.open(model) : DecoderFiles.open(model)) {
            decoder.saveGguf(file, type.format(), metadata);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s: %.1f MB, %.2f bits per parameter",
                    file,
                    Files.size(file) / 1e6,
                    8.0 * Files.size(file) / decoder.parameters()));
        }
        return 0;
    }

    private String name() {
        var last = model.toAbsolutePath().normalize().getFileName().toString();
        return last.endsWith(".gguf") ? last.substring(0, last.length() - 5) : last;
    }

    private Map<String, Object> tokenizer() throws IOException {
        var directory = ModelDirectory.open(model);
        var tokenizer = TokenizerFiles.read(model);
        int[] first = tokenizer.encodePrompt("");
        var ends = directory.endTokens();
        int end = ends.isEmpty() ? tokenizer.endOfText().orElse(-1) : ends.getFirst();
        var metadata = GgufTokenizer.describe(tokenizer, first.length > 0 ? first[0] : -1, end);
        ChatTemplate.source(model).ifPresent(text -> metadata.put("tokenizer.chat_template", text));
        return metadata;
    }
}
