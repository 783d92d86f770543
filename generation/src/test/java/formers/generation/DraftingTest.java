package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.LanguageModel;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Attention;
import formers.models.nn.Parameters;
import formers.models.nn.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DraftingTest {

    private static final TokenListener ALL = (_, _) -> true;
    private static final int[] PROMPT = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};

    private static List<GenerationOptions> ways() {
        var sampling = SamplingOptions.plain(7);
        return List.of(
                GenerationOptions.of(SamplingOptions.greedy(), 30),
                GenerationOptions.of(sampling.withTemperature(0.3f), 30),
                GenerationOptions.of(sampling.withLogitBias(Map.of(3, 2f, 5, -100f)), 30),
                GenerationOptions.of(sampling.withFrequencyPenalty(0.1f).withTopK(5), 31)
                        .sliding(true));
    }

    /// Guesses of every quality: none, repetitions, a model's own, another model's, always wrong.
    private static List<Drafter> drafters(LanguageModel model) {
        return List.of(
                (_, _) -> new int[0],
                PromptLookup.usual(),
                new PromptLookup(1, 7),
                new DraftModel(model, 3),
                new DraftModel(TinyModels.GPT2_LIKE.model(), 3),
                (text, most) -> new int[Math.min(most, 3)]);
    }

    @ParameterizedTest
    @EnumSource
    void guessesChangeNoText(TinyModels kind) {
        var generator = new Generator(kind.model());
        for (var options : ways()) {
            var expected = generator.generate(PROMPT, options, ALL);
            for (var drafter : drafters(kind.model())) {
                var found = generator.generate(PROMPT, options.drafting(drafter), ALL);
                assertThat(found.tokens()).containsExactly(expected.tokens());
                assertThat(found.ending()).isEqualTo(expected.ending());
                assertThat(found.passes()).isLessThanOrEqualTo(expected.passes());
            }
        }
    }

    /// Of several texts, each has a memory of its own.
    @ParameterizedTest
    @EnumSource
    void guessesChangeNoTextOfSeveral(TinyModels kind) {
        var generator = new Generator(kind.model());
        for (var options : ways()) {
            for (var prompts : List.of(List.of(PROMPT, new int[] {2}), TinyModels.prompts())) {
                var expected = generator.generate(prompts, options, ALL);
                for (var drafter : drafters(kind.model())) {
                    var found = generator.generate(prompts, options.drafting(drafter), ALL);
                    for (int i = 0; i < prompts.size(); i++) {
                        assertThat(found.get(i).tokens())
                                .containsExactly(expected.get(i).tokens());
                        assertThat(found.get(i).passes())
                                .isLessThanOrEqualTo(expected.get(i).passes());
                    }
                }
            }
        }
    }

    /// Up to three guesses leave what the model thinks as it is, to the bit: also where keys that have left the
    /// window are dropped earlier or later than without guesses.
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 33})
    void threeGuessesChangeNoBit(int window) {
        var config = DecoderConfig.of(TinyModels.VOCABULARY, 700, 2, 64)
                .attention(Attention.of(2, 1, 32).withWindows(Windows.repeating(window)))
                .build();
        var generator = new Generator(new Decoder(config, Parameters.initialised(1)));
        var options =
                GenerationOptions.of(SamplingOptions.plain(1).withTopK(4), 600).withAlternatives(3);
        var expected = new Thoughts();
        var plain = generator.generate(PROMPT, options, expected);
        var found = new Thoughts();
        var drafted = generator.generate(PROMPT, options.drafting(new PromptLookup(1, 3)), found);
        assertThat(drafted.tokens()).containsExactly(plain.tokens());
        assertThat(drafted.passes()).isLessThan(plain.passes());
        assertThat(found.all).isEqualTo(expected.all);
    }

    private static final class Thoughts implements TokenListener {
        final List<Alternatives> all = new ArrayList<>();

        @Override
        public boolean onToken(int sequence, int token) {
            return true;
        }

        @Override
        public boolean onToken(int sequence, int token, Alternatives alternatives) {
            return all.add(alternatives);
        }
    }

    /// A long prompt is read by the draft model in blocks, which guess nothing.
    @Test
    void aLongPromptIsReadInBlocks() {
        var config = DecoderConfig.of(TinyModels.VOCABULARY, 2000, 1, 16).build();
        var draft = new DraftModel(new Decoder(config, Parameters.initialised(1)), 3);
        int[] text = new int[1100];
        assertThat(draft.guess(text, 3)).isEmpty();
        assertThat(draft.guess(text, 3)).isEmpty();
        assertThat(draft.guess(text, 3)).hasSize(3);
        assertThat(draft.guess(text, 2)).hasSize(2);
        assertThat(draft.fresh().guess(text, 3)).isEmpty();
        draft.forget();
        assertThat(draft.guess(text, 3)).isEmpty();
    }

    @Test
    void aModelThatGuessesItselfNeedsAQuarterOfThePasses() {
        var model = TinyModels.LLAMA_LIKE.model();
        var options = GenerationOptions.of(SamplingOptions.greedy(), 20);
        var plain = new Generator(model).generate(PROMPT, options, ALL);
        var drafted = new Generator(model).generate(PROMPT, options.drafting(new DraftModel(model, 3)), ALL);
        assertThat(plain.passes()).isEqualTo(plain.tokens().length);
        assertThat(drafted.passes()).isEqualTo(1 + Math.ceilDiv(plain.tokens().length - 1, 4));
    }

    @Test
    void aTextThatEndsAmongGuessesEndsThere() {
        var model = TinyModels.LLAMA_LIKE.model();
        var options = GenerationOptions.of(SamplingOptions.greedy(), 20);
        int[] whole = new Generator(model).generate(PROMPT, options, ALL).tokens();
        for (int end = 1; end < whole.length; end++) {
            int last = end;
            var told = new int[1];
            var stopped = new Generator(model)
                    .generate(PROMPT, options.drafting(new DraftModel(model, 4)), (_, _) -> ++told[0] < last);
            assertThat(stopped.tokens()).containsExactly(Arrays.copyOf(whole, end));
            assertThat(stopped.ending()).isEqualTo(Generated.Ending.STOPPED);
            var short_ = GenerationOptions.of(SamplingOptions.greedy(), end).drafting(new DraftModel(model, 4));
            assertThat(new Generator(model).generate(PROMPT, short_, ALL).tokens())
                    .containsExactly(Arrays.copyOf(whole, end));
        }
    }

    /// A cache that has been written ahead of the text is usable afterwards.
    @Test
    void aPromptCacheHoldsWhatWasAccepted() {
        var model = TinyModels.LLAMA_LIKE.model();
        var options = GenerationOptions.of(SamplingOptions.greedy(), 9);
        var cache = new PromptCache(model);
        var generator = new Generator(model);
        Drafter wrong = (text, most) -> new int[Math.min(most, 3)];
        int[] first =
                generator.generate(PROMPT, cache, options.drafting(wrong), ALL).tokens();
        int[] longer = Arrays.copyOf(PROMPT, PROMPT.length + first.length);
        System.arraycopy(first, 0, longer, PROMPT.length, first.length);
        assertThat(cache.known(longer)).isEqualTo(longer.length - 1);
        assertThat(generator.generate(longer, cache, options, ALL).tokens())
                .containsExactly(generator.generate(longer, options, ALL).tokens());
    }

    @Test
    void lookUpFindsTheLastPlaceOfTheLongestEnd() {
        var lookup = new PromptLookup(2, 3);
        assertThat(lookup.guess(new int[] {1, 2, 3, 4, 5, 1, 2}, 5)).containsExactly(3, 4, 5);
        assertThat(lookup.guess(new int[] {1, 2, 3, 9, 1, 2, 7, 1, 2}, 2)).containsExactly(7, 1);
        assertThat(lookup.guess(new int[] {4, 4, 4}, 5)).containsExactly(4);
        assertThat(lookup.guess(new int[] {1, 2, 3}, 5)).isEmpty();
        assertThat(lookup.guess(new int[] {1}, 5)).isEmpty();
    }

    @Test
    void alternativesAreLogProbabilities() {
        float[] logits = {0, 3, 1, 3, Float.NEGATIVE_INFINITY};
        var found = Alternatives.of(logits, 2, 3);
        double sum = 1 + 2 * Math.exp(3) + Math.E;
        assertThat(found.chosen().logProbability()).isEqualTo((float) (1 - Math.log(sum)));
        assertThat(found.likeliest().stream().map(Alternatives.Scored::token)).containsExactly(1, 3, 2);
        assertThat(Alternatives.of(logits, 1, 0).likeliest()).isEmpty();
    }
}
