package formers.models.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedTaskTest {

    private static final ToyTranslation TOY = new ToyTranslation(4, 20);

    @Test
    void pairsDependOnTheSeedAlone() {
        var pairs = TOY.pairs(5, 3);
        var again = TOY.pairs(5, 3);
        for (int i = 0; i < 5; i++) {
            assertThat(again.get(i).source()).isEqualTo(pairs.get(i).source());
            assertThat(again.get(i).target()).isEqualTo(pairs.get(i).target());
        }
        assertThat(TOY.pairs(5, 4).getFirst().source())
                .isNotEqualTo(pairs.getFirst().source());
    }

    @Test
    void lengthsAreThoseAskedFor() {
        for (var range : List.of(new int[] {4, 10}, new int[] {21, 25}, new int[] {41, 50})) {
            for (var pair : new ToyTranslation(range[0], range[1]).pairs(50, 1)) {
                assertThat(pair.source()).hasSizeBetween(range[0], range[1]);
            }
        }
    }

    /// By the rules, from the target alone: gender, agreement, where words stand, and from which word they
    /// are.
    @Test
    void targetsFollowTheGrammar() {
        var seen = new HashSet<String>();
        for (var pair : TOY.pairs(500, 1)) {
            var source = pair.source();
            var target = pair.target();
            seen.addAll(target);
            boolean feminine = false;
            for (int i = 0; i < target.size(); i++) {
                var word = target.get(i);
                int from = pair.alignment()[i];
                if (from >= 0) {
                    assertThat(word.replaceFirst("[mf]$", "")).isEqualToIgnoringCase(source.get(from));
                } else {
                    assertThat(word).isIn("LE", "LA", "UN", "UNE", "NE", "PAS", "ET");
                }
                if (word.startsWith("N") && !word.equals("NE")) {
                    feminine = Integer.parseInt(word.substring(1)) % 2 == 1;
                    assertThat(target.get(i - 1)).isIn(feminine ? List.of("LA", "UNE") : List.of("LE", "UN"));
                } else if (word.startsWith("A")) {
                    assertThat(word).endsWith(feminine ? "f" : "m");
                } else if (word.equals("PAS")) {
                    assertThat(target.get(i - 1)).startsWith("V");
                    assertThat(target.get(i - 2)).isEqualTo("NE");
                } else if (word.startsWith("D")) {
                    assertThat(target.get(i - 1)).matches("PAS|V\\d+");
                }
            }
            assertThat(count(target, "ET")).isEqualTo(count(source, "and"));
            assertThat(count(target, "NE")).isEqualTo(count(source, "not"));
            assertThat(target).hasSize(source.size() + (int) count(source, "not"));
        }
        assertThat(seen).hasSize(TOY.target().size() - 3);
    }

    private static long count(List<String> words, String word) {
        return words.stream().filter(word::equals).count();
    }

    @Test
    void batchesHaveMarks() {
        var pair = new AlignedPair(List.of("the", "n1"), List.of("LA", "N1"), new int[] {-1, 1});
        var batch = TOY.batch(List.of(pair));
        assertThat(batch.source().toInts()).containsExactly(3, 8, 2);
        assertThat(batch.input().toInts()).containsExactly(1, 4, 11);
        assertThat(batch.targets().toInts()).containsExactly(4, 11, 2);
        assertThat(TOY.target().words(4, 11, 2)).containsExactly("LA", "N1");
        assertThatThrownBy(() -> TOY.source().ids(List.of("LA"))).hasMessageContaining("'LA' is none of the 70 words");
    }

    @Test
    void copiesAreCopies() {
        for (var pair : new CopyTask(20, 3, 10).pairs(50, 1)) {
            assertThat(pair.target()).isEqualTo(pair.source()).hasSizeBetween(3, 10);
            assertThat(Arrays.stream(pair.alignment())).isSorted().hasSameSizeAs(pair.target());
        }
    }

    @Test
    void accuracyCountsWordsThatAreAskedAbout() {
        var pair = new AlignedPair(List.of("the", "n1", "v2"), List.of("LA", "N1", "V2"), new int[] {-1, 1, 2});
        var weights = Tensor.of(new float[] {1, 0, 0, 0.1f, 0.9f, 0, 0, 0.6f, 0.4f, 0, 0, 1}, 1, 4, 3);
        var accuracy = AlignmentAccuracy.none().plus(List.of(pair), weights);
        assertThat(accuracy).isEqualTo(new AlignmentAccuracy(1, 2));
        assertThat(accuracy.plus(List.of(pair), weights).share()).isEqualTo(0.5);
        assertThatThrownBy(() -> accuracy.plus(List.of(), weights)).hasMessageContaining("0 pairs want weights");
    }

    @Test
    void wishesThatCannotBeHadAreRefused() {
        assertThatThrownBy(() -> new ToyTranslation(1, 4)).hasMessageContaining("1 to 4 words");
        assertThatThrownBy(() -> new CopyTask(20, 5, 4)).hasMessageContaining("5 to 4 long");
        assertThatThrownBy(() -> new AlignedPair(List.of("a"), List.of("b"), new int[] {1}))
                .hasMessageContaining("no word at 1");
    }

    @Test
    void reversedTargetsComeFromTheEnd() {
        for (var pair : new ReverseTask(5, 2, 6).pairs(50, 1)) {
            assertThat(pair.target())
                    .hasSizeBetween(2, 6)
                    .isEqualTo(pair.source().reversed());
            for (int i = 0; i < pair.target().size(); i++) {
                assertThat(pair.target().get(i)).isEqualTo(pair.source().get(pair.alignment()[i]));
            }
        }
        assertThatThrownBy(() -> new ReverseTask(5, 3, 2)).hasMessageContaining("3 to 2 long");
    }
}
