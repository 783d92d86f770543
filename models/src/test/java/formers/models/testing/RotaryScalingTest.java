package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.testing.RotaryFrequencies.Spectrum;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The scalings of rotary positions of which no scores are recorded, and the ends of those that blend.
class RotaryScalingTest {

    private static final int WIDTH = 8;
    private static final int CONTEXT = 64;
    private static final double[] PLAIN = {1, 0.1, 0.01, 0.001};

    @Test
    void withoutScalingFrequenciesFallByTheSameRatio() {
        assertSpectrum(at(1, "{}"), PLAIN, 1);
    }

    /// θ' = 10000 · (2 · 96/64 - 1)^(8/6) = 10000 · 2^(4/3), so pair i is slower by 2^(i/3).
    @Test
    void dynamicGrowsTheBaseWithTheText() {
        var scaling = "{'rope_type': 'dynamic', 'factor': 2}";
        assertSpectrum(at(CONTEXT, scaling), PLAIN, 1);
        assertSpectrum(at(96, scaling), new double[] {1, 0.1 / Math.cbrt(2), 0.01 / Math.cbrt(4), 0.001 / 2}, 1);
    }

    @Test
    void longropeHasOneListForShortTextsAndOneForLong() {
        var scaling = """
                {'type': 'longrope', 'short_factor': [1, 2, 4, 5], 'long_factor': [2, 10, 10, 100],
                 'original_max_position_embeddings': 16}""";
        double amplitude = Math.sqrt(1.5); // stretched 4 times from 16, and ln 4 / ln 16 is 1/2
        assertSpectrum(at(16, scaling), new double[] {1, 0.05, 0.0025, 0.0002}, amplitude);
        assertSpectrum(at(17, scaling), new double[] {0.5, 0.01, 0.001, 0.00001}, amplitude);
    }

    /// Wavelengths are 6, 63, 628 and 6283: below 100/4, between it and 100/1, above.
    @Test
    void llama3KeepsShortWavesAndStretchesLongOnes() {
        var scaling = """
                {'rope_type': 'llama3', 'factor': 8, 'low_freq_factor': 1, 'high_freq_factor': 4,
                 'original_max_position_embeddings': 100}""";
        double keep = (100 / (20 * Math.PI) - 1) / 3;
        assertSpectrum(at(1, scaling), new double[] {1, 0.1 * (keep + (1 - keep) / 8), 0.01 / 8, 0.001 / 8}, 1);
    }

    /// 6283 positions are 1000 radians times 2π: pair i makes 1000 / 10^i turns, and 32 turns and 1 turn lie at pairs
    /// 1.49 and 3.00, rounded outwards to 1 and 3.
    @Test
    void yarnBlendsBetweenTwoNumbersOfTurns() {
        var scaling = "{'rope_type': 'yarn', 'factor': 4, 'original_max_position_embeddings': 6283}";
        double amplitude = 0.1 * Math.log(4) + 1;
        assertSpectrum(at(1, scaling), new double[] {1, 0.1, 0.01 * (0.5 + 0.5 / 4), 0.001 / 4}, amplitude);
    }

    @Test
    void yarnBlendsFromTheExactPairIfToldNotToRound() {
        var scaling = """
                {'rope_type': 'yarn', 'factor': 4, 'beta_fast': 100, 'beta_slow': 2, 'truncate': false,
                 'original_max_position_embeddings': 6283}""";
        double low = Math.log10(6283 / (2 * Math.PI * 100));
        double high = Math.log10(6283 / (2 * Math.PI * 2));
        double ramp = (2 - low) / (high - low);
        assertSpectrum(
                at(1, scaling),
                new double[] {1, 0.1 * (1 - 0.75 * (1 - low) / (high - low)), 0.01 * (1 - 0.75 * ramp), 0.001 / 4},
                0.1 * Math.log(4) + 1);
    }

    @Test
    void givenAmplitudesWin() {
        assertThat(at(1, "{'rope_type': 'yarn', 'factor': 4, 'attention_factor': 1.25}")
                        .amplitude())
                .isEqualTo(1.25);
    }

    private static Spectrum at(int length, String json) {
        var parameters = new ConfigJson(new JsonMapper().readTree(json.replace('\'', '"')));
        int original = parameters.integer("original_max_position_embeddings", CONTEXT);
        return new RotaryScaling(parameters, 10_000, WIDTH, CONTEXT, original)
                .frequencies()
                .at(length);
    }

    private static void assertSpectrum(Spectrum spectrum, double[] omega, double amplitude) {
        assertThat(spectrum.omega()).containsExactly(omega, within(1e-12));
        assertThat(spectrum.amplitude()).isCloseTo(amplitude, within(1e-12));
    }
}
