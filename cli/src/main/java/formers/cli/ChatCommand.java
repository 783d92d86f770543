package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.chat.ChatModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Talks with a model, by its own chat template.",
            "A line of input is a message; a backslash at its end continues it. Ctrl-C ends an answer, Ctrl-D the chat.",
            "Lines that begin with / are commands; /help lists them."
        },
        footer = {
            "",
            "Examples:",
            "  formers chat models/qwen --system 'Be brief.'",
            "  echo Hello | formers chat models/qwen --temperature 0"
        })
final class ChatCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "a model or run directory, or a GGUF file")
    private Path model;

    @Option(names = "--system", paramLabel = "TEXT", description = "what the model is told before the chat")
    private String system;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "most tokens of an answer (default ${DEFAULT-VALUE})")
    private int maxTokens;

    @Mixin
    private SamplingMixin sampling;

    @Mixin
    private DecodingMixin decoding;

    @Override
    public Integer call() throws IOException {
        var loaded = Models.open(model);
        var options = decoding.apply(GenerationOptions.of(sampling.options(), maxTokens), loaded);
        var chatModel = new ChatModel(loaded, decoding.cacheFormat());
        if (!chatModel.hasTemplate()) {
            System.err.println("no chat template beside the model: it gets \"User: …\" and \"Assistant:\" lines");
        }
        try (var lines = ChatLines.open()) {
            var chat = new Chat(chatModel, options, lines);
            chat.instruct(system);
            chat.run();
        }
        return 0;
    }
}
