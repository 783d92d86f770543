package formers.papers.report;

/// One number that a run found, with what it is to be compared with.
///
/// @param name      what was measured, in the field's words
/// @param unit      `BLEU`, `share`, `bits per byte`
/// @param ours      what was found; NaN if there was nothing to measure
/// @param paper     the paper's own number; null where it gives none
/// @param baseline  the number of what the claim is made against; null where there is none
/// @param threshold what has to be reached; null for a number that is only told
public record Measurement(String name, String unit, double ours, Known paper, Known baseline, Threshold threshold) {

    public static Measurement of(String name, String unit, double ours) {
        return new Measurement(name, unit, ours, null, null, null);
    }

    /// @param of what the paper measured it on
    public Measurement paper(double value, String of) {
        return new Measurement(name, unit, ours, new Known(value, of), baseline, threshold);
    }

    /// @param of what the baseline is
    public Measurement baseline(double value, String of) {
        return new Measurement(name, unit, ours, paper, new Known(value, of), threshold);
    }

    public Measurement atLeast(double value) {
        return wanting(new Threshold(Threshold.Side.AT_LEAST, value));
    }

    public Measurement atMost(double value) {
        return wanting(new Threshold(Threshold.Side.AT_MOST, value));
    }

    private Measurement wanting(Threshold wanted) {
        return new Measurement(name, unit, ours, paper, baseline, wanted);
    }

    /// Whether the threshold is reached; true where there is none.
    public boolean met() {
        return threshold == null || threshold.metBy(ours);
    }

    /// `met`, `missed`, or nothing where there is no threshold.
    public String verdict() {
        return threshold == null ? "" : met() ? "met" : "missed";
    }
}
