package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.CacheFormat;
import formers.tensor.Engine;
import formers.tensor.MemoryUse;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

    private final int threads = Engine.threads();

    @TempDir
    private Path directory;

    @AfterEach
    void restoreThreads() {
        Engine.useThreads(threads);
    }

    @Test
    void theNumberOfThreadsChangesNoBit() throws IOException {
        Engine.useThreads(1);
        var one = new TinyRun(directory.resolve("one"), TinyRun.options(50));
        one.trainer.run();
        Engine.useThreads(3);
        var three = new TinyRun(directory.resolve("three"), TinyRun.options(50));
        three.trainer.run();
        assertThat(three.weights()).isEqualTo(one.weights());
        assertThat(three.metrics()).isEqualTo(one.metrics());
    }

    @Test
    void trainingLearns() throws IOException {
        var run = new TinyRun(directory, TinyRun.options(120));
        var result = run.trainer.run();
        assertThat(run.evaluations.getFirst()).isLessThan(Math.log(TinyRun.VOCABULARY));
        assertThat(result.validationLoss()).isLessThan(0.8 * run.evaluations.getFirst());
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(result.steps()).isEqualTo(120);
    }

    /// 12 is an evaluation, 20 a line of the metrics, the others are neither.
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 12, 20, 29})
    void aRunStoppedAndResumedIsTheUninterruptedRun(long stop) throws IOException {
        var options = TinyRun.options(30);
        var whole = new TinyRun(directory.resolve("whole"), options);
        whole.trainer.run();

        var first = new TinyRun(directory.resolve("parts"), options).stoppingAt(stop);
        var interrupted = first.trainer.run();
        assertThat(interrupted.ending()).isEqualTo(TrainingResult.Ending.INTERRUPTED);
        assertThat(interrupted.steps()).isEqualTo(stop);
        assertThat(first.kept).as("an interrupted run leaves a model").isNotEmpty();

        var second = new TinyRun(directory.resolve("parts"), options);
        assertThat(Trainer.canResume(second.directory)).isTrue();
        second.trainer.resume();
        var result = second.trainer.run();

        assertThat(result.steps()).isEqualTo(30);
        assertThat(second.weights()).isEqualTo(whole.weights());
        assertThat(second.metrics()).isEqualTo(whole.metrics());
        assertThat(second.samples()).isEqualTo(whole.samples());
        assertThat(second.keptWeights).as("with the mean of snapshots").isEqualTo(whole.keptWeights);
    }

    @Test
    void aRunKilledAfterItsLastSaveTakesTheStepsSinceThenAgain() throws IOException {
        var options = TinyRun.options(30);
        var whole = new TinyRun(directory.resolve("whole"), options);
        whole.trainer.run();

        var killed = new TinyRun(directory.resolve("killed"), options).onStep(step -> {
            if (step.step() == 22) { // the last save was at 12, and step 20 has a line in the metrics
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(killed.trainer::run).hasMessage("killed");
        var again = new TinyRun(killed.directory, options);
        again.trainer.resume();
        again.trainer.run();
        assertThat(again.weights()).isEqualTo(whole.weights());
        assertThat(again.metrics()).isEqualTo(whole.metrics());
        assertThat(again.samples()).isEqualTo(whole.samples());
    }

    private static TrainingOptions steps(long steps, double rate, long evalEvery, int patience) {
        return new TrainingOptions(
                steps,
                0,
                1,
                new Schedule.Constant(rate, 0),
                AdamW.Settings.defaults(),
                1,
                evalEvery,
                3,
                0,
                patience,
                0,
                3);
    }

    @Test
    void theModelWithTheLowestValidationLossIsKept() throws IOException {
        // At this rate the loss soon falls and rises by turns.
        var run = new TinyRun(directory, steps(60, 0.3, 3, 0));
        var result = run.trainer.run();
        double lowest = run.evaluations.stream().min(Double::compare).orElseThrow();
        assertThat(result.validationLoss()).isEqualTo(lowest);
        assertThat(result.bestStep())
                .isEqualTo(run.kept.getLast())
                .isEqualTo(3 * (1 + run.evaluations.indexOf(lowest)));
    }

    @Test
    void patienceEndsTheRun() throws IOException {
        // With a rate of 0 the first evaluation is the best there will be.
        var run = new TinyRun(directory, steps(1000, 0, 2, 3));
        var result = run.trainer.run();
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.STOPPED_EARLY);
        assertThat(result.steps())
                .as("one evaluation at step 2, then three in vain")
                .isEqualTo(8);
        assertThat(result.bestStep()).isEqualTo(2);
        assertThat(run.kept).containsExactly(2L);
    }

    @Test
    void withoutValidationTheLastModelIsKept() throws IOException {
        var run = new TinyRun(directory, steps(6, 0.01, 0, 0), TinyRun.decoder(), ValidationData.none());
        var result = run.trainer.run();
        assertThat(result.validationLoss()).isNaN();
        assertThat(run.kept).containsExactly(6L);
    }

    @Test
    void aLossThatIsNotANumberEndsTheRunAndLeavesTheLastStateToResume() throws IOException {
        var model = new Spoilt(TinyRun.decoder());
        var run = new TinyRun(directory, steps(30, 0.01, 4, 0), model, TinyRun.validation())
                .onStep(step -> model.spoilt = step.step() == 9);
        assertThatThrownBy(run.trainer::run)
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("NaN")
                .hasMessageContaining("step 10")
                .hasMessageContaining("--learning-rate");

        var healthy = new TinyRun(directory, steps(30, 0.01, 4, 0));
        healthy.trainer.resume();
        assertThat(healthy.trainer.run().steps()).isEqualTo(30);
        var whole = new TinyRun(directory.resolve("whole"), steps(30, 0.01, 4, 0));
        whole.trainer.run();
        assertThat(healthy.weights()).as("from the state of step 8").isEqualTo(whole.weights());
    }

    /// A model whose training loss turns into NaN on demand.
    private static final class Spoilt implements LanguageModel {
        private final LanguageModel model;
        private boolean spoilt;

        Spoilt(LanguageModel model) {
            this.model = model;
        }

        @Override
        public Tensor loss(Tensor ids, Tensor targets, Pass pass) {
            var loss = model.loss(ids, targets, pass);
            return spoilt ? loss.times(Float.NaN) : loss;
        }

        @Override
        public int vocabulary() {
            return model.vocabulary();
        }

        @Override
        public int context() {
            return model.context();
        }

        @Override
        public Parameters parameters() {
            return model.parameters();
        }

        @Override
        public KvCache newCache(int batch, CacheFormat format) {
            return model.newCache(batch, format);
        }

        @Override
        public Tensor hidden(Tensor ids, Pass pass) {
            return model.hidden(ids, pass);
        }

        @Override
        public Tensor logits(Tensor hidden) {
            return model.logits(hidden);
        }
    }

    @Test
    void aTimeBudgetDecidesTheNumberOfSteps() throws IOException {
        var options = new TrainingOptions(
                1_000_000,
                1 / 60.0,
                1,
                new Schedule.WarmupStableDecay(0.01, 0.001, 2, 0, 1_000_000),
                AdamW.Settings.defaults(),
                1,
                0,
                3,
                0,
                0,
                0,
                3);
        double[] rates = new double[2];
        long[] totals = new long[1];
        var run = new TinyRun(directory, options).onStep(step -> {
            rates[0] = Math.max(rates[0], step.rate());
            rates[1] = step.rate();
            totals[0] = step.total();
        });
        var result = run.trainer.run();
        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(result.steps()).isEqualTo(totals[0]).isLessThan(1_000_000);
        assertThat(result.seconds()).as("the budget is one second").isBetween(0.6, 20.0);
        assertThat(rates[0]).isEqualTo(0.01);
        assertThat(rates[1]).as("the rate falls over the last part").isLessThan(0.01);
    }

    @Test
    void aSteadyStepAllocatesNoArrays() throws IOException {
        var uses = new MemoryUse[2];
        new TinyRun(directory, steps(30, 0.01, 0, 0))
                .onStep(step -> {
                    if (step.step() == 15) {
                        uses[0] = MemoryUse.now();
                    } else if (step.step() == 25) {
                        uses[1] = MemoryUse.now();
                    }
                })
                .trainer
                .run();
        assertThat(uses[1].bytesAllocated()).isEqualTo(uses[0].bytesAllocated());
        assertThat(uses[1].arraysReused())
                .as("the pool is what serves them")
                .isGreaterThan(uses[0].arraysReused() + 100);
    }

    @Test
    void theMeanOfTheLastSnapshotsIsKeptWhereItIsBetter() throws IOException {
        // At this rate the weights swing around a good place, and their mean lies nearer to it.
        var run = new TinyRun(directory, averaging(steps(60, 0.05, 3, 0)));
        var average = new TinyRun(directory.resolve("average"), averaging(steps(60, 0.05, 3, 0)));
        var snapshots = new Snapshots(directory, 4);
        var result = run.trainer.run();
        assertThat(snapshots.count()).isEqualTo(4);
        snapshots.average(average.model.parameters().all());
        assertThat(run.keptWeights).isEqualTo(average.weights());
        assertThat(result.validationLoss())
                .isLessThan(run.evaluations.stream().min(Double::compare).orElseThrow());
    }

    private static TrainingOptions averaging(TrainingOptions o) {
        return new TrainingOptions(
                o.steps(), 0, 1, o.schedule(), o.optimizer(), 1, o.evalEvery(), 3, 0, 0, 4, o.seed());
    }

    @Test
    void aDirectoryWithoutAStateCannotBeResumed() throws IOException {
        var run = new TinyRun(directory, TinyRun.options(5));
        assertThat(Trainer.canResume(directory)).isFalse();
        assertThatThrownBy(run.trainer::resume).isInstanceOf(IOException.class);
    }

    @Test
    void metricsSayWhatHappened() throws IOException {
        var run = new TinyRun(directory, TinyRun.options(25));
        run.trainer.run();
        assertThat(run.metrics())
                .extracting(Metrics.Entry::step)
                .isEqualTo(List.of(10L, 12L, 12L, 20L, 24L, 24L, 25L, 25L, 25L));
        assertThat(run.metrics().getFirst().values())
                .containsOnlyKeys("train_loss", "learning_rate", "gradient_norm", "tokens")
                .containsAllEntriesOf(Map.of("tokens", 10.0 * 2 * TinyRun.ROWS * TinyRun.CONTEXT));
    }
}
