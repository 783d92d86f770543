package formers.text.metrics;

import java.util.List;

/// A score of translations from 0, nothing right, to 100, the references themselves. It is a function of
/// counts summed over lines, not a mean over lines.
public sealed interface Metric permits Bleu, ChrF {

    /// What tables call it, such as `chrF2`.
    String name();

    /// Counts what each line has in common with its references.
    ///
    /// @param hypotheses a translation per line
    /// @throws formers.text.InputException if there are no lines, or not as many as have references
    LineCounts count(List<String> hypotheses, References references);

    /// The score of all lines that were counted.
    ///
    /// @throws IllegalArgumentException if another metric counted them
    double value(LineCounts counts);

    /// How the score came about, in sacreBLEU's format, such as
    /// `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:formers-1.0`. Scores with different signatures,
    /// versions aside, are not to be compared.
    ///
    /// @throws IllegalArgumentException if another metric counted
    String signature(LineCounts counts);
}
