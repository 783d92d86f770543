package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.generation.Generated.Ending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {

    private static final TokenListener ALL = (_, _) -> true;

    private static Map<String, SamplingOptions> samplers(long seed) {
        var plain = SamplingOptions.plain(seed);
        var samplers = new LinkedHashMap<String, SamplingOptions>();
        samplers.put("greedy", SamplingOptions.greedy());
        samplers.put("temperature", plain.withTemperature(1.5f));
        samplers.put("top-k", plain.withTopK(5));
        samplers.put("top-p", plain.withTopP(0.8f));
        samplers.put("min-p", plain.withMinP(0.1f));
        samplers.put("repetition penalty", plain.withRepetitionPenalty(1.3f));
        samplers.put("presence penalty", plain.withPresencePenalty(0.7f));
        samplers.put("frequency penalty", plain.withFrequencyPenalty(0.4f));
        return samplers;
    }

    @ParameterizedTest
    @EnumSource
    void aCacheChangesNoToken(TinyModels kind) {
        var generator = new Generator(kind.model());
        for (long seed = 1; seed <= 2; seed++) {
            for (var sampler : samplers(seed).entrySet()) {
                // 45 tokens outgrow the context of 20 more than once.
                var options = GenerationOptions.of(sampler.getValue(), 45).sliding(true);
                assertThat(tokens(generator.generate(TinyModels.prompts(), options, ALL)))
                        .as("%s, %s, seed %d", kind, sampler.getKey(), seed)
                        .isDeepEqualTo(tokens(generator.generate(TinyModels.prompts(), options.withoutCache(), ALL)));
            }
        }
    }

    private static int[][] tokens(List<Generated> all) {
        return all.stream().map(Generated::tokens).toArray(int[][]::new);
    }

    @ParameterizedTest
    @EnumSource
    void greedyTextDoesNotDependOnTheBatch(TinyModels kind) {
        var generator = new Generator(kind.model());
        var options = GenerationOptions.of(SamplingOptions.greedy(), 30).sliding(true);
        var together = generator.generate(TinyModels.prompts(), options, ALL);
        var reversed = generator
                .generate(TinyModels.prompts().reversed(), options, ALL)
                .reversed();
        for (int i = 0; i < together.size(); i++) {
            var alone = generator.generate(TinyModels.prompts().get(i), options, ALL);
            assertThat(together.get(i).tokens()).as("prompt %d of the batch", i).isEqualTo(alone.tokens());
            assertThat(reversed.get(i).tokens()).as("prompt %d, other order", i).isEqualTo(alone.tokens());
        }
        assertThat(together.get(0).tokens())
                .as("prompts matter")
                .isNotEqualTo(together.get(1).tokens());
    }

    @Test
    void aSequenceThatEndsEarlyLeavesTheOthersAlone() {
        var generator = new Generator(TinyModels.LLAMA_LIKE.model());
        var options = GenerationOptions.of(SamplingOptions.greedy(), 10);
        var whole = generator.generate(TinyModels.prompts(), options, ALL);
        var seen = new int[TinyModels.prompts().size()];
        var cut = generator.generate(
                TinyModels.prompts(), options, (sequence, _) -> ++seen[sequence] < 3 || sequence != 1);
        assertThat(cut.get(1).ending()).isEqualTo(Ending.STOPPED);
        assertThat(cut.get(1).tokens()).hasSize(3).startsWith(whole.get(1).tokens()[0]);
        for (int i : new int[] {0, 2, 3}) {
            assertThat(cut.get(i).tokens()).isEqualTo(whole.get(i).tokens());
        }
    }

    @Test
    void aSeedIsAText() {
        var generator = new Generator(TinyModels.GPT2_LIKE.model());
        int[] prompt = {3, 1};
        var one = GenerationOptions.of(SamplingOptions.plain(1), 15);
        int[] text = generator.generate(prompt, one, ALL).tokens();
        assertThat(generator.generate(prompt, one, ALL).tokens()).isEqualTo(text);
        assertThat(generator
                        .generate(prompt, GenerationOptions.of(SamplingOptions.plain(2), 15), ALL)
                        .tokens())
                .isNotEqualTo(text);
    }

    @Test
    void copiesOfAPromptInOneBatchDrawDifferently() {
        int[] prompt = {3, 1};
        var texts = tokens(new Generator(TinyModels.GPT2_LIKE.model())
                .generate(List.of(prompt, prompt, prompt), GenerationOptions.of(SamplingOptions.plain(1), 15), ALL));
        assertThat(texts[0]).isNotEqualTo(texts[1]).isNotEqualTo(texts[2]);
        assertThat(texts[1]).isNotEqualTo(texts[2]);
    }

    @Test
    void theListenerHearsEveryTokenInOrder() {
        var heard = new ArrayList<Integer>();
        var generated = new Generator(TinyModels.WINDOWED.model())
                .generate(new int[] {4}, GenerationOptions.of(SamplingOptions.plain(1), 12), (sequence, token) -> {
                    assertThat(sequence).isZero();
                    return heard.add(token);
                });
        assertThat(generated.tokens())
                .containsExactly(heard.stream().mapToInt(Integer::intValue).toArray());
    }

    @Test
    void endings() {
        var generator = new Generator(TinyModels.GPT2_LIKE.model());
        var greedy = GenerationOptions.of(SamplingOptions.greedy(), 5);
        int[] prompt = {2, 9};

        var full = generator.generate(prompt, greedy, ALL);
        assertThat(full.ending()).isEqualTo(Ending.LENGTH);
        assertThat(full.tokens()).hasSize(5);

        var ended = generator.generate(prompt, greedy.endingAt(Set.of(full.tokens()[0])), ALL);
        assertThat(ended.ending()).isEqualTo(Ending.END_TOKEN);
        assertThat(ended.tokens()).as("the end token is not part of the text").isEmpty();

        var nothing = generator.generate(prompt, GenerationOptions.of(SamplingOptions.greedy(), 0), ALL);
        assertThat(nothing.ending()).isEqualTo(Ending.LENGTH);
        assertThat(nothing.tokens()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTextEndsWhenTheContextIsFull(TinyModels kind) {
        var generator = new Generator(kind.model());
        var options = GenerationOptions.of(SamplingOptions.greedy(), 1000);
        // 3 + 18 tokens: the last is chosen from a full context of 20, and no more can be looked at.
        var cached = generator.generate(new int[] {7, 7, 7}, options, ALL);
        assertThat(cached.ending()).isEqualTo(Ending.CONTEXT);
        assertThat(cached.tokens()).hasSize(18);
        var uncached = generator.generate(new int[] {7, 7, 7}, options.withoutCache(), ALL);
        assertThat(uncached.tokens()).isEqualTo(cached.tokens());
    }

    @Test
    void unusablePromptsAreRefused() {
        var generator = new Generator(TinyModels.LLAMA_LIKE.model());
        var options = GenerationOptions.of(SamplingOptions.greedy(), 3);
        assertThatThrownBy(() -> generator.generate(new int[0], options, ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one token");
        assertThatThrownBy(() -> generator.generate(new int[] {1, 40}, options, ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token 40")
                .hasMessageContaining("vocabulary of 40");
        assertThatThrownBy(() -> generator.generate(new int[] {-1}, options, ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token -1");
        assertThatThrownBy(() -> generator.generate(new int[33], options, ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("33 tokens")
                .hasMessageContaining("context is 20");
        assertThat(generator.generate(new int[33], options.sliding(true), ALL).tokens())
                .hasSize(3);
    }
}
