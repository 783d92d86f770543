package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;

import formers.generation.Generated.Ending;
import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.CacheFormat;
import formers.tensor.Tensor;
import formers.text.BytePairTokenizer;
import formers.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextGeneratorTest {

    private static final Tokenizer BYTES = BytePairTokenizer.ofBytes();

    /// Says a fixed text, one token after the other, whatever it is asked.
    private static final class Reciter implements LanguageModel {
        private final LanguageModel model = TinyModels.GPT2_LIKE.model(BYTES.vocabularySize());
        private final int[] text;
        private int said;

        Reciter(int... text) {
            this.text = text;
        }

        static Reciter of(String text) {
            return new Reciter(BYTES.encode(text));
        }

        @Override
        public Tensor logits(Tensor hidden) {
            var scores = new float[vocabulary()];
            scores[text[said++]] = 1;
            return Tensor.wrap(scores, 1, 1, scores.length);
        }

        @Override
        public int vocabulary() {
            return model.vocabulary();
        }

        @Override
        public int context() {
            return model.context();
        }

        @Override
        public Parameters parameters() {
            return model.parameters();
        }

        @Override
        public KvCache newCache(int batch, CacheFormat format) {
            return model.newCache(batch, format);
        }

        @Override
        public Tensor hidden(Tensor ids, Pass pass) {
            return model.hidden(ids, pass);
        }
    }

    private static GenerationOptions greedy(int tokens) {
        return GenerationOptions.of(SamplingOptions.greedy(), tokens).sliding(true);
    }

    private final List<String> pieces = new ArrayList<>();

    private TextGenerator.Completion complete(LanguageModel model, int tokens, String... stops) {
        return new TextGenerator(new Generator(model), BYTES)
                .complete(List.of("p"), greedy(tokens), List.of(stops), (_, text) -> pieces.add(text))
                .getFirst();
    }

    @Test
    void charactersAreNeverSplit() {
        var completion = complete(Reciter.of("aé語🙂!"), 11);
        assertThat(completion.text()).isEqualTo("aé語🙂!");
        assertThat(completion.tokens()).isEqualTo(11);
        assertThat(pieces).containsExactly("a", "é", "語", "🙂", "!");
    }

    /// Vocabularies of models are often rounded up.
    @Test
    void tokensThatTheTokenizerDoesNotHaveAreNotChosen() {
        int named = BYTES.vocabularySize();
        var model = TinyModels.GPT2_LIKE.model(4 * named);
        var options = GenerationOptions.of(SamplingOptions.plain(1), 60).sliding(true);
        var completion = new TextGenerator(new Generator(model), BYTES)
                .complete(List.of("p"), options, List.of(), (_, text) -> pieces.add(text))
                .getFirst();
        assertThat(completion.ending()).isIn(Ending.LENGTH, Ending.END_TOKEN);

        var all = new Generator(model).generate(List.of(new int[] {1}), options, (_, _) -> true);
        assertThat(IntStream.of(all.getFirst().tokens())).anyMatch(token -> token >= named);
        var beyond = IntStream.range(named, 4 * named).boxed().collect(Collectors.toSet());
        var ended = new Generator(model)
                .generate(List.of(new int[] {1}), options.among(named).endingAt(beyond), (_, _) -> true);
        assertThat(ended.getFirst().ending()).isEqualTo(Ending.END_TOKEN);
    }

    @Test
    void aCharacterLeftUnfinishedIsReplaced() {
        assertThat(complete(Reciter.of("a語"), 3).text()).isEqualTo("a\uFFFD");
        assertThat(String.join("", pieces)).isEqualTo("a\uFFFD");
    }

    @Test
    void theStopStringIsLeftOut() {
        var completion = complete(Reciter.of("yes#no##x"), 9, "##");
        assertThat(completion.text()).isEqualTo("yes#no");
        assertThat(completion.ending()).isEqualTo(Ending.STOPPED);
        assertThat(String.join("", pieces)).isEqualTo("yes#no");
    }

    @Test
    void textHeldForAStopThatDoesNotComeIsWrittenAtTheEnd() {
        assertThat(complete(Reciter.of("end#"), 4, "##").text()).isEqualTo("end#");
        assertThat(pieces.getLast()).isEqualTo("#");
    }

    @Test
    void theEndOfTextTokenEndsIt() {
        int end = BYTES.endOfText().orElseThrow();
        var completion = complete(new Reciter(BYTES.encode("h")[0], BYTES.encode("i")[0], end), 10);
        assertThat(completion.text()).isEqualTo("hi");
        assertThat(completion.tokens()).isEqualTo(2);
        assertThat(completion.ending()).isEqualTo(Ending.END_TOKEN);
    }

    @Test
    void piecesOfEveryPromptJoinToItsCompletion() {
        var written = List.of(new StringBuilder(), new StringBuilder(), new StringBuilder());
        var generator = new TextGenerator(new Generator(TinyModels.LLAMA_LIKE.model(BYTES.vocabularySize())), BYTES);
        var options = GenerationOptions.of(SamplingOptions.plain(5), 40).sliding(true);
        var completions = generator.complete(
                List.of("one", "", "três"),
                options,
                List.of(),
                (prompt, text) -> written.get(prompt).append(text));
        assertThat(completions).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(completions.get(i).text())
                    .isEqualTo(written.get(i).toString())
                    .isNotEmpty();
        }
        assertThat(generator.complete("one", options))
                .as("the first of a batch")
                .isEqualTo(completions.getFirst().text());
    }

    @Test
    void noTokensNoText() {
        var completion = complete(Reciter.of("x"), 0);
        assertThat(completion.text()).isEmpty();
        assertThat(pieces).isEmpty();
    }
}
