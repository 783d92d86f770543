package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.generation.Generated.Ending;
import formers.generation.grammar.Grammar;
import formers.generation.grammar.GrammarException;
import formers.generation.grammar.TokenConstraint;
import formers.generation.grammar.TokenVocabulary;
import formers.text.BytePairTokenizer;
import formers.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class GrammarGenerationTest {

    private static final Tokenizer BYTES = BytePairTokenizer.ofBytes();
    private static final TokenVocabulary VOCABULARY = TokenVocabulary.of(BYTES);

    /// Every text of it is finite, so even a model that knows nothing comes to its end.
    private static final String PERSON = """
            {"type": "object",
             "properties": {
               "name": {"type": "string", "minLength": 1, "maxLength": 8},
               "age": {"type": "integer", "minimum": 0, "maximum": 120},
               "tags": {"type": "array", "items": {"enum": ["a", "bb"]}, "maxItems": 3}},
             "required": ["name", "age", "tags"],
             "additionalProperties": false}
            """;

    private static GenerationOptions options(SamplingOptions sampling, TokenConstraint constraint) {
        return GenerationOptions.of(sampling, 300).sliding(true).constrainedTo(constraint);
    }

    private static TokenConstraint person() {
        return VOCABULARY.constraint(Grammar.jsonSchema(JsonMapper.shared().readTree(PERSON)));
    }

    @ParameterizedTest
    @EnumSource
    void everyTextOfABatchHasTheForm(TinyModels kind) {
        var generator = new TextGenerator(new Generator(kind.model(BYTES.vocabularySize())), BYTES);
        var prompts = List.of("x", "Some person:", "{", "äöü");
        for (long seed = 1; seed <= 5; seed++) {
            var options = options(SamplingOptions.plain(seed).withTemperature(1.5f), person());
            for (var completion : generator.complete(prompts, options, List.of(), (_, _) -> {})) {
                assertThat(completion.ending()).isEqualTo(Ending.END_TOKEN);
                var value = JsonMapper.shared().readTree(completion.text());
                assertThat(value.get("name").stringValue().codePoints().count()).isBetween(1L, 8L);
                assertThat(value.get("age").intValue()).isBetween(0, 120);
                assertThat(value.get("tags").isArray()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCacheChangesNoToken(TinyModels kind) {
        var generator = new Generator(kind.model(BYTES.vocabularySize()));
        var options =
                options(SamplingOptions.plain(3).withRepetitionPenalty(1.3f).withTopK(5), person());
        var prompts = List.of(new int[] {65}, new int[] {66, 67, 68});
        var cached = generator.generate(prompts, options, (_, _) -> true);
        var plain = generator.generate(prompts, options.withoutCache(), (_, _) -> true);
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(cached.get(i).tokens()).isEqualTo(plain.get(i).tokens());
            assertThat(cached.get(i).ending()).isEqualTo(Ending.END_TOKEN);
        }
    }

    private static Generated generate(Grammar grammar, int tokens, Set<Integer> ends) {
        var options = GenerationOptions.of(SamplingOptions.plain(1), tokens)
                .endingAt(ends)
                .constrainedTo(VOCABULARY.constraint(grammar));
        return new Generator(TinyModels.LLAMA_LIKE.model(BYTES.vocabularySize()))
                .generate(new int[] {65}, options, (_, _) -> true);
    }

    @Test
    void aTextEndsWhereItsFormIsComplete() {
        var complete = generate(Grammar.regex("abc"), 10, Set.of());
        assertThat(complete.tokens()).containsExactly('a', 'b', 'c');
        assertThat(complete.ending()).isEqualTo(Ending.END_TOKEN);

        var empty = generate(Grammar.regex(""), 10, Set.of());
        assertThat(empty.tokens()).isEmpty();
        assertThat(empty.ending()).isEqualTo(Ending.END_TOKEN);

        var cut = generate(Grammar.regex("abc"), 2, Set.of());
        assertThat(cut.tokens()).containsExactly('a', 'b');
        assertThat(cut.ending()).as("the beginning of a text of the form").isEqualTo(Ending.LENGTH);
    }

    @Test
    void anEndTokenIsChosenOnlyWhereTheTextMayEnd() {
        for (long seed = 0; seed < 30; seed++) {
            var options = GenerationOptions.of(SamplingOptions.plain(seed).withTemperature(20), 15)
                    .endingAt(Set.of(256, (int) 'z'))
                    .constrainedTo(VOCABULARY.constraint(Grammar.regex("([a-z]{3})+")));
            var generated = new Generator(TinyModels.GPT2_LIKE.model(BYTES.vocabularySize()))
                    .generate(new int[] {65}, options, (_, _) -> true);
            assertThat(generated.tokens().length % 3).isZero();
            assertThat(generated.tokens()).isNotEmpty().doesNotContain((int) 'z');
        }
    }

    /// A bias cannot lead out of a grammar: what is banned is written where nothing else may be, and what is
    /// wanted is not where it may not.
    @Test
    void aGrammarHoldsWhateverTheBias() {
        var bias = Map.of((int) 'b', -100f, (int) 'x', 100f, 256, 100f);
        for (var sampling : List.of(SamplingOptions.greedy(), SamplingOptions.plain(1))) {
            var options = GenerationOptions.of(sampling.withLogitBias(bias).withRepetitionPenalty(2), 15)
                    .endingAt(Set.of(256))
                    .constrainedTo(VOCABULARY.constraint(Grammar.regex("a[bc]b[bx]{2}c*")));
            var generated = new Generator(TinyModels.GPT2_LIKE.model(BYTES.vocabularySize()))
                    .generate(new int[] {'b', 'b'}, options, (_, _) -> true);
            assertThat(generated.tokens()).containsExactly('a', 'c', 'b', 'x', 'x');
            assertThat(generated.ending()).isEqualTo(Ending.END_TOKEN);
        }
    }

    @Test
    void aVocabularyWithoutWhatIsNeededIsRefused() {
        var letters = TokenVocabulary.of(new byte[][] {{'a'}, {'b'}});
        var options = GenerationOptions.of(SamplingOptions.greedy(), 5)
                .constrainedTo(letters.constraint(Grammar.regex("[{].*")));
        var generator = new Generator(TinyModels.GPT2_LIKE.model());
        assertThatThrownBy(() -> generator.generate(new int[] {1}, options, (_, _) -> true))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("no token");
    }
}
