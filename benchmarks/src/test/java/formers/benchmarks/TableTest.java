package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Case CASE = new Case(
            "product",
            new Workload.MatrixProduct(2, 2, 2, false, false),
            List.of(new Aim.OfLimit(0.8), new Aim.Times(1)));

    @Test
    void aimsThatHoldAreMet() {
        assertThat(Table.format(new Row(CASE, 0.009, steady(0.010), steady(0.020), "")))
                .isEqualTo(
                        "| product | 10.00 ms | 9.00 ms | 90 % | 20.00 ms | 2.00 | ≥ 80 % of limit, ≥ 1.0× peer | met |");
    }

    @Test
    void oneAimMissedIsNotMet() {
        assertThat(Table.format(new Row(CASE, 0.007, steady(0.010), steady(0.020), "")))
                .endsWith("| not met |");
        assertThat(Table.format(new Row(CASE, 0.009, steady(0.010), steady(0.009), "")))
                .endsWith("| not met |");
    }

    @Test
    void withoutThePeerNothingIsSaidOfIt() {
        assertThat(Table.format(new Row(CASE, 0.009, steady(0.010), null, "")))
                .endsWith("| – | – | " + "≥ 80 % of limit, ≥ 1.0× peer | no peer |");
    }

    @Test
    void resultsThatDifferTakeThePlaceOfTheVerdict() {
        assertThat(Table.format(new Row(CASE, 0.009, steady(0.010), steady(0.020), "results differ")))
                .endsWith("| results differ |");
    }

    private static Timing steady(double seconds) {
        return new Timing(seconds, seconds, seconds);
    }
}
