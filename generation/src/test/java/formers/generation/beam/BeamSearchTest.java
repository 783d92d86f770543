package formers.generation.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.translation.PairBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTest {

    private static final int WORDS = 4;
    private static final int LONGEST = 4;
    private static final int ALL = 320; // continuations of the 4³ prefixes of 3 words by 4 words and the end
    private static final List<int[]> SOURCES = List.of(
            new int[] {5, 3, 4}, new int[] {6}, new int[] {3, 3, 3, 3, 4, 5, 6}, new int[] {4, 6}, new int[] {5, 3, 6});

    private static List<Hypothesis> search(TableModel model, BeamOptions options, int... source) {
        return new BeamSearch(model, TableModel.MARKS, options).search(source);
    }

    private static BeamOptions beams(int count) {
        return BeamOptions.of(count).withNBest(count).withMaximumLength(MaximumLength.of(LONGEST));
    }

    private static List<Integer> ids(Hypothesis hypothesis) {
        return Arrays.stream(hypothesis.ids()).boxed().toList();
    }

    private static List<List<Integer>> ids(List<Hypothesis> hypotheses) {
        return hypotheses.stream().map(BeamSearchTest::ids).toList();
    }

    /// The likeliest token again and again.
    private static List<Integer> greedy(TableModel model, int[] source, int longest) {
        var target = new ArrayList<Integer>();
        while (target.size() < longest) {
            double[] logs = model.logProbabilities(
                    source, target.stream().mapToInt(i -> i).toArray());
            int best = 2;
            for (int token = 3; token < logs.length; token++) {
                best = logs[token] > logs[best] ? token : best;
            }
            if (best == 2) {
                break;
            }
            target.add(best);
        }
        return target;
    }

    static Stream<LengthPenalty> penalties() {
        return Stream.of(
                new LengthPenalty.None(),
                new LengthPenalty.Gnmt(0),
                new LengthPenalty.Gnmt(0.6),
                new LengthPenalty.Gnmt(1),
                new LengthPenalty.Gnmt(2.5),
                new LengthPenalty.Power(0.5),
                new LengthPenalty.Power(1),
                new LengthPenalty.Power(2));
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void oneBeamIsGreedySearch(LengthPenalty penalty) {
        for (int seed = 0; seed < 50; seed++) {
            var model = TableModel.ofWords(6, seed);
            var options = BeamOptions.greedy()
                    .withLengthPenalty(penalty)
                    .withMaximumLength(MaximumLength.of(12))
                    .withStopping(Stopping.values()[seed % 3]);
            for (int[] source : SOURCES) {
                assertThat(ids(search(model, options, source))).containsExactly(greedy(model, source, 12));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void beamsForAllPrefixesFindTheBestOfAllTargets(LengthPenalty penalty) {
        for (double coverage : new double[] {0, 0.2, 1.5}) {
            for (int seed = 0; seed < 6; seed++) {
                var model = TableModel.ofWords(WORDS, seed);
                int[] source = SOURCES.get(seed % SOURCES.size());
                var options = beams(ALL)
                        .withLengthPenalty(penalty)
                        .withCoverage(coverage)
                        .withNBest(30);
                var found = search(model, options, source);
                var expected = new AllTargets(model, source, LONGEST)
                        .ranked(penalty, coverage)
                        .subList(0, 30);
                assertThat(ids(found))
                        .isEqualTo(expected.stream().map(AllTargets.Target::ids).toList());
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).score()).isCloseTo(expected.get(i).score(), within(1e-5));
                    assertThat(found.get(i).logProbability())
                            .isCloseTo(expected.get(i).logProbability(), within(1e-5));
                }
            }
        }
    }

    @Test
    void widerBeamsFindBetterTargetsOnAverage() {
        var means = new ArrayList<Double>();
        for (int width : new int[] {1, 2, 4, 8, 16, 64, ALL}) {
            double sum = 0;
            for (int seed = 0; seed < 100; seed++) {
                sum += search(TableModel.ofWords(WORDS, seed), beams(width), SOURCES.get(seed % SOURCES.size()))
                        .getFirst()
                        .score();
            }
            means.add(sum / 100);
        }
        assertThat(means).isSorted();
        assertThat(means.getLast()).isGreaterThan(means.getFirst() + 0.1);
    }

    @Test
    void beamsForAllPrefixesAreNeverWorseThanGreedySearch() {
        for (int seed = 0; seed < 60; seed++) {
            var model = TableModel.ofWords(WORDS, seed);
            double greedy = search(model, beams(1), 3, 4).getFirst().score();
            assertThat(search(model, beams(ALL), 3, 4).getFirst().score()).isGreaterThanOrEqualTo(greedy);
        }
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void stoppingEarlyLosesNothing(LengthPenalty penalty) {
        for (int seed = 0; seed < 40; seed++) {
            var model = TableModel.ofWords(6, seed);
            for (int width : new int[] {2, 3, 5}) {
                var options = BeamOptions.of(width)
                        .withNBest(width)
                        .withLengthPenalty(penalty)
                        .withCoverage(seed % 2 * 0.3)
                        .withMaximumLength(MaximumLength.of(15));
                var early = search(model, options.withStopping(Stopping.NONE_BETTER), 5, 3, 4);
                var late = search(model, options.withStopping(Stopping.AT_LIMIT), 5, 3, 4);
                assertThat(ids(early)).isEqualTo(ids(late));
                for (int i = 0; i < width; i++) {
                    assertThat(early.get(i).score()).isEqualTo(late.get(i).score());
                }
            }
        }
    }

    /// So strong a penalty favours what is not waited for.
    @Test
    void enoughFinishedStopsAtOnce() {
        var options = beams(2).withLengthPenalty(new LengthPenalty.Power(3));
        assertThat(options.stopping()).isEqualTo(Stopping.ENOUGH_FINISHED);
        int shorter = 0;
        for (int seed = 0; seed < 40; seed++) {
            var model = TableModel.ofWords(WORDS, seed);
            var soon = search(model, options, 5, 3);
            var late = search(model, options.withStopping(Stopping.AT_LIMIT), 5, 3);
            assertThat(soon.getFirst().score())
                    .isLessThanOrEqualTo(late.getFirst().score());
            shorter += soon.getFirst().ids().length < late.getFirst().ids().length ? 1 : 0;
        }
        assertThat(shorter).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aSourceDoesNotDependOnItsBatch(int width) {
        var options = beams(width)
                .withMaximumLength(MaximumLength.standard())
                .withCoverage(0.2)
                .withAlignments();
        for (int seed = 0; seed < 10; seed++) {
            var search = new BeamSearch(TableModel.ofWords(5, seed), TableModel.MARKS, options);
            var together = search.search(SOURCES);
            for (int i = 0; i < SOURCES.size(); i++) {
                assertSame(together.get(i), search.search(SOURCES.get(i)));
            }
            var order = new ArrayList<>(SOURCES);
            Collections.reverse(order);
            var reversed = search.search(order);
            for (int i = 0; i < SOURCES.size(); i++) {
                assertSame(together.get(i), reversed.get(SOURCES.size() - 1 - i));
            }
        }
    }

    private static void assertSame(List<Hypothesis> a, List<Hypothesis> b) {
        assertThat(ids(a)).isEqualTo(ids(b));
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i).score()).isEqualTo(b.get(i).score());
            assertThat(a.get(i).logProbability()).isEqualTo(b.get(i).logProbability());
            assertThat(a.get(i).attention().orElseThrow())
                    .isDeepEqualTo(b.get(i).attention().orElseThrow());
        }
    }

    /// All tokens are as likely, so that marks would come out if they could.
    @Test
    void whatIsForbiddenIsNeverWritten() {
        var level = new TableModel(8, 1, 0);
        var options = beams(50).withStopping(Stopping.AT_LIMIT).forbidding(Set.of(4, 7));
        var found = search(level, options, 3, 4);
        assertThat(found).hasSize(50);
        assertThat(found.stream().flatMap(it -> ids(it).stream())).containsOnly(3, 5, 6);
    }

    @Test
    void theBestAreSortedAndDistinct() {
        for (int seed = 0; seed < 20; seed++) {
            var found = search(TableModel.ofWords(5, seed), beams(8), 3, 4, 5);
            assertThat(found).hasSize(8);
            assertThat(found).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
            assertThat(new HashSet<>(ids(found))).hasSize(8);
            assertThat(search(TableModel.ofWords(5, seed), beams(8).withNBest(3), 3, 4, 5))
                    .usingRecursiveComparison()
                    .isEqualTo(found.subList(0, 3));
        }
    }

    @Test
    void whatReachesTheMaximumEndsThere() {
        var options = BeamOptions.greedy().withMinimumLength(1000).withMaximumLength(new MaximumLength(1.5, 2));
        var model = TableModel.ofWords(3, 5);
        var found = search(model, options, 3, 4, 5).getFirst();
        assertThat(found.ids()).hasSize(6);
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += model.logProbabilities(new int[] {3, 4, 5}, Arrays.copyOf(found.ids(), i))[found.ids()[i]];
        }
        sum += model.logProbabilities(new int[] {3, 4, 5}, found.ids())[2];
        assertThat(found.logProbability()).isCloseTo(sum, within(1e-5));
        assertThat(found.score()).isCloseTo(sum / Math.pow(12 / 6.0, 0.6), within(1e-5));
    }

    @Test
    void theStandardMaximumIsFiftyMoreThanTheSource() {
        var options = BeamOptions.greedy().withMinimumLength(1000);
        assertThat(search(TableModel.ofWords(3, 5), options, 3, 4, 5).getFirst().ids())
                .hasSize(53);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void noTargetIsTooShort(int least) {
        for (int seed = 0; seed < 20; seed++) {
            var found = search(TableModel.ofWords(3, seed), beams(6).withMinimumLength(least), 3, 4);
            assertThat(found).isNotEmpty().allSatisfy(it -> assertThat(it.ids()).hasSizeGreaterThanOrEqualTo(least));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void noNGramIsRepeated(int n) {
        var options = beams(4).withMaximumLength(MaximumLength.of(40)).withMinimumLength(40);
        boolean repeated = false;
        for (int seed = 0; seed < 20; seed++) {
            var model = TableModel.ofWords(3, seed);
            for (var found : search(model, options.withNoRepeatNGram(n), 3, 4)) {
                assertThat(grams(found, n)).doesNotHaveDuplicates();
            }
            var free = grams(search(model, options, 3, 4).getFirst(), n);
            repeated |= new HashSet<>(free).size() < free.size();
        }
        assertThat(repeated).isTrue();
    }

    private static List<List<Integer>> grams(Hypothesis hypothesis, int n) {
        var ids = ids(hypothesis);
        return IntStream.rangeClosed(0, ids.size() - n)
                .mapToObj(i -> ids.subList(i, i + n))
                .toList();
    }

    /// Three words once each, and no end before 40: what has no way to go on ends.
    @Test
    void aDeadEndIsAnEnd() {
        var options = beams(4).withMaximumLength(MaximumLength.of(40))
                .withMinimumLength(40)
                .withNoRepeatNGram(1);
        assertThat(search(TableModel.ofWords(3, 1), options, 3, 4))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.ids()).containsExactlyInAnyOrder(3, 4, 5));
    }

    @Test
    void targetsBeginWithWhatIsGiven() {
        var model = TableModel.ofWords(WORDS, 3);
        var search =
                new BeamSearch(model, TableModel.MARKS, beams(ALL).withNBest(20).withAlignments());
        var prefixes = List.of(new int[] {4}, new int[0], new int[] {3, 3}, new int[] {6, 5, 4, 3}, new int[] {5});
        var found = search.search(SOURCES, prefixes);
        for (int i = 0; i < SOURCES.size(); i++) {
            var prefix = Arrays.stream(prefixes.get(i)).boxed().toList();
            var expected = new AllTargets(model, SOURCES.get(i), LONGEST)
                    .ranked(new LengthPenalty.Gnmt(0.6), 0).stream()
                            .filter(it -> it.ids().size() >= prefix.size()
                                    && it.ids().subList(0, prefix.size()).equals(prefix))
                            .limit(20)
                            .toList();
            assertThat(ids(found.get(i)))
                    .isEqualTo(expected.stream().map(AllTargets.Target::ids).toList());
            assertThat(found.get(i).getFirst().score())
                    .isCloseTo(expected.getFirst().score(), within(1e-5));
        }
    }

    @Test
    void hypothesesTellWhereTheyLooked() {
        var model = TableModel.ofWords(WORDS, 8);
        int[] source = {3, 4, 5, 6, 3};
        for (var found : search(model, beams(4).withAlignments(), source)) {
            var expected = new float[found.ids().length][];
            Arrays.setAll(expected, i -> model.attention(source, Arrays.copyOf(found.ids(), i)));
            assertThat(found.attention().orElseThrow()).isDeepEqualTo(expected);
        }
        assertThat(search(model, beams(4).withCoverage(1), source).getFirst().attention())
                .isEmpty();
    }

    /// Columns sum to 1.3, 0.7 and 1: `log 1 + log 0.7 + log 1`.
    @Test
    void coverageIsTheLogarithmOfWhatWasLookedAt() {
        var attention = new float[][] {{0.8f, 0.1f, 0.1f}, {0.5f, 0.5f, 0}, {0, 0.1f, 0.9f}};
        assertThat(Coverage.logarithm(attention)).isCloseTo(Math.log(0.7), within(1e-6));
        assertThat(Coverage.logarithm(new float[][] {{1, 0}})).isFinite().isLessThan(-10);
    }

    @Test
    void theSourceMayBeLong() {
        var source = new int[300];
        Arrays.fill(source, 3);
        var options = BeamOptions.of(3).withMinimumLength(350);
        assertThat(search(TableModel.ofWords(3, 1), options, source).getFirst().ids())
                .hasSize(350);
    }

    @Test
    void noSourcesHaveNoTargets() {
        assertThat(new BeamSearch(TableModel.ofWords(3, 1), TableModel.MARKS, beams(2)).search(List.<int[]>of()))
                .isEmpty();
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() {
        var broken = new TableModel(6, 1, Float.NaN);
        assertThatThrownBy(() -> search(broken, beams(2), 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NaN")
                .hasMessageContaining("diverged");
    }

    @Test
    void whatCannotBeSearchedIsRefused() {
        var model = TableModel.ofWords(3, 1);
        var search = new BeamSearch(model, TableModel.MARKS, beams(2));
        assertThatThrownBy(() -> search.search(List.of(new int[] {3}, new int[0])))
                .hasMessage("source 1 of 2 is empty; leave it out, or end it with a mark");
        assertThatThrownBy(() -> search.search(List.of(new int[] {3}), List.of()))
                .hasMessageContaining("1 sources want a prefix each");
        assertThatThrownBy(() -> search.search(List.of(new int[] {3}), List.of(new int[] {2})))
                .hasMessage("prefix 0 has 2, which is a mark; give tokens of text alone");
        assertThatThrownBy(() -> search.search(List.of(new int[] {3}), List.of(new int[] {6})))
                .hasMessage("token of prefix 0 6 is none of the model's 6 tokens of the target; these are 0 to 5");
        assertThatThrownBy(() -> search.search(List.of(new int[] {3}), List.of(new int[] {3, 3, 3, 3, 3})))
                .hasMessageContaining("begins with 5 given tokens is longer than the longest allowed, 4");
        assertThatThrownBy(() -> new BeamSearch(model, new PairBatch.Marks(0, 1, 6), beams(2)))
                .hasMessageContaining("end 6 is none");
        assertThatThrownBy(() -> new BeamSearch(model, TableModel.MARKS, beams(2).forbidding(Set.of(2))))
                .hasMessageContaining("no target could end");
    }

    /// As in vocabularies that have a single token that is no text.
    @Test
    void oneMarkMayBeAllThree() {
        var model = new CopyModel(6, new PairBatch.Marks(2, 2, 2));
        var found = new BeamSearch(model, beams(2)).search(3, 5, 4, 2);
        assertThat(found.getFirst().ids()).containsExactly(3, 5, 4);
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        var options = beams(2);
        assertThatThrownBy(() -> BeamOptions.of(0)).hasMessageContaining("beams must be 1 or more; 4 is usual");
        assertThatThrownBy(() -> options.withNBest(3)).hasMessageContaining("between 1 and the number of beams, 2");
        assertThatThrownBy(() -> options.withCoverage(Double.NaN)).hasMessageContaining("was NaN");
        assertThatThrownBy(() -> options.withMinimumLength(-1)).hasMessageContaining("minimum length");
        assertThatThrownBy(() -> options.withNoRepeatNGram(-1)).hasMessageContaining("no-repeat");
        assertThatThrownBy(() -> new LengthPenalty.Gnmt(-0.1)).hasMessageContaining("alpha must be finite");
        assertThatThrownBy(() -> new LengthPenalty.Power(Double.NaN)).hasMessageContaining("was NaN");
        assertThatThrownBy(() -> new MaximumLength(-1, 3)).hasMessageContaining("-1.0 times");
        assertThatThrownBy(() -> MaximumLength.of(0)).hasMessageContaining("one must be above");
        assertThat(new MaximumLength(0.1, 0).forSource(3)).isEqualTo(1);
        assertThat(new MaximumLength(1e300, 0).forSource(3)).isPositive();
    }
}
