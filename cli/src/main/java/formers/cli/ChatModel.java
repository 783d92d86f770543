package formers.cli;

import formers.generation.Generated;
import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.StopStrings;
import formers.generation.chat.ChatPrompt;
import formers.generation.chat.ChatTemplate;
import formers.generation.chat.Message;
import formers.generation.chat.Role;
import formers.generation.chat.SpecialTokens;
import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderFiles;
import formers.text.StreamingDecoder;
import formers.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A model that answers. One without a chat template is given `User: …` and `Assistant:` lines.
final class ChatModel {

    private static final String PLAIN = "{% for m in messages %}{% if m.role == 'system' %}{{ m.content }}\n"
            + "{% else %}{{ m.role | capitalize }}: {{ m.content }}\n{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}Assistant:{% endif %}";

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final ChatPrompt prompt;
    private final Set<Integer> ends;
    private final List<String> stops;

    ChatModel(Path directory) throws IOException {
        decoder = DecoderFiles.load(directory);
        tokenizer = GenerateCommand.tokenizerOf(directory, decoder);
        var own = ChatTemplate.read(directory);
        if (own.isEmpty()) {
            System.err.println("no chat template beside the model: it gets \"User: …\" and \"Assistant:\" lines");
        }
        template = own.orElseGet(() -> ChatTemplate.of(PLAIN, Map.of()));
        stops = own.isEmpty() ? List.of("\nUser:") : List.of();
        prompt = new ChatPrompt(tokenizer, SpecialTokens.read(directory));
        ends = new HashSet<>(ModelDirectory.open(directory).endTokens());
        tokenizer.endOfText().ifPresent(ends::add);
    }

    /// Answers the last message. Of a chat too long for the context the oldest turns are dropped from `messages`, all
    /// but the system's.
    String answer(List<Message> messages, GenerationOptions options, Consumer<String> listener) {
        int[] ids = fitted(messages);
        var text = new StringBuilder();
        var stream = new StreamingDecoder(tokenizer);
        var stop = new StopStrings(stops);
        Consumer<String> write = piece -> {
            text.append(piece);
            listener.accept(piece);
        };
        Generated generated = new Generator(decoder).generate(ids, options.endingAt(ends), (_, token) -> {
            write.accept(stop.accept(stream.accept(token)));
            return !stop.stopped();
        });
        write.accept(stop.accept(stream.flush()));
        write.accept(stop.flush());
        if (generated.ending() == Generated.Ending.CONTEXT) {
            System.err.println("the answer ends here: the model's context of " + decoder.context() + " tokens is full");
        }
        return text.toString();
    }

    private int[] fitted(List<Message> messages) {
        int[] ids = prompt.encode(template, messages);
        while (ids.length >= decoder.context()) {
            int first = messages.getFirst().role() == Role.SYSTEM ? 1 : 0;
            if (messages.size() - first < 3) {
                throw new Failure("the message has %d tokens with its template, the model's context is %d; shorten it"
                        .formatted(ids.length, decoder.context()));
            }
            System.err.println("the chat outgrows the model's context: its oldest turn is dropped");
            messages.subList(first, first + 2).clear();
            ids = prompt.encode(template, new ArrayList<>(messages));
        }
        return ids;
    }
}
