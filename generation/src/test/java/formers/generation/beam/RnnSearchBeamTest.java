package formers.generation.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.models.translation.rnnsearch.RnnSearchConfig;
import formers.tensor.RandomSource;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The search over a model with a state, which has to follow its prefixes.
class RnnSearchBeamTest {

    private static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);
    private static final List<int[]> SOURCES =
            List.of(new int[] {4, 9, 3, 7, 5, 2}, new int[] {8, 2}, new int[] {6, 3, 3, 2}, new int[] {9, 9, 9, 4, 2});
    private static final RnnSearch MODEL = model();

    private static RnnSearch model() {
        var model = new RnnSearch(RnnSearchConfig.of(10, 12, 6, 8, 5, MARKS), Parameters.initialised(1));
        var random = RandomSource.seeded(4);
        model.parameters().all().forEach((name, tensor) -> tensor.fillUniform(-1.5f, 1.5f, random.at(name)));
        return model;
    }

    private static BeamSearch search(BeamOptions options) {
        return new BeamSearch(MODEL, MARKS, options.withMaximumLength(MaximumLength.of(12)));
    }

    @Test
    void oneBeamIsGreedySearch() {
        for (int[] source : SOURCES) {
            var prefixes = MODEL.start(Tensor.ofInts(source, 1, source.length), new int[] {source.length});
            var found = search(BeamOptions.greedy()).search(source).getFirst();
            int token = MARKS.begin();
            for (int i = 0; i <= found.ids().length && i < 12; i++) {
                float[] scores = prefixes.next(new int[] {token}).toArray();
                scores[0] = Float.NEGATIVE_INFINITY;
                scores[1] = Float.NEGATIVE_INFINITY;
                token = Tensor.of(scores, scores.length).argmax(0).toInts()[0];
                assertThat(token).isEqualTo(i < found.ids().length ? found.ids()[i] : MARKS.end());
            }
        }
    }

    /// Their log-probabilities are those that training sees, so that states were neither mixed up nor lost.
    @Test
    void hypothesesAreAsProbableAsTheModelSays() {
        var found = search(BeamOptions.of(6).withNBest(6).withAlignments()).search(SOURCES);
        for (int i = 0; i < SOURCES.size(); i++) {
            assertThat(found.get(i)).hasSize(6);
            for (var hypothesis : found.get(i)) {
                var pair = PairBatch.of(List.of(SOURCES.get(i)), List.of(hypothesis.ids()), MARKS);
                try (var _ = Tensor.withoutGradients();
                        var _ = Scope.open()) {
                    double loss = MODEL.loss(pair, 0, Pass.plain()).item();
                    assertThat(hypothesis.logProbability())
                            .isCloseTo(-loss * (hypothesis.ids().length + 1), within(1e-4));
                    var looked = MODEL.alignments(pair);
                    var attention = hypothesis.attention().orElseThrow();
                    for (int row = 0; row < attention.length; row++) {
                        assertThat(attention[row]).hasSize(SOURCES.get(i).length);
                        for (int column = 0; column < attention[row].length; column++) {
                            assertThat(attention[row][column]).isCloseTo(looked.get(0, row, column), within(1e-5f));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aSourceDoesNotDependOnItsBatch() {
        var search = search(BeamOptions.of(4).withNBest(4).withCoverage(0.3));
        var together = search.search(SOURCES);
        for (int i = 0; i < SOURCES.size(); i++) {
            var alone = search.search(SOURCES.get(i));
            for (int rank = 0; rank < 4; rank++) {
                assertThat(together.get(i).get(rank).ids())
                        .isEqualTo(alone.get(rank).ids());
                assertThat(together.get(i).get(rank).score())
                        .isCloseTo(alone.get(rank).score(), within(1e-5));
            }
        }
    }

    /// What a search keeps is its own; what it does not keep goes back to the pool of the scope.
    @Test
    void scopesAroundASearchChangeNothing() {
        var search = search(BeamOptions.of(3).withCoverage(0.1));
        var expected = search.search(SOURCES).toString();
        try (var _ = Scope.open()) {
            assertThat(search.search(SOURCES)).hasToString(expected);
        }
    }

    @Test
    void widerBeamsAreBetterOnAverage() {
        var sources = new int[40][];
        var random = new java.util.SplittableRandom(5);
        Arrays.setAll(sources, i -> random.ints(3 + i % 6, 3, 10).toArray());
        double before = Double.NEGATIVE_INFINITY;
        for (int beams : new int[] {1, 4, 16}) {
            double mean = search(BeamOptions.of(beams)).search(List.of(sources)).stream()
                    .mapToDouble(it -> it.getFirst().score())
                    .average()
                    .orElseThrow();
            assertThat(mean).isGreaterThanOrEqualTo(before);
            before = mean;
        }
    }
}
