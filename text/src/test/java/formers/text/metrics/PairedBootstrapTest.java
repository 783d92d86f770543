package formers.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.text.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

    /// With one word per line this is the percentage of lines that are right: means of independent draws.
    private static final Bleu RIGHT_LINES = Bleu.standard().withMaxOrder(1);

    private static final int LINES = 400;
    private static final PairedBootstrap BOOTSTRAP = PairedBootstrap.seeded(12345);

    @Test
    void theIntervalIsThatOfAMean() {
        var estimate = BOOTSTRAP.estimate(right(1, 0.3));
        double share = estimate.value() / 100;
        double deviation = 100 * Math.sqrt(share * (1 - share) / LINES);
        assertThat(estimate.mean()).isCloseTo(estimate.value(), within(4 * deviation / Math.sqrt(1000)));
        assertThat(estimate.low()).isCloseTo(estimate.value() - 1.96 * deviation, within(deviation / 3));
        assertThat(estimate.high()).isCloseTo(estimate.value() + 1.96 * deviation, within(deviation / 3));
    }

    /// The difference of a line is -1, 0 or 1, and its mean nearly normal: here 1.96 deviations from 0.
    @Test
    void pIsThatOfTheNormalDistribution() {
        // a alone is right in 34 lines, b alone in 18: the difference is 16 lines, its deviation 7.16 lines.
        var a = counts(i -> i < 100 + 34);
        var b = counts(i -> i < 100 || i >= LINES - 18);
        var comparison = new PairedBootstrap(20_000, 7).compare(a, b);
        assertThat(comparison.difference().value()).isCloseTo(4, within(1e-9));
        assertThat(comparison.p()).isCloseTo(0.0255, within(0.006)); // 2·(1 - Φ(16/7.16))
        assertThat(comparison.wins()).isCloseTo(1 - 0.0255 / 2, within(0.006));
        assertThat(comparison.difference().low()).isPositive();
    }

    @Test
    void pairingTellsWhatIntervalsDoNot() {
        var a = counts(i -> i < 210);
        var b = counts(i -> i < 200); // right nowhere but where a is
        var comparison = BOOTSTRAP.compare(a, b);
        assertThat(comparison.a().low()).isLessThan(comparison.b().high());
        assertThat(comparison.p()).isLessThan(0.01);
        assertThat(comparison.wins()).isEqualTo(1);
    }

    @Test
    void aSystemDoesNotDifferFromItself() {
        var counts = right(3, 0.5);
        var comparison = BOOTSTRAP.compare(counts, right(3, 0.5));
        assertThat(comparison.difference()).isEqualTo(new PairedBootstrap.Estimate(0, 0, 0, 0));
        assertThat(comparison.p()).isEqualTo(1);
        assertThat(comparison.wins()).isZero();
        assertThat(comparison.a()).isEqualTo(comparison.b()).isEqualTo(BOOTSTRAP.estimate(counts));
    }

    @Test
    void swappedSystemsChangeSigns() {
        var ab = BOOTSTRAP.compare(right(1, 0.5), right(2, 0.52));
        var ba = BOOTSTRAP.compare(right(2, 0.52), right(1, 0.5));
        assertThat(ba.p()).isEqualTo(ab.p());
        assertThat(ba.a()).isEqualTo(ab.b());
        assertThat(ba.difference().value()).isEqualTo(-ab.difference().value());
        assertThat(ba.difference().low()).isEqualTo(-ab.difference().high());
        assertThat(ab.wins() + ba.wins()).isBetween(0.9, 1.0); // what is left are ties
    }

    @Test
    void theSeedDecides() {
        var counts = right(1, 0.5);
        assertThat(BOOTSTRAP.estimate(counts))
                .isEqualTo(PairedBootstrap.seeded(12345).estimate(counts));
        assertThat(BOOTSTRAP.estimate(counts))
                .isNotEqualTo(PairedBootstrap.seeded(12346).estimate(counts));
    }

    @Test
    void oneLineHasNoSpread() {
        var chrf = ChrF.standard();
        var counts = chrf.count(List.of("ab"), References.of(List.of("abcd")));
        var estimate = BOOTSTRAP.estimate(counts);
        assertThat(estimate.low()).isEqualTo(estimate.high()).isEqualTo(counts.value());
    }

    @Test
    void wrongInputIsRefused() {
        var counts = right(1, 0.5);
        assertThatThrownBy(() -> BOOTSTRAP.compare(counts, counts.select(0, 1)))
                .isInstanceOf(InputException.class)
                .hasMessage("systems of 400 and 2 lines are to be compared; "
                        + "count both on the same lines in the same order");
        var lowercase = RIGHT_LINES.withLowercase().count(List.of("a"), References.of(List.of("a")));
        assertThatThrownBy(() -> BOOTSTRAP.compare(counts.select(0), lowercase))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("let one count both");
        assertThatThrownBy(() -> new PairedBootstrap(39, 1))
                .isInstanceOf(InputException.class)
                .hasMessage("39 resamples have no 95 % interval; give 40 or more, 1000 is usual");
    }

    private static LineCounts right(long seed, double share) {
        var random = new Random(seed);
        return counts(_ -> random.nextDouble() < share);
    }

    private static LineCounts counts(IntPredicate isRight) {
        var hypotheses = new ArrayList<String>();
        IntStream.range(0, LINES).forEach(i -> hypotheses.add(isRight.test(i) ? "right" : "wrong"));
        return RIGHT_LINES.count(hypotheses, References.of(Collections.nCopies(LINES, "right")));
    }
}
