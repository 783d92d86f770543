package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromptCacheTest {

    private static final GenerationOptions GREEDY = GenerationOptions.of(SamplingOptions.greedy(), 6);

    /// A walk through texts that begin alike, go on, part early, and are each other's beginning.
    @ParameterizedTest
    @EnumSource(TinyModels.class)
    void answersAreThoseOfAWholePass(TinyModels kind) {
        var model = kind.model();
        var cache = new PromptCache(model);
        var generator = new Generator(model);
        var random = new Random(5);
        int[] prompt = {1};
        for (int turn = 0; turn < 60; turn++) {
            int common = Math.min(prompt.length, random.nextInt(20));
            int[] next = Arrays.copyOf(prompt, Math.clamp(common + turn % 5, 1, 18));
            for (int i = common; i < next.length; i++) {
                next[i] = random.nextInt(TinyModels.VOCABULARY);
            }
            var options = GREEDY.sliding(turn % 7 == 3);
            assertThat(generator.generate(next, cache, options, (_, _) -> true).tokens())
                    .isEqualTo(generator.generate(next, options, (_, _) -> true).tokens());
            prompt = next;
        }
    }

    @Test
    void aChatThatGoesOnIsNotReadAgain() {
        var model = TinyModels.LLAMA_LIKE.model();
        var cache = new PromptCache(model);
        var answer = new Generator(model).generate(new int[] {3, 1, 2}, cache, GREEDY, (_, _) -> true);
        int[] next = {3, 1, 2, answer.tokens()[0], answer.tokens()[1], 9};
        assertThat(cache.known(next)).isGreaterThanOrEqualTo(5);
        assertThat(cache.known(3, 1, 2)).isEqualTo(2);
        assertThat(cache.known(4)).isZero();
    }

    @Test
    void afterAListenerThatThrowsNothingIsKnown() {
        var model = TinyModels.GPT2_LIKE.model();
        var cache = new PromptCache(model);
        var generator = new Generator(model);
        try {
            generator.generate(new int[] {3, 1, 2}, cache, GREEDY, (_, _) -> {
                throw new IllegalStateException("the listener has gone");
            });
        } catch (IllegalStateException e) {
            assertThat(cache.known(3, 1, 2)).isZero();
        }
    }
}
