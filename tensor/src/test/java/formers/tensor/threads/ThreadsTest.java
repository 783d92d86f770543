package formers.tensor.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {

    private final int before = Threads.count();

    @AfterEach
    void restore() {
        Threads.setCount(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyElementIsCoveredOnce(int threads) {
        Threads.setCount(threads);
        for (int n : new int[] {0, 1, 9, 10, 11, 1000}) {
            var seen = new AtomicIntegerArray(n);
            Threads.forRanges(n, 10, (from, to) -> {
                for (int i = from; i < to; i++) {
                    seen.incrementAndGet(i);
                }
            });
            for (int i = 0; i < n; i++) {
                assertThat(seen.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void nestedWorkRunsInsideItsPiece() {
        Threads.setCount(3);
        var seen = new AtomicIntegerArray(100);
        Threads.forEach(10, i -> Threads.forEach(10, j -> seen.incrementAndGet(i * 10 + j)));
        for (int i = 0; i < 100; i++) {
            assertThat(seen.get(i)).isEqualTo(1);
        }
    }

    @Test
    void aFailureReachesTheCallerAndThePoolSurvives() {
        Threads.setCount(2);
        assertThatThrownBy(() -> Threads.forEach(8, i -> {
                    if (i == 5) {
                        throw new IllegalArgumentException("piece 5");
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("piece 5");
        var seen = new AtomicIntegerArray(8);
        Threads.forEach(8, seen::incrementAndGet);
        assertThat(seen.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1]");
    }

    @Test
    void manyCallersShareThePool() throws Exception {
        Threads.setCount(2);
        try (var callers = Executors.newFixedThreadPool(4)) {
            var results = callers.invokeAll(java.util.Collections.nCopies(64, () -> {
                var seen = new AtomicIntegerArray(50);
                Threads.forEach(50, seen::incrementAndGet);
                int sum = 0;
                for (int i = 0; i < 50; i++) {
                    sum += seen.get(i);
                }
                return sum;
            }));
            for (var result : results) {
                assertThat(result.get()).isEqualTo(50);
            }
        }
    }

    @Test
    void refusesLessThanOneThread() {
        assertThatThrownBy(() -> Threads.setCount(0)).hasMessageContaining("at least 1, was 0");
    }
}
