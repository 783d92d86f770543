package formers.generation.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    private static SoftAlignment alignment() {
        var source = Side.ofPieces(List.of("un", "believ", "able", " news")).withMark("</s>");
        var target = Side.ofPieces(List.of("Nach", "richten", " unglaub", "lich"));
        return new SoftAlignment(source, target, new float[][] {
            {0.1f, 0.1f, 0.1f, 0.5f, 0.2f},
            {0.2f, 0.2f, 0.2f, 0.3f, 0.1f},
            {0.3f, 0.2f, 0.1f, 0.4f, 0},
            {0.2f, 0.3f, 0.3f, 0.1f, 0.1f}
        });
    }

    @Test
    void wordsAreSumsOverTheSourceAndMeansOverTheTarget() {
        var words = alignment().ofWords();
        assertThat(words.source().tokens()).containsExactly("unbelievable", "news", "</s>");
        assertThat(words.target().tokens()).containsExactly("Nachrichten", "unglaublich");
        assertThat(words.weights()[0]).containsExactly(new float[] {0.45f, 0.4f, 0.15f}, within(1e-6f));
        assertThat(words.weights()[1]).containsExactly(new float[] {0.7f, 0.25f, 0.05f}, within(1e-6f));
    }

    /// The largest token would be another one than the largest word.
    @Test
    void hardAlignmentsAreOfWords() {
        assertThat(HardAlignment.of(alignment())).hasToString("0-0 0-1");
    }

    @Test
    void wordsThatLookAtAMarkHaveNoLink() {
        var source = Side.ofWords(List.of("a", "b")).withMark("</s>");
        var target = Side.ofWords(List.of("x", "y", "z"));
        var weights = new float[][] {{0.1f, 0.6f, 0.3f}, {0.1f, 0.2f, 0.7f}, {0.4f, 0.4f, 0.2f}};
        assertThat(HardAlignment.of(new SoftAlignment(source, target, weights))).hasToString("0-2 1-0");
    }

    @Test
    void nothingIsAlignedWithNothing() {
        var none = Side.ofWords(List.of());
        assertThat(HardAlignment.of(new SoftAlignment(none, none, new float[0][])))
                .hasToString("");
        assertThat(HardAlignment.of(new SoftAlignment(none, Side.ofWords(List.of("x")), new float[1][0])))
                .hasToString("");
    }

    @Test
    void linesAreReadAsTheyAreWritten() {
        assertThat(HardAlignment.parse(" 2-1  0-0\t1-12 0-0 ")).hasToString("0-0 1-12 2-1");
        assertThat(HardAlignment.parse("").links()).isEmpty();
        for (var wrong : List.of("1", "1-", "a-1", "0-0 1_1", "1--1", "99999999999-1")) {
            assertThatThrownBy(() -> HardAlignment.parse(wrong)).hasMessageContaining("is no link of two words");
        }
        assertThatThrownBy(() -> new HardAlignment.Link(-1, 0)).hasMessageContaining("counted from 0");
    }

    @Test
    void tokensBelongToTheWordTheyAddTo() {
        // Of 日 the first two tokens have bytes alone.
        var side = Side.ofPieces(List.of("", "", "日", "本", " ", "  the", " c", "at\u00A0", "sat", ""));
        assertThat(side.words()).containsExactly(0, 0, 0, 0, 1, 1, 2, 2, 3, -1);
        assertThat(side.merged(side.starts()).tokens()).containsExactly("日本", "the", "cat", "sat", "");
    }

    @Test
    void aTokenOfSeveralWordsIsOfTheFirst() {
        assertThat(Side.ofPieces(List.of("of the", " end of", " it")).words()).containsExactly(0, 2, 4);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var two = Side.ofWords(List.of("a", "b"));
        assertThatThrownBy(() -> new SoftAlignment(two, two, new float[1][2])).hasMessageContaining("found 1 rows");
        assertThatThrownBy(() -> new SoftAlignment(two, two, new float[][] {{1, 0}, {1}}))
                .hasMessage("token 1 of the target wants a weight for each of 2 tokens of the source, found 1");
        assertThatThrownBy(() -> new SoftAlignment(two, two, new float[][] {{1, 0}, {Float.NaN, 0}}))
                .hasMessageContaining("found NaN at token 1");
        assertThatThrownBy(() -> new SoftAlignment(two, two, new float[][] {{1.5f, 0}, {0, 0}}))
                .hasMessageContaining("from 0 to 1, found 1.5");
        assertThatThrownBy(() -> new Side(List.of("a"), List.of())).hasMessageContaining("found 0");
        assertThatThrownBy(() -> new Side(List.of("a", "b"), List.of(1, 0)))
                .hasMessageContaining("word 0 follows word 1");
        assertThatThrownBy(() -> new Side(List.of("a"), List.of(-2))).hasMessageContaining("-1 is none");
    }
}
