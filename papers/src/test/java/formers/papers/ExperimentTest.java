package formers.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import formers.training.AdamW;
import formers.training.DivergedException;
import formers.training.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a run is given, and how it ends before its time.
class ExperimentTest {

    private static Experiment experiment(String... data) {
        return new Experiment(Budget.TINY, 7, List.of(data), ExperimentListener.silent());
    }

    @Test
    void randomNumbersOfEachPurposeAreTheirOwnAndTheSeedsOwn() {
        assertThat(experiment().seed("a", 0)).isEqualTo(experiment().seed("a", 0));
        var other = new Experiment(Budget.TINY, 8, List.of(), ExperimentListener.silent());
        assertThat(List.of(
                        experiment().seed("a", 0),
                        experiment().seed("a", 1),
                        experiment().seed("b", 0),
                        other.seed("a", 0)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aPaperThatMakesItsOwnDataRefusesOthers() {
        assertThatThrownBy(() -> experiment("book.txt").run(new RnnSearchPaper(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rnnsearch makes its own data, found book.txt; leave out --data");
    }

    @Test
    void askedToStopEveryPaperStopsAtItsNextStep() {
        for (var paper : ReadingList.standard().runnable()) {
            var steps = new ArrayList<String>();
            var stopped = new Experiment[1];
            stopped[0] = new Experiment(Budget.FULL, 1, List.of(), new ExperimentListener() {
                @Override
                public void onNote(String line) {}

                @Override
                public void onProgress(String stage, long done, long total, String facts) {
                    steps.add(stage);
                    stopped[0].stop();
                }
            });
            assertThatThrownBy(() -> stopped[0].run(paper, Map.of())).isInstanceOf(StoppedException.class);
            assertThat(steps).hasSize(1);
        }
    }

    @Test
    void aShortTrainingGoesDownAndIsTheSameTwice() {
        var first = squares(1).run(50, experiment());
        assertThat(first.loss().getLast()).isLessThan(first.loss().getFirst() / 4);
        assertThat(squares(1).run(50, experiment()).loss()).isEqualTo(first.loss());
        assertThat(first.steps().getLast()).isEqualTo(50);
        assertThat(first.seconds()).isSorted();
    }

    @Test
    void theModelIsLookedAtOnTheWay() {
        var looks = new ArrayList<Long>();
        squares(1).run(50, experiment(), 20, looks::add);
        assertThat(looks).containsExactly(20L, 40L);
    }

    @Test
    void aLossThatIsNoNumberEndsTheTraining() {
        assertThatThrownBy(() -> squares(Float.NaN).run(50, experiment()))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("the loss of squares became NaN at step 1");
    }

    /// The sum of a few squares, whose smallest value is 0.
    private static ShortTraining squares(float scale) {
        var parameters = Parameters.initialised(1);
        var x = parameters.get("x", Initializer.normal(1), 8);
        return new ShortTraining(
                "squares",
                parameters,
                (_, _) -> x.times(x).times(scale).sum(),
                new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0),
                new Schedule.Constant(0.1, 0),
                0);
    }
}
