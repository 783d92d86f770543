package formers.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.text.InputException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChrFTest {

    private static final ChrF CHRF = ChrF.standard();

    @Test
    void agreesWithSacrebleu() throws IOException {
        assertThat(Sacrebleu.cases()).hasSizeGreaterThan(100).allSatisfy(it -> {
            var chrf = it.configuredChrF();
            var counts = chrf.count(it.hypotheses(), it.references());
            assertThat(counts.value()).isCloseTo(it.chrf().get("value").asDouble(), within(1e-9));
            assertThat(chrf.name()).isEqualTo(it.chrf().get("name").asString());
            assertThat(chrf.signature(counts))
                    .startsWith(it.chrf().get("signature").asString() + "|");
        });
    }

    /// Of "abc" against "abd": 2 of 3 characters, 1 of 2 pairs, 0 of 1 triple; no longer ones. P = R = 7/18.
    @Test
    void byHand() {
        assertThat(CHRF.sentence("a bc", List.of("ab d"))).isCloseTo(100 * 7 / 18.0, within(1e-12));
        // P = (1 + 1)/2, R = (2/4 + 1/3)/2 = 5/12: F = 5·P·R/(4·P + R)
        assertThat(CHRF.sentence("ab", List.of("abcd")))
                .isCloseTo(100 * 5 * (5 / 12.0) / (4 + 5 / 12.0), within(1e-12));
        // Words: 1 of 2 for orders 1 and none of 1 for order 2, beside 2/3, 1/2, 0 of characters.
        assertThat(ChrF.plusPlus().sentence("a bc", List.of("a bd")))
                .isCloseTo(100 * (2 / 3.0 + 1 / 2.0 + 0 + 1 / 2.0 + 0) / 5, within(1e-12));
    }

    /// A sign at the end of a word, or else at its start, is a word; only one is taken off.
    @Test
    void signsAreWords() {
        var words = new ChrF(1, 1, 2, false);
        assertThat(words.sentence("(a b", List.of("( a b"))).isEqualTo(100);
        assertThat(words.sentence("a,", List.of("a ,"))).isEqualTo(100);
        assertThat(words.sentence("(a,", List.of("( a ,"))).isLessThan(100);
        assertThat(words.sentence("„a", List.of("„ a"))).isLessThan(100);
    }

    @Test
    void namesAndSignatures() {
        var references = References.of(List.of("a"), List.of("b"));
        assertThat(CHRF.name()).isEqualTo("chrF2");
        assertThat(ChrF.plusPlus().name()).isEqualTo("chrF2++");
        assertThat(CHRF.signature(CHRF.count(List.of("a"), references)))
                .matches("nrefs:2\\|case:mixed\\|eff:yes\\|nc:6\\|nw:0\\|space:no\\|version:formers-\\d.*");
    }

    @Test
    void theBestReferenceCounts() {
        var hypothesis = "the dog bit";
        var references = List.of("x", "the dog bites", "a cat bit");
        double best = references.stream()
                .mapToDouble(it -> CHRF.sentence(hypothesis, List.of(it)))
                .max()
                .orElseThrow();
        assertThat(CHRF.sentence(hypothesis, references)).isEqualTo(best);
        assertThat(CHRF.sentence(hypothesis, references.reversed())).isEqualTo(best);
    }

    @Test
    void emptyAndShortLines() {
        assertThat(CHRF.sentence("", List.of("a"))).isZero();
        assertThat(CHRF.sentence("a", List.of(""))).isZero();
        assertThat(CHRF.sentence("", List.of(""))).isZero();
        assertThat(CHRF.sentence("a", List.of("a"))).isEqualTo(100);
        assertThat(CHRF.sentence("😀", List.of("😁"))).isZero(); // one character each, though half of it is equal
    }

    @Test
    void caseCanBeIgnored() {
        assertThat(CHRF.sentence("ABC", List.of("abc"))).isZero();
        assertThat(CHRF.withLowercase().sentence("ABC", List.of("abc"))).isEqualTo(100);
    }

    @Test
    void anySelectionOfLinesHasAScore() {
        var texts = new RandomLines(4);
        var hypotheses = texts.hypotheses(20);
        var references = texts.references();
        var counts = CHRF.count(hypotheses, References.of(references));
        int[] chosen = {19, 3, 3, 8};
        assertThat(counts.select(chosen).value())
                .isEqualTo(CHRF.score(
                        IntStream.of(chosen).mapToObj(hypotheses::get).toList(),
                        References.of(
                                IntStream.of(chosen).mapToObj(references::get).toList())))
                .isBetween(1.0, 99.0);
        assertThat(CHRF.score(references, References.of(references))).isEqualTo(100);
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatThrownBy(() -> new ChrF(0, 0, 2, false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("0 characters");
        assertThatThrownBy(() -> new ChrF(6, -1, 2, false)).hasMessageContaining("-1 words");
        assertThatThrownBy(() -> new ChrF(6, 0, 0, false)).hasMessageContaining("beta 0");
        var counts = CHRF.count(List.of("a"), References.of(List.of("a")));
        assertThatThrownBy(() -> ChrF.plusPlus().value(counts)).isInstanceOf(IllegalArgumentException.class);
    }
}
