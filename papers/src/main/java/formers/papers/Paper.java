package formers.papers;

import formers.papers.report.Citation;
import formers.papers.report.Findings;
import java.io.IOException;

/// A paper whose central claim can be measured here. To add one, write this and list it in [ReadingList].
public interface Paper {

    Citation citation();

    /// What the paper claims, in one sentence.
    String claim();

    /// What a run of it shows, in a few words.
    String shows();

    /// Whether it can be run on text of the user's own.
    default boolean takesData() {
        return false;
    }

    /// Measures the claim. The same budget, seed and data give the same numbers, times aside.
    ///
    /// @throws StoppedException if the experiment was asked to stop; it is told at every
    ///                          [Experiment#progress]
    /// @throws IOException if text cannot be read
    Findings run(Experiment experiment) throws IOException;
}
