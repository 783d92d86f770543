package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A few queries of one sequence at a time have the bits that they have one by one: guesses that are checked
/// change nothing.
class CheckedQueriesTest {

    private static final int HEADS = 4;
    private static final int KV_HEADS = 2;
    private static final int LONGEST = 300;

    @ParameterizedTest
    @CsvSource({
        "F32, 8, 0",
        "F32, 64, 0",
        "F32, 80, 5",
        "F32, 16, 37",
        "F32, 128, 150",
        "F16, 64, 40",
        "Q8, 64, 0",
        "Q8, 32, 77"
    })
    void queriesTogetherHaveTheBitsOfQueriesAlone(CacheFormat format, int width, int window) {
        var random = RandomSource.seeded(width + window);
        var kept = new KeyValues(format, KV_HEADS, width);
        kept.reserve(LONGEST);
        kept.write(
                0,
                Tensor.normal(random.at("keys"), 0, 1, 1, LONGEST, KV_HEADS, width),
                Tensor.normal(random.at("values"), 0, 1, 1, LONGEST, KV_HEADS, width),
                0);
        var queries = Tensor.normal(random.at("queries"), 0, 1, 1, LONGEST, HEADS, width);
        var options = AttentionOptions.onlyEarlier().withWindow(window);
        int row = HEADS * width;
        for (int count = 2; count <= 4; count++) {
            for (int at = 0; at + count <= LONGEST; at += 1 + at % 7) {
                float[] together = attend(kept, queries, options, at, count);
                for (int i = 0; i < count; i++) {
                    assertThat(Arrays.copyOfRange(together, i * row, (i + 1) * row))
                            .as("query %d of %d at %d", i, count, at)
                            .containsExactly(attend(kept, queries, options, at + i, 1));
                }
            }
        }
    }

    private static float[] attend(KeyValues kept, Tensor queries, AttentionOptions options, int at, int count) {
        return queries.slice(1, at, at + count)
                .attention(new KeyValues[] {kept}, options.withKeys(null, new int[] {at + count}))
                .toArray();
    }
}
