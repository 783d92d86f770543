package formers.models.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingLawsTest {

    @Test
    void gophersBudgetBuysWhatTheRefitSays() {
        var optimum = ParametricLaw.REFITTED.optimum(5.76e23);
        assertThat(optimum.parameters()).isCloseTo(7.22e10, withinPercentage(0.5));
        assertThat(optimum.tokens()).isCloseTo(1.33e12, withinPercentage(0.5));
        assertThat(optimum.tokensPerParameter()).isCloseTo(18.4, offset(0.05));
        var printed = ParametricLaw.PRINTED.optimum(5.76e23);
        assertThat(printed.parameters()).isCloseTo(3.22e10, withinPercentage(0.5));
        assertThat(printed.tokensPerParameter()).isCloseTo(93, offset(1.0));
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
    @ValueSource(doubles = {1e15, 1e21, 5.76e23})
    void theClosedFormIsWhereASearchEnds(double budget) {
        for (var law : new ParametricLaw[] {ParametricLaw.PRINTED, ParametricLaw.REFITTED}) {
            var optimum = law.optimum(budget);
            assertThat(searched(law, budget)).isCloseTo(optimum.parameters(), withinPercentage(0.01));
        }
    }

    /// The best size by cutting an interval of the logarithm in thirds.
    private static double searched(ParametricLaw law, double budget) {
        double low = 0;
        double high = Math.log(budget / 6);
        for (int i = 0; i < 100; i++) {
            double third = (high - low) / 3;
            if (loss(law, budget, low + third) < loss(law, budget, high - third)) {
                high -= third;
            } else {
                low += third;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static double loss(ParametricLaw law, double budget, double logarithm) {
        double parameters = Math.exp(logarithm);
        return law.loss(parameters, budget / (6 * parameters));
    }

    @ParameterizedTest
    @CsvSource({
        "TRAINING_CURVES, 4e8, 8e9",
        "TRAINING_CURVES, 1e9, 20.2e9",
        "TRAINING_CURVES, 10e9, 205.1e9",
        "TRAINING_CURVES, 67e9, 1.5e12",
        "TRAINING_CURVES, 280e9, 5.9e12",
        "TRAINING_CURVES, 1e12, 21.2e12",
        "EQUAL_COMPUTE, 4e8, 7.7e9",
        "EQUAL_COMPUTE, 175e9, 4.3e12",
    })
    void rowsOfTheTablesComeBack(ChinchillaTable table, double parameters, double tokens) {
        assertThat(table.tokens(parameters)).isCloseTo(tokens, withinPercentage(1e-6));
        assertThat(table.parameters(6 * parameters * tokens)).isCloseTo(parameters, withinPercentage(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"4e8, 1.84e19", "1e9, 1.20e20", "10e9, 1.32e22", "67e9, 6.88e23", "280e9, 1.18e25", "1e12, 1.59e26"})
    void operationsOfTableA3AreSixTimesParametersTimesTokens(double parameters, double flops) {
        assertThat(ChinchillaTable.EQUAL_COMPUTE.parameters(flops)).isCloseTo(parameters, withinPercentage(1));
    }

    @Test
    void theTablesGoOnOnBothSides() {
        assertThat(ChinchillaTable.TRAINING_CURVES.tokens(1e8) / 1e8).isBetween(18.0, 22.0);
        assertThat(ChinchillaTable.TRAINING_CURVES.tokens(1e13) / 1e13).isBetween(20.0, 23.0);
        assertThat(ChinchillaTable.EQUAL_COMPUTE.tokens(1e13)).isCloseTo(292e12, withinPercentage(3));
    }

    @Test
    void kaplansLawsAreThosePrinted() {
        assertThat(KaplanLaw.lossOfSize(8.8e13)).isEqualTo(1);
        assertThat(KaplanLaw.lossOfSize(1.5e9)).isCloseTo(2.30, offset(0.01));
        assertThat(KaplanLaw.lossOfData(5.4e13)).isEqualTo(1);
    }

    /// Hoffmann et al. 2022, appendix D.4, give both sizes for a budget of 10²¹.
    @Test
    void kaplansModelIsLargerThanChinchillas() {
        var kaplan = KaplanLaw.optimum(1e21);
        assertThat(kaplan.parameters()).isCloseTo(4.68e9, withinPercentage(0.1));
        assertThat(6 * kaplan.parameters() * kaplan.tokens()).isCloseTo(1e21, withinPercentage(1e-9));
        assertThat(ChinchillaTable.TRAINING_CURVES.parameters(1e21)).isCloseTo(2.86e9, withinPercentage(0.3));
    }

    @Test
    void kaplansLossIsOneWhereThePaperSays() {
        double flops = 2 * 3.1e8 * 8.64e19;
        assertThat(KaplanLaw.optimum(flops).loss()).isCloseTo(1, offset(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void nonsenseIsRefused(double value) {
        assertThatThrownBy(() -> ParametricLaw.REFITTED.optimum(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a budget must be a number above 0, found " + value);
        assertThatThrownBy(() -> ParametricLaw.REFITTED.optimumFor(value)).hasMessageContaining("parameters must be");
        assertThatThrownBy(() -> ParametricLaw.REFITTED.loss(value, 1)).hasMessageContaining("parameters must be");
        assertThatThrownBy(() -> ParametricLaw.REFITTED.loss(1, value)).hasMessageContaining("tokens must be");
        for (var table : ChinchillaTable.values()) {
            assertThatThrownBy(() -> table.tokens(value)).hasMessageContaining("parameters must be");
            assertThatThrownBy(() -> table.parameters(value)).hasMessageContaining("a budget must be");
        }
        assertThatThrownBy(() -> KaplanLaw.optimum(value)).hasMessageContaining("a budget must be");
        assertThatThrownBy(() -> KaplanLaw.lossOfSize(value)).hasMessageContaining("parameters must be");
        assertThatThrownBy(() -> KaplanLaw.lossOfData(value)).hasMessageContaining("tokens must be");
    }
}
