package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.generation.GenerationOptions;
import formers.generation.SamplingOptions;
import formers.generation.chat.ChatModel;
import formers.generation.chat.LoadedModel;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Parameters;
import formers.text.BytePairTokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {

    @TempDir
    Path folder;

    /// What a user types, and when they press Ctrl-C.
    private static final class Script implements ChatLines {
        private final Deque<String> lines;
        private boolean impatient;

        Script(String... lines) {
            this.lines = new ArrayDeque<>(List.of(lines));
        }

        @Override
        public String next() {
            var line = lines.poll();
            impatient = line != null && line.startsWith("^C");
            return line;
        }

        @Override
        public void watch() {}

        @Override
        public boolean interrupted() {
            return impatient;
        }

        @Override
        public void close() {}
    }

    private record Talk(String out, List<String> err) {}

    private Talk talk(String... lines) throws IOException {
        return talk(SamplingOptions.plain(1), lines);
    }

    private Talk talk(SamplingOptions sampling, String... lines) throws IOException {
        var tokenizer = BytePairTokenizer.ofBytes();
        var decoder = new Decoder(
                DecoderConfig.of(tokenizer.vocabularySize(), 200, 1, 8).build(), Parameters.initialised(3));
        var model = new ChatModel(new LoadedModel(decoder, tokenizer, Set.of(), Optional.empty()));
        var realOut = System.out;
        var realErr = System.err;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            new Chat(model, GenerationOptions.of(sampling, 20), new Script(lines)).run();
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
        return new Talk(
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void anInterruptEndsTheAnswerAndKeepsTheChat() throws IOException {
        var talk = talk("^C hello", "/stats");
        assertThat(talk.err()).anyMatch(line -> line.startsWith("2 messages"));
        assertThat(talk.err()).anyMatch(line -> line.contains("0 known"));
    }

    @Test
    void retryAnswersAnewAndFromWhatIsKnown() throws IOException {
        var talk = talk("hello", "/retry", "/stats");
        assertThat(talk.out().length()).isGreaterThan(2);
        assertThat(talk.err()).anyMatch(line -> line.startsWith("2 messages"));
        assertThat(talk.err()).anyMatch(line -> line.contains(" 1 tokens read ("));
    }

    @Test
    void theSameSeedGivesTheSameChat() throws IOException {
        assertThat(talk("a", "b", "/retry").out())
                .isEqualTo(talk("a", "b", "/retry").out());
        assertThat(talk("a").out()).isNotEqualTo(talk("/set seed 9", "a").out());
    }

    @Test
    void whatWasSaidCanBeTakenBackKeptAndForgotten() throws IOException {
        var file = folder.resolve("chat.json").toString();
        var talk = talk(
                "/system Be brief.",
                "one",
                "two",
                "/undo",
                "/save " + file,
                "/reset",
                "/stats",
                "/load " + file,
                "/stats");
        assertThat(talk.err())
                .containsSubsequence("kept in " + file)
                .anyMatch(line -> line.startsWith("1 messages"))
                .contains("3 messages")
                .anyMatch(line -> line.startsWith("3 messages, "));
    }

    @Test
    void aContextThatIsFullForgetsTheOldestTurn() throws IOException {
        var talk = talk("x".repeat(120), "y".repeat(120), "z".repeat(300), "/stats");
        assertThat(talk.err())
                .contains("the chat outgrows the model's context: its oldest 2 messages are forgotten")
                .anyMatch(line -> line.startsWith("formers: the chat has") && line.contains("context is 200"))
                .anyMatch(line -> line.startsWith("2 messages"));
    }

    @Test
    void mistakesAreExplainedAndCostNothing() throws IOException {
        var talk =
                talk("/set", "/set top-p 9", "/set wit 1", "/load", "/load none.json", "/retry", "/undo", "/what", "");
        assertThat(talk.out()).isEmpty();
        assertThat(talk.err()).hasSize(8).allMatch(line -> line.startsWith("formers: "));
    }

    @Test
    void aLineGoesOnAfterABackslash() throws IOException {
        var lines = new Script("one\\", "two\\", "three", "four");
        assertThat(ChatLines.continued(lines)).isEqualTo("one\ntwo\nthree");
        assertThat(ChatLines.continued(lines)).isEqualTo("four");
        assertThat(ChatLines.continued(lines)).isNull();
    }
}
