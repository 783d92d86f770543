package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {

    /// Probabilities 0.4, 0.3, 0.15, 0.1, 0.05 in an order that is not that of the ids.
    private static final double[] PROBABILITIES = {0.15, 0.4, 0.05, 0.3, 0.1};

    private static float[] logits(double... probabilities) {
        var logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]) + 3;
        }
        return logits;
    }

    private static int choice(SamplingOptions options, float... logits) {
        return new Sampler(options, logits.length, 0).choose(logits.clone());
    }

    private static double[] shares(SamplingOptions options, float... logits) {
        double[] weights = new Sampler(options, logits.length, 0).distribution(logits.clone());
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    static Stream<Arguments> cuts() {
        var plain = SamplingOptions.plain(11);
        return Stream.of(
                Arguments.of("plain", plain, new double[] {0.15, 0.4, 0.05, 0.3, 0.1}),
                Arguments.of("top-k 2", plain.withTopK(2), new double[] {0, 4 / 7.0, 0, 3 / 7.0, 0}),
                Arguments.of("top-p 0.8", plain.withTopP(0.8f), new double[] {3 / 17.0, 8 / 17.0, 0, 6 / 17.0, 0}),
                Arguments.of("min-p 0.3", plain.withMinP(0.3f), new double[] {3 / 17.0, 8 / 17.0, 0, 6 / 17.0, 0}),
                // Squares of the probabilities: 0.0225, 0.16, 0.0025, 0.09, 0.01, their sum 0.285.
                Arguments.of("temperature 1/2", plain.withTemperature(0.5f), new double[] {
                    0.0225 / 0.285, 0.16 / 0.285, 0.0025 / 0.285, 0.09 / 0.285, 0.01 / 0.285
                }),
                // Top-k first leaves 4/7 and 3/7; half of the mass is then reached by the first alone.
                Arguments.of("top-k 2, top-p 0.5", plain.withTopK(2).withTopP(0.5f), new double[] {0, 1, 0, 0, 0}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void drawsFollowTheDistribution(String name, SamplingOptions options, double[] expected) {
        var sampler = new Sampler(options, expected.length, 0);
        int draws = 20_000;
        var counts = new int[expected.length];
        for (int i = 0; i < draws; i++) {
            counts[sampler.choose(logits(PROBABILITIES))]++;
        }
        double chiSquared = 0;
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == 0) {
                assertThat(counts[i]).as("draws of token %d, which is cut", i).isZero();
            } else {
                chiSquared += Math.pow(counts[i] - draws * expected[i], 2) / (draws * expected[i]);
            }
        }
        // With at most 4 degrees of freedom, more than 23.5 has a probability below 1 in 10,000.
        assertThat(chiSquared).isLessThan(23.5);
    }

    @Test
    void topKOfOneIsGreedy() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(choice(SamplingOptions.plain(seed).withTopK(1), logits(PROBABILITIES)))
                    .isEqualTo(1);
        }
    }

    @Test
    void greedyTakesTheLowestIdOnTies() {
        assertThat(choice(SamplingOptions.greedy(), 1, 3, 2, 3, 3)).isEqualTo(1);
        assertThat(choice(SamplingOptions.greedy(), 0, 0, 0)).isZero();
    }

    @Test
    void cutsThatKeepEverythingChangeNothing() {
        var plain = SamplingOptions.plain(1);
        double[] expected = shares(plain, logits(PROBABILITIES));
        assertThat(shares(plain.withTopP(1), logits(PROBABILITIES))).containsExactly(expected);
        assertThat(shares(plain.withMinP(0), logits(PROBABILITIES))).containsExactly(expected);
        assertThat(shares(plain.withTopK(0), logits(PROBABILITIES))).containsExactly(expected);
        assertThat(shares(plain.withTopK(5), logits(PROBABILITIES))).containsExactly(expected);
        assertThat(shares(plain.withTopK(500), logits(PROBABILITIES))).containsExactly(expected);
    }

    @Test
    void aVeryHighTemperatureIsUniformOverWhatIsKept() {
        assertThat(shares(SamplingOptions.plain(1).withTemperature(1e9f), logits(PROBABILITIES)))
                .containsExactly(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, within(1e-6));
        assertThat(shares(SamplingOptions.plain(1).withTemperature(1e9f).withTopK(2), logits(PROBABILITIES)))
                .containsExactly(new double[] {0, 0.5, 0, 0.5, 0}, within(1e-6));
    }

    @Test
    void aTinyTemperatureIsGreedy() {
        assertThat(shares(SamplingOptions.plain(1).withTemperature(Float.MIN_VALUE), 1, 3, 2))
                .containsExactly(0, 1, 0);
    }

    @Test
    void tokensTiedWithTheLastOneKeptAreKept() {
        assertThat(shares(SamplingOptions.plain(1).withTopK(2), 2, 1, 1, 0)[2]).isPositive();
        assertThat(shares(SamplingOptions.plain(1).withMinP(1), 2, 2, 1)).containsExactly(0.5, 0.5, 0);
    }

    @Test
    void penaltiesByHand() {
        var options = SamplingOptions.greedy()
                .withRepetitionPenalty(2)
                .withPresencePenalty(0.5f)
                .withFrequencyPenalty(0.25f);
        var sampler = new Sampler(options, 4, 0);
        sampler.observe(0, 0, 0, 1);
        float[] logits = {4, -1, 1, 0.5f};
        assertThat(sampler.choose(logits)).isEqualTo(2);
        // Token 0, three times: 4 / 2 − 0.5 − 3 · 0.25. Token 1, once: −1 · 2 − 0.5 − 0.25. The others are new.
        assertThat(logits).containsExactly(0.75f, -2.75f, 1, 0.5f);

        float[] next = {4, -1, 1, 0.5f};
        assertThat(sampler.choose(next))
                .as("the token just chosen is penalised too")
                .isZero();
        assertThat(next).containsExactly(0.75f, -2.75f, -0.25f, 0.5f);
    }

    @Test
    void biasesAreAddedToWhatPenaltiesLeave() {
        var options = SamplingOptions.greedy().withRepetitionPenalty(2).withLogitBias(Map.of(0, 1.5f, 3, -100f));
        var sampler = new Sampler(options, 4, 0);
        sampler.observe(0);
        float[] logits = {4, -1, 3, 50};
        assertThat(sampler.choose(logits)).isZero();
        assertThat(logits).containsExactly(4 / 2 + 1.5f, -1, 3, 50 - 100);
    }

    @Test
    void drawsFollowBiases() {
        var options = SamplingOptions.plain(1).withLogitBias(Map.of(2, (float) Math.log(8), 1, -100f));
        // 0.05 times 8; what had 0.4 is all but impossible.
        assertThat(shares(SamplingOptions.plain(1), biased(options, logits(PROBABILITIES))))
                .containsExactly(new double[] {0.15 / 0.95, 0, 0.4 / 0.95, 0.3 / 0.95, 0.1 / 0.95}, within(1e-6));
        assertThat(choice(SamplingOptions.plain(3).withLogitBias(Map.of(2, 100f)), logits(PROBABILITIES)))
                .isEqualTo(2);
    }

    private static float[] biased(SamplingOptions options, float... logits) {
        new Sampler(options, logits.length, 0).choose(logits);
        return logits;
    }

    @Test
    void aRepetitionPenaltyOfOneChangesNothing() {
        var sampler = new Sampler(SamplingOptions.greedy().withRepetitionPenalty(1), 3, 0);
        sampler.observe(0, 1, 2);
        float[] logits = {1, -2, 3};
        sampler.choose(logits);
        assertThat(logits).containsExactly(1, -2, 3);
    }

    @Test
    void seedsAndSequencesDrawDifferently() {
        assertThat(draws(1, 0)).isEqualTo(draws(1, 0));
        assertThat(draws(1, 0)).isNotEqualTo(draws(2, 0));
        assertThat(draws(1, 0)).isNotEqualTo(draws(1, 1));
        assertThat(draws(1, 1)).isNotEqualTo(draws(2, 0));
    }

    private static int[] draws(long seed, int sequence) {
        var sampler = new Sampler(SamplingOptions.plain(seed), 5, sequence);
        return Stream.generate(() -> sampler.choose(logits(PROBABILITIES)))
                .limit(50)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Test
    void optionsOutOfRangeAreRefusedWithTheirValue() {
        var plain = SamplingOptions.plain(1);
        refuses(() -> plain.withTemperature(-0.5f), "temperature", "-0.5");
        refuses(() -> plain.withTemperature(Float.NaN), "temperature", "NaN");
        refuses(() -> plain.withTemperature(Float.POSITIVE_INFINITY), "temperature", "Infinity");
        refuses(() -> plain.withTopK(-3), "top-k", "-3");
        refuses(() -> plain.withTopP(0), "top-p", "0.0");
        refuses(() -> plain.withTopP(1.5f), "top-p", "1.5");
        refuses(() -> plain.withTopP(Float.NaN), "top-p", "NaN");
        refuses(() -> plain.withMinP(-0.25f), "min-p", "-0.25");
        refuses(() -> plain.withMinP(Float.NaN), "min-p", "NaN");
        refuses(() -> plain.withRepetitionPenalty(0), "repetition penalty", "0.0");
        refuses(() -> plain.withRepetitionPenalty(Float.NaN), "repetition penalty", "NaN");
        refuses(() -> plain.withPresencePenalty(Float.NaN), "presence penalty", "NaN");
        refuses(() -> plain.withFrequencyPenalty(Float.NEGATIVE_INFINITY), "frequency penalty", "-Infinity");
        refuses(() -> plain.withLogitBias(Map.of(4, 100.5f)), "logit bias of token 4", "100.5");
        refuses(() -> plain.withLogitBias(Map.of(4, Float.NaN)), "logit bias of token 4", "NaN");
        refuses(() -> plain.withLogitBias(Map.of(-4, 1f)), "logit bias", "-4");
        refuses(() -> GenerationOptions.of(plain, -7), "max-tokens", "-7");
    }

    private static void refuses(Runnable options, String option, String found) {
        assertThatThrownBy(options::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(found);
    }
}
