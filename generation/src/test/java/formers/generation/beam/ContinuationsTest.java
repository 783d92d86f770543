package formers.generation.beam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuationsTest {

    /// Few values, so that many are equal: those offered first stand first.
    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "2, 2", "2, 50", "8, 7", "8, 1000", "1, 30"})
    void theLikeliestAreThoseOfASort(int most, int offered) {
        var random = new SplittableRandom(most * 1000L + offered);
        var values = random.doubles(offered).map(it -> Math.floor(it * 12)).toArray();
        var kept = new Continuations(most);
        for (int i = 0; i < offered; i++) {
            if (values[i] > kept.floor()) {
                kept.offer(i / 10, i, values[i]);
            }
        }
        var expected = IntStream.range(0, offered)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(most)
                .toList();
        assertThat(IntStream.range(0, kept.size()).map(kept::token).boxed()).isEqualTo(expected);
        assertThat(IntStream.range(0, kept.size()).map(kept::row).boxed())
                .isEqualTo(expected.stream().map(i -> i / 10).toList());
        assertThat(IntStream.range(0, kept.size()).mapToObj(kept::logProbability))
                .isEqualTo(expected.stream().map(i -> values[i]).toList());
    }
}
