package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import formers.generation.Sampler;
import formers.generation.SamplingOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Texts drawn from random scores under a constraint, as from a model that knows nothing.
class ConstrainedTextTest {

    private static final int END = 0;
    private static final List<byte[]> TOKENS = tokens();
    private static final TokenVocabulary VOCABULARY = TokenVocabulary.of(TOKENS.toArray(byte[][]::new));

    /// Tokens after which a text ends as soon as it may.
    private static final int PATIENCE = 60;

    private static final int TOO_LONG = 20_000;

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /// An end token, all bytes, and the kind of longer tokens that vocabularies have.
    private static List<byte[]> tokens() {
        var tokens = new ArrayList<byte[]>();
        tokens.add(null);
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        for (var token : new String[] {
            "{\"", "\":", "\": ", "\", \"", "\"}", "}}", "}]", "[[", "[\"", "],", ", ", "\",", "true", "false", "null",
                    "tr", "ue",
            "nul", "12", "00", "-1", ".5", "e+", "0.", "10", "kind", "value", "next", "\"next\": ", "name", "ab", "bc",
                    "é", "\\u",
            "\\\"", "\\n", "\n  ", "  ", "20", "-0", ":0", "T1", "😀", "{}", "[]", "a", "one\""
        }) {
            tokens.add(token.getBytes(StandardCharsets.UTF_8));
        }
        tokens.add(new byte[] {(byte) 0xF0, (byte) 0x9F});
        return tokens;
    }

    /// Random scores; after a while those that close what is open are the highest, so that texts end.
    private static float[] scores(Random random, int step) {
        var scores = new float[TOKENS.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextGaussian() * 3;
        }
        if (step > PATIENCE) {
            scores[END] += 300;
            boolean waiting = step / 20 % 2 == 0; // for what a pattern asks for, whatever it is
            scores[1 + '"'] += waiting ? 5 : 150; // the end of a string, where } and ] are but characters
            scores[1 + '}'] += waiting ? 0 : 100;
            scores[1 + ']'] += waiting ? 0 : 100;
            scores[1 + 'n'] += waiting ? 0 : 50;
        }
        return scores;
    }

    private static String text(Grammar grammar, long seed) {
        var random = new Random(seed);
        var sampler = new Sampler(SamplingOptions.plain(seed), TOKENS.size(), 0);
        var constraint = VOCABULARY.constraint(grammar);
        var bytes = new ByteArrayOutputStream();
        for (int step = 0; !constraint.isComplete(); step++) {
            assertThat(step).as("no end in sight: %s", bytes).isLessThan(TOO_LONG);
            var scores = scores(random, step);
            constraint.mask(scores, Set.of(END));
            int token = sampler.choose(scores);
            if (token == END) {
                break;
            }
            constraint.advance(token);
            bytes.writeBytes(TOKENS.get(token));
        }
        assertThat(constraint.canEnd()).isTrue();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void textsOfRandomSchemasAreValid(int part) {
        for (int i = 0; i < 250; i++) {
            long seed = part * 250L + i;
            var schema = new RandomSchemas(seed).next();
            var grammar = Grammar.jsonSchema(schema);
            Schema validator = REGISTRY.getSchema(schema);
            for (int draw = 0; draw < 3; draw++) {
                var text = text(grammar, seed * 10 + draw);
                JsonNode value = JsonMapper.shared().readTree(text);
                assertThat(validator.validate(value))
                        .as("seed %d: %s for %s", seed, text, schema)
                        .isEmpty();
            }
        }
    }

    @Test
    void anyObjectOfJsonCanBeRead() {
        var grammar = Grammar.json();
        for (int i = 0; i < 100; i++) {
            assertThat(JsonMapper.shared().readTree(text(grammar, i)).isObject())
                    .isTrue();
        }
    }

    @Test
    void aConstraintOnTheVocabularyIsTheGrammarItself() {
        var grammar = Grammar.regex("(ab|é)*(\\d{2,4}|[😀é])");
        for (int i = 0; i < 200; i++) {
            assertThat(text(grammar, i)).matches("(ab|é)*(\\d{2,4}|[😀é])");
        }
    }
}
