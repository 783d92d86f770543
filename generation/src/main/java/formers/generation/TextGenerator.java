package formers.generation;

import formers.text.StreamingDecoder;
import formers.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Continues texts: encodes prompts, streams what is written as valid UTF-8, ends at stop strings and at the
/// tokenizer's end-of-text token. Not thread-safe.
public final class TextGenerator {

    /// Told of text as it is written.
    @FunctionalInterface
    public interface Listener {
        /// More text of a prompt's continuation.
        void onText(int prompt, String text);
    }

    /// The continuation of a prompt.
    ///
    /// @param text   without the prompt, and without the stop string that ended it
    /// @param tokens number of tokens generated
    public record Completion(String text, int tokens, Generated.Ending ending) {}

    private final Generator generator;
    private final Tokenizer tokenizer;

    public TextGenerator(Generator generator, Tokenizer tokenizer) {
        this.generator = generator;
        this.tokenizer = tokenizer;
    }

    /// The continuation of one prompt, with no stop strings.
    public String complete(String prompt, GenerationOptions options) {
        return complete(List.of(prompt), options, List.of(), (_, _) -> {})
                .getFirst()
                .text();
    }

    /// Continues several prompts together. An empty prompt starts a document.
    ///
    /// @param stops strings at which a text ends
    /// @throws formers.text.InputException if a prompt cannot be expressed in the vocabulary
    public List<Completion> complete(
            List<String> prompts, GenerationOptions options, List<String> stops, Listener listener) {
        var texts = new ArrayList<Text>();
        var tokens = new ArrayList<int[]>();
        for (var prompt : prompts) {
            var text = new Text(texts.size(), stops, listener);
            int[] ids = start(tokenizer.encodePrompt(prompt));
            for (int id : ids) {
                text.decoder.accept(id); // so that the continuation of a character, or a space, is seen as one
            }
            texts.add(text);
            tokens.add(ids);
        }
        var generated = generator.generate(
                tokens,
                ending(options),
                (sequence, token) -> texts.get(sequence).take(token));
        var completions = new ArrayList<Completion>();
        for (int i = 0; i < generated.size(); i++) {
            texts.get(i).finish();
            completions.add(new Completion(
                    texts.get(i).written.toString(),
                    generated.get(i).tokens().length,
                    generated.get(i).ending()));
        }
        return completions;
    }

    private int[] start(int[] ids) {
        return ids.length > 0 ? ids : new int[] {tokenizer.endOfText().orElse(0)};
    }

    private GenerationOptions ending(GenerationOptions options) {
        var ends = new HashSet<>(options.endTokens());
        tokenizer.endOfText().ifPresent(ends::add);
        return options.endingAt(ends).among(tokenizer.vocabularySize());
    }

    /// One continuation as it grows.
    private final class Text {
        private final int number;
        private final StreamingDecoder decoder = new StreamingDecoder(tokenizer);
        private final StopStrings stops;
        private final Listener listener;
        private final StringBuilder written = new StringBuilder();

        Text(int number, List<String> stops, Listener listener) {
            this.number = number;
            this.stops = new StopStrings(stops);
            this.listener = listener;
        }

        boolean take(int token) {
            write(stops.accept(decoder.accept(token)));
            return !stops.stopped();
        }

        void finish() {
            write(stops.accept(decoder.flush()));
            write(stops.flush());
        }

        private void write(String text) {
            if (!text.isEmpty()) {
                written.append(text);
                listener.onText(number, text);
            }
        }
    }
}
