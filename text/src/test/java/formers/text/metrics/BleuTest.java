package formers.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.text.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BleuTest {

    private static final Bleu BLEU = Bleu.standard();

    /// The example of sacreBLEU's own tests.
    private static final List<String> DOGS =
            List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");

    private static final List<String> FIRST =
            List.of("The dog bit the man.", "It was not unexpected.", "The man bit him first.");
    private static final List<String> SECOND =
            List.of("The dog had bit the man.", "No one was surprised.", "The man had bitten the dog.");

    @ParameterizedTest
    @CsvSource({"13a,48.530827", "none,49.1919566", "intl,43.91623493", "char,72.6106415"})
    void threeSentencesWithTwoReferences(String tokenizer, double expected) {
        var bleu = BLEU.withTokenizer(BleuTokenizer.named(tokenizer));
        assertThat(bleu.score(DOGS, References.of(FIRST, SECOND)).value()).isCloseTo(expected, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1,77.648377", "2,60.503128", "3,53.933931", "4,48.530827", "5,46.144166", "6,43.283198"})
    void otherOrders(int order, double expected) {
        var score = BLEU.withMaxOrder(order).score(DOGS, References.of(FIRST, SECOND));
        assertThat(score.value()).isCloseTo(expected, within(1e-6));
        assertThat(score.precisions()).hasSize(order);
        assertThat(score.signature().contains("|order:" + order)).isEqualTo(order != 4);
    }

    @ParameterizedTest
    @CsvSource({"exp,8.493099", "floor,4.516881", "add-k,14.882560", "none,0"})
    void smoothedSentence(String smoothing, double expected) {
        var score = BLEU.withSmoothing(Smoothing.named(smoothing))
                .sentence(
                        "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;",
                        List.of("producţia de zahăr brut se exprimă în zahăr alb;"));
        assertThat(score.value()).isCloseTo(expected, within(1e-6));
        assertThat(score.signature()).contains("eff:yes");
    }

    @Test
    void agreesWithSacrebleu() throws IOException {
        assertThat(Sacrebleu.cases()).hasSizeGreaterThan(100).allSatisfy(it -> {
            var bleu = it.configuredBleu();
            var expected = it.bleu();
            var score = bleu.score(it.hypotheses(), it.references());
            assertThat(score.value()).isCloseTo(expected.get("value").asDouble(), within(1e-9));
            assertThat(score.brevityPenalty()).isCloseTo(expected.get("penalty").asDouble(), within(1e-12));
            assertThat(score.hypothesisLength()).isEqualTo(expected.get("hyp").asLong());
            assertThat(score.referenceLength()).isEqualTo(expected.get("ref").asLong());
            // sacreBLEU adds k to the counts that it reports, too.
            double k = bleu.smoothing() instanceof Smoothing.AddK(double added) && score.value() > 0 ? added : 0;
            for (int i = 0; i < bleu.maxOrder(); i++) {
                double added = i == 0 ? 0 : k;
                assertThat(score.precisions().get(i))
                        .isCloseTo(expected.get("precisions").get(i).asDouble(), within(1e-9));
                assertThat(score.correct().get(i) + added)
                        .isEqualTo(expected.get("correct").get(i).asDouble());
                assertThat(score.total().get(i) + added)
                        .isEqualTo(expected.get("total").get(i).asDouble());
            }
            assertThat(score.signature()).startsWith(expected.get("signature").asString() + "|");
            assertThat(score.toString()).endsWith(" = " + expected.get("line").asString());
        });
    }

    @Test
    void printsWhatSacrebleuPrints() {
        var score = BLEU.score(DOGS, References.of(FIRST, SECOND));
        assertThat(score.signature())
                .matches("nrefs:2\\|case:mixed\\|eff:no\\|tok:13a\\|smooth:exp\\|version:formers-\\d.*");
        assertThat(score)
                .hasToString("BLEU|" + score.signature()
                        + " = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)");
        assertThat(BLEU.withLowercase()
                        .withEffectiveOrder()
                        .withSmoothing(new Smoothing.AddK(1.5))
                        .score(List.of("a", "b"), new References(List.of(List.of("a"), List.of("a", "b"))))
                        .signature())
                .startsWith("nrefs:var|case:lc|eff:yes|tok:13a|smooth:add-k[1.50]|version:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void emptyHypothesis(String hypothesis) {
        var score = BLEU.sentence(hypothesis, List.of("a b c d"));
        assertThat(score.value()).isZero();
        assertThat(score.brevityPenalty()).isZero();
        assertThat(score.total()).containsOnly(0L);
        assertThat(score.referenceLength()).isEqualTo(4);
    }

    @Test
    void emptyReference() {
        assertThat(BLEU.sentence("a b c d", List.of("")).value()).isZero();
        assertThat(BLEU.sentence("", List.of("")).value()).isZero();
        assertThat(BLEU.sentence("", List.of("")).ratio()).isZero();
    }

    /// One word has no n-grams of two: 0 over all orders, 100 over those that it has.
    @Test
    void oneWord() {
        assertThat(BLEU.score(List.of("a"), References.of(List.of("a"))).value())
                .isZero();
        assertThat(BLEU.sentence("a", List.of("a")).value()).isEqualTo(100);
        assertThat(BLEU.sentence("a", List.of("b")).value()).isZero();
    }

    /// Correct as often as the reference that has it most often: the paper's own example, with "the" in
    /// lower case.
    @Test
    void countsAreClipped() {
        var score = BLEU.sentence(
                "the the the the the the the", List.of("the cat is on the mat", "there is a cat on the mat"));
        assertThat(score.correct()).containsExactly(2L, 0L, 0L, 0L);
        assertThat(score.total()).containsExactly(7L, 6L, 5L, 4L);
    }

    @ParameterizedTest
    @CsvSource({"a b c d,4", "a b c,3", "a b c d e f,4", "a,2"})
    void theNearestReferenceGivesTheLength(String hypothesis, long expected) {
        var references = List.of("x x x x", "x x", "x x x", "x x x x x x x x x");
        assertThat(BLEU.sentence(hypothesis, references).referenceLength()).isEqualTo(expected);
        assertThat(BLEU.sentence(hypothesis, references.reversed()).referenceLength())
                .isEqualTo(expected);
    }

    /// Of 4 and 6 words, a hypothesis of 5 is as near to both.
    @Test
    void ofTwoAsNearTheShorter() {
        assertThat(BLEU.sentence("a b c d e", List.of("x x x x x x", "x x x x")).referenceLength())
                .isEqualTo(4);
    }

    @Test
    void manyReferences() {
        var references = IntStream.range(0, 200)
                .mapToObj(i -> "w" + i + " w" + (i + 1) + " w" + (i + 2) + " w" + (i + 3))
                .toList();
        var score = BLEU.sentence("w7 w8 w9 w10", references);
        assertThat(score.value()).isEqualTo(100);
        assertThat(score.signature()).startsWith("nrefs:200|");
        // No reference has the longer n-grams, each has some of the shorter.
        assertThat(BLEU.sentence("w7 w8 w50 w51", references).correct()).containsExactly(4L, 2L, 0L, 0L);
    }

    @Test
    void theOrderOfLinesDoesNotMatter() {
        var texts = new RandomLines(1);
        var hypotheses = texts.hypotheses(50);
        var references = texts.references();
        var order = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
        Collections.shuffle(order, new Random(2));
        assertThat(BLEU.score(
                        order.stream().map(hypotheses::get).toList(),
                        References.of(order.stream().map(references::get).toList())))
                .isEqualTo(BLEU.score(hypotheses, References.of(references)));
    }

    @ParameterizedTest
    @EnumSource
    void hundredIsForEqualTokens(BleuTokenizer tokenizer) {
        var bleu = BLEU.withTokenizer(tokenizer);
        for (int seed = 0; seed < 20; seed++) {
            var texts = new RandomLines(seed);
            var changed = texts.hypotheses(5);
            var references = texts.references();
            assertThat(bleu.score(changed, References.of(references)).value()).isBetween(0.0, 99.99);
            assertThat(bleu.score(references.stream().map(it -> it + "  \n").toList(), References.of(references))
                            .value())
                    .isEqualTo(100);
        }
    }

    /// Of n-grams, never fewer are correct; only the length of the nearest reference could still take points
    /// away.
    @Test
    void anotherReferenceTakesNothingAway() {
        for (int seed = 0; seed < 20; seed++) {
            var texts = new RandomLines(seed);
            var hypotheses = texts.hypotheses(8);
            var references = texts.references();
            var one = BLEU.score(hypotheses, References.of(references));
            var reversed = references.stream().map(RandomLines::reversed).toList();
            var two = BLEU.score(hypotheses, References.of(references, reversed));
            for (int i = 0; i < 4; i++) {
                assertThat(two.correct().get(i))
                        .isGreaterThanOrEqualTo(one.correct().get(i));
            }
            assertThat(two.value()).isGreaterThanOrEqualTo(one.value());
            assertThat(BLEU.score(hypotheses, References.of(references, references))
                            .value())
                    .isEqualTo(one.value());
        }
    }

    @Test
    void caseCanBeIgnored() {
        var bleu = BLEU.withLowercase();
        assertThat(bleu.sentence("ΟΔΟΣ İ STRASSE X", List.of("οδος i̇ strasse x"))
                        .value())
                .isEqualTo(100);
        assertThat(BLEU.sentence("A B C D", List.of("a b c d")).value()).isZero();
    }

    /// By Unicode, only a sigma with a letter before it and none after it is a final one.
    @ParameterizedTest
    @CsvSource({"ΟΔΟΣ,οδος", "ΑΣΑ Σ ΑΣ.,ασα σ ας.", "Α-Σ,α-σ", "B'Σ1,b'ς1", "ΑΣ'Α,ασ'α", "Σ2Α,σ2α", "Α:Σ Β,α:ς β"})
    void capitalSigmas(String line, String expected) {
        assertThat(Lowercase.of(line)).isEqualTo(expected);
    }

    @Test
    void anySelectionOfLinesHasAScore() {
        var texts = new RandomLines(4);
        var hypotheses = texts.hypotheses(30);
        var references = texts.references();
        var counts = BLEU.count(hypotheses, References.of(references));
        assertThat(counts.lines()).isEqualTo(30);
        assertThat(counts.value())
                .isEqualTo(BLEU.score(hypotheses, References.of(references)).value());
        int[] chosen = {29, 3, 3, 8, 11, 20, 21};
        assertThat(BLEU.score(counts.select(chosen)))
                .isEqualTo(BLEU.score(
                        IntStream.of(chosen).mapToObj(hypotheses::get).toList(),
                        References.of(
                                IntStream.of(chosen).mapToObj(references::get).toList())));
    }

    @Test
    void textThatLooksTokenizedIsKnown() {
        var lines = new ArrayList<>(Collections.nCopies(99, "Ein Satz . \n"));
        lines.addAll(Collections.nCopies(500, "Ein Satz."));
        assertThat(Bleu.looksTokenized(lines)).isFalse();
        lines.add("Noch einer .");
        assertThat(Bleu.looksTokenized(lines)).isTrue();
        assertThat(Bleu.looksTokenized(List.of())).isFalse();
    }

    @Test
    void wrongInputIsRefused() {
        var two = References.of(List.of("a", "b"));
        assertThatThrownBy(() -> BLEU.score(List.of("a"), two))
                .isInstanceOf(InputException.class)
                .hasMessage("1 lines are to be scored, but 2 have references; line k of both must belong together");
        assertThatThrownBy(() -> References.of(List.of("a", "b"), List.of("a")))
                .isInstanceOf(InputException.class)
                .hasMessage("reference set 2 has 1 lines but set 1 has 2; line k of each must translate the same line");
        assertThatThrownBy(References::of)
                .isInstanceOf(InputException.class)
                .hasMessage("there are no references; give one list of lines or more");
        assertThatThrownBy(() -> new References(List.of(List.of("a"), List.of())))
                .isInstanceOf(InputException.class)
                .hasMessage("line 2 of 2 has no reference; give each line one or more");
        assertThatThrownBy(() -> BLEU.sentence("a", List.of())).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> BLEU.score(List.of(), References.of(List.of())))
                .isInstanceOf(InputException.class)
                .hasMessage("there are 0 lines to score; give one or more, with their references");
        var counts = BLEU.count(List.of("a", "b"), two);
        assertThatThrownBy(counts::select).isInstanceOf(InputException.class).hasMessageContaining("0 of 2 lines");
        assertThatThrownBy(() -> counts.select(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> BLEU.withLowercase().score(counts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("let one metric do both");
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatThrownBy(() -> BLEU.withMaxOrder(0))
                .isInstanceOf(InputException.class)
                .hasMessage("BLEU is to count n-grams of up to 0 words; give 1 or more, 4 is usual");
        assertThatThrownBy(() -> Smoothing.named("chen"))
                .isInstanceOf(InputException.class)
                .hasMessage("there is no smoothing 'chen' for BLEU; there are exp, floor, add-k, none");
        Stream.of(0, -1, Double.NaN, Double.POSITIVE_INFINITY)
                .map(Number::doubleValue)
                .forEach(value -> {
                    assertThatThrownBy(() -> new Smoothing.Floor(value))
                            .isInstanceOf(InputException.class)
                            .hasMessageContaining("takes " + value);
                    assertThatThrownBy(() -> new Smoothing.AddK(value))
                            .isInstanceOf(InputException.class)
                            .hasMessageContaining("adds " + value);
                });
        assertThatThrownBy(() -> new Smoothing.Floor(1.5)).isInstanceOf(InputException.class);
    }
}
