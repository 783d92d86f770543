package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.chat.Message;
import formers.generation.chat.Role;
import formers.text.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Talks with a model: a line of input is a message, a backslash at its end continues it.",
        footer = {
            "",
            "Examples:",
            "  formers chat models/qwen --system 'Be brief.'",
            "  echo Hello | formers chat models/qwen"
        })
final class ChatCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "a model or run directory")
    private Path model;

    @Option(names = "--system", paramLabel = "TEXT", description = "what the model is told before the chat")
    private String system;

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "512", description = "(default ${DEFAULT-VALUE})")
    private int maxTokens;

    @Mixin
    private SamplingMixin sampling;

    private final List<Message> messages = new ArrayList<>();
    private GenerationOptions options;

    @Override
    public Integer call() throws IOException {
        options = GenerationOptions.of(sampling.options(), maxTokens);
        var chat = new ChatModel(model);
        instruct(system);
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = next(input); line != null && !line.equals("/exit"); line = next(input)) {
            try {
                if (!line.startsWith("/")) {
                    messages.add(new Message(Role.USER, line));
                    answer(chat);
                } else if (line.equals("/retry") && dropAnswer()) {
                    answer(chat);
                } else {
                    command(line);
                }
            } catch (Failure | InputException | IllegalArgumentException | IOException e) {
                System.err.println("formers: " + e.getMessage());
                if (!line.startsWith("/")) {
                    dropQuestion();
                }
            }
        }
        return 0;
    }

    private static String next(BufferedReader input) throws IOException {
        var line = input.readLine();
        while (line != null && line.endsWith("\\")) {
            var more = input.readLine();
            line = line.substring(0, line.length() - 1) + (more == null ? "" : "\n" + more);
        }
        return line;
    }

    private void answer(ChatModel chat) {
        var text = chat.answer(messages, options, piece -> {
            System.out.print(piece);
            System.out.flush();
        });
        System.out.println();
        messages.add(new Message(Role.ASSISTANT, text));
    }

    private void command(String line) throws IOException {
        var words = line.split(" ", 2);
        var rest = words.length > 1 ? words[1].strip() : "";
        switch (words[0]) {
            case "/help" ->
                System.err.println(
                        "/reset, /system TEXT, /save FILE, /load FILE, /retry, /undo, /set NAME VALUE, /stats, /exit");
            case "/reset" -> messages.removeIf(it -> it.role() != Role.SYSTEM);
            case "/system" -> instruct(rest);
            case "/save" -> ChatFile.write(Path.of(rest), messages);
            case "/load" -> {
                var loaded = ChatFile.read(Path.of(rest));
                messages.clear();
                messages.addAll(loaded);
            }
            case "/set" -> options = ChatSettings.with(options, rest);
            case "/stats" -> System.err.println(messages.size() + " messages; " + options.sampling());
            case "/retry" -> System.err.println("there is no answer yet");
            case "/undo" -> {
                dropAnswer();
                dropQuestion();
            }
            default -> System.err.println("there is no command " + line + "; /help lists them");
        }
    }

    private void instruct(String text) {
        messages.removeIf(it -> it.role() == Role.SYSTEM);
        if (text != null && !text.isEmpty()) {
            messages.addFirst(new Message(Role.SYSTEM, text));
        }
    }

    private boolean dropAnswer() {
        return dropLast(Role.ASSISTANT);
    }

    private void dropQuestion() {
        dropLast(Role.USER);
    }

    private boolean dropLast(Role role) {
        boolean there = !messages.isEmpty() && messages.getLast().role() == role;
        if (there) {
            messages.removeLast();
        }
        return there;
    }
}
