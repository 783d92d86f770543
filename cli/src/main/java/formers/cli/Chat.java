package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.chat.ChatModel;
import formers.generation.chat.Message;
import formers.generation.chat.Role;
import formers.text.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A chat in the terminal: what has been said, and what its commands do.
final class Chat {

    /// Commands and what they do, in the order of the help.
    static final Map<String, String> COMMANDS = commands();

    private final ChatModel model;
    private final ChatLines lines;
    private final List<Message> messages = new ArrayList<>();
    private GenerationOptions options;
    private int answers;
    private String speed = "no answer yet";

    Chat(ChatModel model, GenerationOptions options, ChatLines lines) {
        this.model = model;
        this.options = options;
        this.lines = lines;
    }

    private static Map<String, String> commands() {
        var commands = new LinkedHashMap<String, String>();
        commands.put("/help", "shows this");
        commands.put("/retry", "answers the last message once more");
        commands.put("/undo", "takes the last message and its answer back");
        commands.put("/reset", "forgets all but the system prompt");
        commands.put("/system", "TEXT sets the system prompt; without a text there is none");
        commands.put("/set", "NAME VALUE changes a setting: " + String.join(", ", ChatSettings.NAMES));
        commands.put("/stats", "shows the settings, the length of the chat and the speed of the last answer");
        commands.put("/save", "FILE keeps the chat");
        commands.put("/load", "FILE goes on with a chat that was kept");
        commands.put("/exit", "ends the chat, as Ctrl-D does");
        return commands;
    }

    void run() throws IOException {
        for (var line = ChatLines.continued(lines); line != null; line = ChatLines.continued(lines)) {
            if (line.strip().equals("/exit")) {
                return;
            }
            try {
                take(line);
            } catch (Failure | InputException | IllegalArgumentException | IOException e) {
                System.err.println("formers: " + e.getMessage());
            }
        }
    }

    private void take(String line) throws IOException {
        if (line.startsWith("/")) {
            command(line);
        } else if (!line.isBlank()) {
            messages.add(new Message(Role.USER, line));
            answer();
        }
    }

    private void command(String line) throws IOException {
        var words = line.strip().split("\\s+", 2);
        var rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "/help" -> COMMANDS.forEach((name, does) -> System.err.printf("  %-8s %s%n", name, does));
            case "/retry" -> retry();
            case "/undo" -> undo();
            case "/reset" -> messages.removeIf(it -> it.role() != Role.SYSTEM);
            case "/system" -> instruct(rest);
            case "/set" -> options = ChatSettings.with(options, rest);
            case "/stats" -> stats();
            case "/save" -> {
                ChatFile.write(file(words[0], rest), messages);
                System.err.println("kept in " + rest);
            }
            case "/load" -> {
                var loaded = ChatFile.read(file(words[0], rest));
                messages.clear();
                messages.addAll(loaded);
                System.err.println(messages.size() + " messages");
            }
            default -> throw new Failure("there is no command " + words[0] + "; /help lists them");
        }
    }

    private static Path file(String command, String name) {
        if (name.isEmpty()) {
            throw new Failure(command + " takes the name of a file");
        }
        return Path.of(name);
    }

    void instruct(String text) {
        messages.removeIf(it -> it.role() == Role.SYSTEM);
        if (text != null && !text.isEmpty()) {
            messages.addFirst(new Message(Role.SYSTEM, text));
        }
    }

    private void retry() {
        if (!endsWith(Role.ASSISTANT)) {
            throw new Failure("there is no answer yet");
        }
        var old = messages.removeLast();
        try {
            answer();
        } finally {
            if (!endsWith(Role.ASSISTANT)) {
                messages.add(old);
            }
        }
    }

    private void undo() {
        if (!endsWith(Role.ASSISTANT)) {
            throw new Failure("there is nothing to take back");
        }
        messages.removeLast();
        if (endsWith(Role.USER)) {
            messages.removeLast();
        }
    }

    private boolean endsWith(Role role) {
        return !messages.isEmpty() && messages.getLast().role() == role;
    }

    private void stats() {
        System.err.println(ChatSettings.describe(options));
        System.err.printf(
                "%d messages, %d of the context's %d tokens; %s%n",
                messages.size(), messages.isEmpty() ? 0 : model.length(messages), model.context(), speed);
    }

    /// Answers the last message, which is taken back if that fails.
    private void answer() {
        boolean answered = false;
        try {
            dropWhatDoesNotFit();
            speak();
            answered = true;
        } finally {
            if (!answered && endsWith(Role.USER)) {
                messages.removeLast();
            }
        }
    }

    private void speak() {
        // An answer of its own to every question, and the same ones the next time.
        var seeded = options.sampling().withSeed(options.sampling().seed() + answers++);
        var clock = new AnswerClock();
        lines.watch();
        var answer = model.answer(
                messages, GenerationOptions.of(seeded, options.maxTokens()).endingAt(options.endTokens()), piece -> {
                    clock.tick();
                    System.out.print(piece);
                    System.out.flush();
                    return !lines.interrupted();
                });
        System.out.println();
        speed = clock.describe(answer);
        messages.add(new Message(Role.ASSISTANT, answer.text()));
        switch (answer.ending()) {
            case CONTEXT ->
                System.err.printf(
                        Locale.ROOT,
                        "the answer ends here: the model's context of %d tokens is full%n",
                        model.context());
            case LENGTH -> System.err.println("the answer ends here: it has max-tokens tokens; /set max-tokens N");
            case END_TOKEN, STOPPED -> {}
        }
    }

    /// Of a chat too long for the context the oldest turns are forgotten, never what the system said; none if the
    /// last message is too long even alone, which the model says better.
    private void dropWhatDoesNotFit() {
        int first = messages.getFirst().role() == Role.SYSTEM ? 1 : 0;
        var kept = new ArrayList<>(messages);
        while (model.length(kept) >= model.context()) {
            if (kept.size() - first < 3) {
                return;
            }
            kept.subList(first, first + 2).clear();
        }
        int gone = messages.size() - kept.size();
        if (gone > 0) {
            messages.subList(first, first + gone).clear();
            System.err.println(
                    "the chat outgrows the model's context: its oldest %d messages are forgotten".formatted(gone));
        }
    }
}
