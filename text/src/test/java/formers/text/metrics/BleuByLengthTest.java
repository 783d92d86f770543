package formers.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.text.InputException;
import formers.text.metrics.BleuByLength.Bucket;
import formers.text.metrics.BleuByLength.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BleuByLengthTest {

    private final List<String> sources = new ArrayList<>();
    private final List<String> hypotheses = new ArrayList<>();
    private final List<String> references = new ArrayList<>();

    /// Translations that have every word wrong with a probability that grows with the length.
    private void fill(int lines) {
        var random = new SplittableRandom(1);
        for (int i = 0; i < lines; i++) {
            int length = 1 + random.nextInt(35);
            var source = new StringBuilder();
            var hypothesis = new StringBuilder();
            var reference = new StringBuilder();
            for (int word = 0; word < length; word++) {
                int name = random.nextInt(50);
                source.append(word == 0 ? "" : "\u00A0 ").append("s").append(name);
                reference.append(" t").append(name);
                hypothesis.append(random.nextInt(100) < length ? " x" : " t" + name);
            }
            sources.add(source.toString());
            hypotheses.add(hypothesis.toString());
            references.add(reference.toString());
        }
    }

    @Test
    void eachBucketIsTheBleuOfItsLines() {
        fill(300);
        var buckets = BleuByLength.every(10, 3, 5).score(sources, hypotheses, References.of(references));
        assertThat(buckets.stream().map(bucket -> bucket.range().toString()))
                .containsExactly("1-10", "11-20", "21-30", "31+");
        for (var bucket : buckets) {
            var mine = new ArrayList<String>();
            var theirs = new ArrayList<String>();
            int words = 0;
            for (int i = 0; i < 300; i++) {
                int length = references.get(i).strip().split(" ").length;
                if (length >= bucket.range().shortest()
                        && length <= bucket.range().longest()) {
                    mine.add(hypotheses.get(i));
                    theirs.add(references.get(i));
                    words += length;
                }
            }
            assertThat(bucket.lines()).isEqualTo(mine.size());
            assertThat(bucket.meanLength()).isCloseTo((double) words / mine.size(), within(1e-9));
            assertThat(bucket.bleu()).isEqualTo(Bleu.standard().score(mine, References.of(theirs)));
        }
        assertThat(buckets.stream().mapToInt(Bucket::lines).sum()).isEqualTo(300);
        assertThat(buckets.stream().map(bucket -> -bucket.bleu().value())).isSorted(); // they fall, as made
    }

    @Test
    void bandsAreAroundTheScoreAndNarrowerForMoreLines() {
        fill(80);
        var lengths = BleuByLength.every(100, 1, 5);
        var few = lengths.score(sources, hypotheses, References.of(references)).getFirst();
        fill(2000);
        var many = lengths.score(sources, hypotheses, References.of(references)).getFirst();
        for (var bucket : List.of(few, many)) {
            assertThat(bucket.band().value()).isEqualTo(bucket.bleu().value());
            assertThat(bucket.bleu().value())
                    .isStrictlyBetween(bucket.band().low(), bucket.band().high());
        }
        // As the root of the number of lines, 26 times as many.
        assertThat((few.band().high() - few.band().low())
                        / (many.band().high() - many.band().low()))
                .isBetween(3.0, 8.0);
    }

    @Test
    void rangesWithoutLinesAreLeftOutAndLinesWithoutARangeDoNotCount() {
        var lengths = new BleuByLength(
                Bleu.standard(), PairedBootstrap.seeded(1), List.of(new Range(7, 9), new Range(0, 2), new Range(3, 4)));
        var lines = List.of("a b c d e", "f g h i j", "k l m n o", "p q r s t");
        var buckets = lengths.score(new int[] {8, 5, 1, 7}, lines, References.of(lines));
        assertThat(buckets).hasSize(2);
        assertThat(buckets.get(0).range()).hasToString("7-9");
        assertThat(buckets.get(0).lines()).isEqualTo(2);
        assertThat(buckets.get(0).meanLength()).isEqualTo(7.5);
        assertThat(buckets.get(1).range()).hasToString("0-2");
        assertThat(buckets.get(1).bleu().value()).isEqualTo(100);
        assertThat(buckets.get(1).band().low()).isEqualTo(100);
    }

    @Test
    void whatCannotBeScoredIsRefused() {
        var lengths = BleuByLength.every(10, 2, 1).withMetric(Bleu.standard().withLowercase());
        assertThat(lengths.ranges()).hasToString("[1-10, 11-20, 21+]");
        var one = References.of(List.of("a"));
        assertThatThrownBy(() -> lengths.score(List.of("a", "b"), List.of("a"), one))
                .isInstanceOf(InputException.class)
                .hasMessage("2 sources and 1 hypotheses; line k of both must belong together");
        assertThatThrownBy(() -> lengths.score(List.of("a", "b"), List.of("a", "b"), one))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("2 lines are to be scored, but 1 have references");
        assertThatThrownBy(() -> new Range(3, 2)).hasMessageContaining("from 3 to 2");
        assertThatThrownBy(() -> new Range(-1, 2)).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> BleuByLength.every(0, 1, 1)).hasMessageContaining("5 of 10 are usual");
        assertThatThrownBy(() -> BleuByLength.every(1 << 20, 1 << 20, 1)).hasMessageContaining("are asked for");
        assertThatThrownBy(() -> new BleuByLength(Bleu.standard(), PairedBootstrap.seeded(1), List.of()))
                .hasMessageContaining("0 ranges");
        assertThatThrownBy(() -> new BleuByLength(
                        Bleu.standard(), PairedBootstrap.seeded(1), List.of(new Range(1, 5), new Range(5, 8))))
                .hasMessage("lengths of 5-8 are in the range of 1-5 too; ranges must be apart");
    }
}
