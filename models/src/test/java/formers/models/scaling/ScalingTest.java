package formers.models.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import formers.models.decoder.DecoderConfig;
import formers.models.decoder.Presets;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Positions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingTest {

    @Test
    void gophersBudgetBuysWhatTheRefitSays() {
        var optimum = ParametricLaw.REFITTED.optimum(5.76e23);
        assertThat(optimum.parameters()).isCloseTo(7.22e10, withinPercentage(0.5));
        assertThat(optimum.tokens()).isCloseTo(1.33e12, withinPercentage(0.5));
        var printed = ParametricLaw.PRINTED.optimum(5.76e23);
        assertThat(printed.parameters()).isCloseTo(3.22e10, withinPercentage(0.5));
        assertThat(printed.tokens() / printed.parameters()).isCloseTo(93, offset(1.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e17, 1e20, 6e23, 1e26})
    void noOtherSizeIsBetter(double budget) {
        for (var law : new ParametricLaw[] {ParametricLaw.PRINTED, ParametricLaw.REFITTED}) {
            var optimum = law.optimum(budget);
            assertThat(6 * optimum.parameters() * optimum.tokens()).isCloseTo(budget, withinPercentage(1e-9));
            for (double factor : new double[] {0.5, 0.9, 0.99, 1.01, 1.1, 2}) {
                double parameters = optimum.parameters() * factor;
                assertThat(law.loss(parameters, budget / (6 * parameters))).isGreaterThan(optimum.loss());
            }
            assertThat(law.optimumFor(optimum.parameters()).flops()).isCloseTo(budget, withinPercentage(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"4e8, 8e9", "1e9, 20.2e9", "10e9, 205.1e9", "67e9, 1.5e12", "280e9, 5.9e12", "1e12, 21.2e12"})
    void rowsOfTheTableComeBack(double parameters, double tokens) {
        assertThat(ChinchillaTable.tokens(parameters)).isCloseTo(tokens, withinPercentage(1e-6));
        assertThat(ChinchillaTable.parameters(6 * parameters * tokens)).isCloseTo(parameters, withinPercentage(1e-6));
    }

    @Test
    void theTableGoesOnOnBothSides() {
        assertThat(ChinchillaTable.tokens(1e8) / 1e8).isBetween(18.0, 22.0);
        assertThat(ChinchillaTable.tokens(1e13) / 1e13).isBetween(20.0, 23.0);
    }

    @Test
    void kaplansLawsAreThosePrinted() {
        assertThat(KaplanLaw.lossOfSize(8.8e13)).isEqualTo(1);
        assertThat(KaplanLaw.lossOfSize(1.5e9)).isCloseTo(2.30, offset(0.01));
        assertThat(KaplanLaw.lossOfData(5.4e13)).isEqualTo(1);
    }

    @Test
    void gpt2TakesTheOperationsThatWereCountedByHand() {
        var compute = new DecoderCompute(Presets.of("gpt2").config());
        assertThat(compute.forward(1024)).isEqualTo(291_648_307_200.0);
        assertThat(compute.trainingPerToken(1024)).isEqualTo(3 * 291_648_307_200.0 / 1024);
        assertThat(compute.parametersWithoutEmbeddings()).isEqualTo(124_439_808 - 50_257 * 768 - 1024 * 768);
        assertThat(compute.activeParameters()).isEqualTo(compute.parameters());
        assertThat(compute.palm(1024)).isEqualTo(6.0 * 124_439_808 + 12.0 * 12 * 768 * 1024);
    }

    /// Table A4 of the paper: operations counted one by one over six times parameters times tokens.
    @ParameterizedTest
    @CsvSource({
        "10, 640, 2560, 10, 1.025",
        "20, 1024, 4096, 16, 1.101",
        "24, 1280, 5120, 10, 1.083",
        "26, 1792, 7168, 14, 1.044",
        "28, 2048, 8192, 16, 1.033",
        "40, 3584, 14336, 28, 0.994"
    })
    void chinchillasCountIsThatOfItsTable(int layers, int width, int hidden, int heads, double ratio) {
        int vocabulary = 32_000;
        int tokens = 2048;
        var config = DecoderConfig.of(vocabulary, tokens, layers, width)
                .attention(Attention.of(heads, heads, width / heads))
                .feedForward(new FeedForward.Plain(Activation.GELU, hidden))
                .positions(new Positions.Relative())
                .build();
        double perLayer = 5.0 * width * width + 6.0 * width + 2.0 * width * hidden + hidden + width + 4.0 * width;
        double parameters = layers * perLayer + 2.0 * width + (double) width * vocabulary;
        assertThat(new DecoderCompute(config).chinchilla(tokens) / (6 * parameters * tokens))
                .isCloseTo(ratio, offset(0.0006));
    }

    @Test
    void ofExpertsThoseThatAreChosenCount() {
        var compute = new DecoderCompute(Presets.of("mixtral-8x7b").config());
        assertThat(compute.activeParameters()).isCloseTo(12_879_925_248L, withinPercentage(0.01));
        assertThat(compute.ruleOfThumb()).isEqualTo(6.0 * compute.activeParameters());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void nonsenseIsRefused(double value) {
        assertThatThrownBy(() -> ParametricLaw.REFITTED.optimum(value))
                .hasMessageContaining("must be a number above 0");
        assertThatThrownBy(() -> ParametricLaw.REFITTED.optimumFor(value)).hasMessageContaining("parameters must be");
        assertThatThrownBy(() -> ChinchillaTable.tokens(value)).hasMessageContaining("must be a number above 0");
    }
}
