package formers.papers;

import formers.papers.report.Report;
import formers.tensor.RandomSource;
import formers.training.DivergedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// One run of a paper: how long it may take, what its random numbers come from, who hears of it, and
/// whether it is to stop.
///
/// ```java
/// var experiment = new Experiment(Budget.TINY, 1, List.of(), ExperimentListener.silent());
/// experiment.run(ReadingList.standard().paper("rnnsearch"), Map.of()).write(Path.of("papers/rnnsearch-tiny"));
/// ```
public final class Experiment {

    private final Budget budget;
    private final long seed;
    private final List<String> data;
    private final ExperimentListener listener;
    private volatile boolean stopping;

    /// @param data files, folders, archives or globs of the user's own text; empty for the paper's own
    public Experiment(Budget budget, long seed, List<String> data, ExperimentListener listener) {
        this.budget = budget;
        this.seed = seed;
        this.data = List.copyOf(data);
        this.listener = listener;
    }

    public Budget budget() {
        return budget;
    }

    public long seed() {
        return seed;
    }

    /// The user's text; empty for the paper's own.
    public List<String> data() {
        return data;
    }

    /// Random numbers for one purpose, independent of those of others.
    public RandomSource random(String purpose) {
        return RandomSource.seeded(seed).at(purpose);
    }

    /// A seed for one purpose, independent of those of others.
    public long seed(String purpose, long index) {
        return seed ^ random(purpose).at(index).stream();
    }

    /// Tells the listener something.
    public void note(String line) {
        listener.onNote(line);
    }

    /// Tells how far a stage has come.
    ///
    /// @throws StoppedException if the run is to stop
    public void progress(String stage, long done, long total, String facts) {
        if (stopping) {
            throw new StoppedException();
        }
        listener.onProgress(stage, done, total, facts);
    }

    /// Asks the run to end at its next progress. May be called from any thread.
    public void stop() {
        stopping = true;
    }

    /// Runs a paper.
    ///
    /// @param environment the machine, told in the report
    /// @throws IllegalArgumentException if there is text for a paper that takes none, or a training diverged
    /// @throws StoppedException if it was asked to [#stop]
    public Report run(Paper paper, Map<String, String> environment) throws IOException {
        if (!data.isEmpty() && !paper.takesData()) {
            throw new IllegalArgumentException("%s makes its own data, found %s; leave out --data"
                    .formatted(paper.citation().name(), String.join(", ", data)));
        }
        long start = System.nanoTime();
        try {
            var findings = paper.run(this);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Report(paper.citation(), paper.claim(), budget.toString(), seed, findings, seconds, environment);
        } catch (DivergedException e) {
            throw new IllegalArgumentException(
                    "%s with seed %d diverged: %s; another --seed may not"
                            .formatted(paper.citation().name(), seed, e.getMessage()),
                    e);
        }
    }
}
