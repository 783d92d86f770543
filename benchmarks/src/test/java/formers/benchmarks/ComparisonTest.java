package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void sidesTakeTurns() {
        var order = new StringBuilder();
        new Comparison(0.01).run(List.of(() -> work(order, 'a'), () -> work(order, 'b')));
        // Too long for the budget: three runs of each side to warm up, then three rounds of one run each.
        assertThat(order).hasToString("aaabbbababab");
    }

    @Test
    void aTimingIsTheMedianAndItsQuartiles() {
        assertThat(Timing.of(new double[] {9, 1, 2, 100, 3})).isEqualTo(new Timing(3, 2, 9));
    }

    /// Takes 5 ms or more, also when a pending permit ends the first wait at once.
    private static void work(StringBuilder order, char side) {
        order.append(side);
        long end = System.nanoTime() + 5_000_000;
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }
}
