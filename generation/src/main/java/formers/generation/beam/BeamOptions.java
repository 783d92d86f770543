package formers.generation.beam;

import java.util.Set;

/// What to search for, and how far. Start from [#of] and refine.
///
/// @param beams         K, prefixes that are kept of each source; 1 is greedy search
/// @param nBest         hypotheses to return of each source at most, `1..beams`
/// @param lengthPenalty what log-probabilities are divided by
/// @param coverage      β, 0 or more: hypotheses lose β for each unit of
///                      `-Σ_i log(min(Σ_j α_ij, 1))`, so that those that have not looked at all of their source
///                      fall back (Wu et al. 2016, arXiv:1609.08144, equation 14); 0.2 there
/// @param stopping      when to stop
/// @param maximumLength of targets; those that reach it end there
/// @param minimumLength tokens before a target may end, its end not counted
/// @param noRepeatNGram n, so that no n tokens come twice in the same order; 0 allows all repetition
/// @param forbidden     ids that must not be written, beside those of padding and begin
/// @param alignments    whether hypotheses tell where they looked
public record BeamOptions(
        int beams,
        int nBest,
        LengthPenalty lengthPenalty,
        double coverage,
        Stopping stopping,
        MaximumLength maximumLength,
        int minimumLength,
        int noRepeatNGram,
        Set<Integer> forbidden,
        boolean alignments) {

    private static final double USUAL_ALPHA = 0.6;

    public BeamOptions {
        require(beams >= 1, "beams", beams, "1 or more; 4 is usual, 1 is greedy search");
        require(nBest >= 1 && nBest <= beams, "n-best", nBest, "between 1 and the number of beams, " + beams);
        require(coverage >= 0 && coverage < Double.POSITIVE_INFINITY, "coverage", coverage, "finite and at least 0");
        require(minimumLength >= 0, "minimum length", minimumLength, "0 or more tokens");
        require(noRepeatNGram >= 0, "no-repeat n-gram", noRepeatNGram, "0, which allows repetition, or more tokens");
        forbidden = Set.copyOf(forbidden);
    }

    private static void require(boolean fulfilled, String name, Number value, String wanted) {
        if (!fulfilled) {
            throw new IllegalArgumentException("%s must be %s; was %s".formatted(name, wanted, value));
        }
    }

    /// The best hypothesis of K beams as Vaswani et al. 2017 search for it (section 6.1, with 4 beams): GNMT's
    /// penalty with α = 0.6, 50 tokens more than the source at most.
    public static BeamOptions of(int beams) {
        return new BeamOptions(
                beams,
                1,
                new LengthPenalty.Gnmt(USUAL_ALPHA),
                0,
                Stopping.NONE_BETTER,
                MaximumLength.standard(),
                0,
                0,
                Set.of(),
                false);
    }

    /// The likeliest token every time.
    public static BeamOptions greedy() {
        return of(1);
    }

    /// Returns so many hypotheses.
    public BeamOptions withNBest(int count) {
        return new BeamOptions(
                beams,
                count,
                lengthPenalty,
                coverage,
                stopping,
                maximumLength,
                minimumLength,
                noRepeatNGram,
                forbidden,
                alignments);
    }

    /// Divides so, and stops as the toolkits do that divide so ([LengthPenalty#stopping]).
    public BeamOptions withLengthPenalty(LengthPenalty penalty) {
        return new BeamOptions(
                beams,
                nBest,
                penalty,
                coverage,
                penalty.stopping(),
                maximumLength,
                minimumLength,
                noRepeatNGram,
                forbidden,
                alignments);
    }

    /// Sets β.
    public BeamOptions withCoverage(double beta) {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                beta,
                stopping,
                maximumLength,
                minimumLength,
                noRepeatNGram,
                forbidden,
                alignments);
    }

    public BeamOptions withStopping(Stopping when) {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                coverage,
                when,
                maximumLength,
                minimumLength,
                noRepeatNGram,
                forbidden,
                alignments);
    }

    public BeamOptions withMaximumLength(MaximumLength length) {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                coverage,
                stopping,
                length,
                minimumLength,
                noRepeatNGram,
                forbidden,
                alignments);
    }

    public BeamOptions withMinimumLength(int tokens) {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                coverage,
                stopping,
                maximumLength,
                tokens,
                noRepeatNGram,
                forbidden,
                alignments);
    }

    public BeamOptions withNoRepeatNGram(int n) {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                coverage,
                stopping,
                maximumLength,
                minimumLength,
                n,
                forbidden,
                alignments);
    }

    public BeamOptions forbidding(Set<Integer> ids) {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                coverage,
                stopping,
                maximumLength,
                minimumLength,
                noRepeatNGram,
                ids,
                alignments);
    }

    public BeamOptions withAlignments() {
        return new BeamOptions(
                beams,
                nBest,
                lengthPenalty,
                coverage,
                stopping,
                maximumLength,
                minimumLength,
                noRepeatNGram,
                forbidden,
                true);
    }

    /// Whether the model has to tell where it looks.
    boolean looking() {
        return coverage > 0 || alignments;
    }
}
