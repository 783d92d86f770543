package formers.cli;

import formers.generation.beam.BeamOptions;
import formers.generation.beam.LengthPenalty;
import formers.generation.beam.LongLines;
import formers.generation.beam.MaximumLength;
import formers.generation.beam.TranslationOptions;
import picocli.CommandLine.Option;

/// How translations are searched for.
final class BeamMixin {

    /// What hypotheses of different lengths are compared by.
    enum Penalty {
        GNMT,
        POWER,
        NONE
    }

    @Option(
            names = "--beams",
            paramLabel = "K",
            defaultValue = "4",
            description = "prefixes kept of each line; 1 is greedy (default ${DEFAULT-VALUE})")
    private int beams;

    @Option(
            names = "--length-penalty",
            paramLabel = "KIND",
            defaultValue = "gnmt",
            description = {
                "gnmt: log-probabilities are divided by ((5 + length) / 6)^alpha (default);",
                "power: by length^alpha, as fairseq and Hugging Face do; none: by nothing"
            })
    private Penalty penalty;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "of the length penalty (default 0.6 for gnmt, 1 for power)")
    private Double alpha;

    @Option(
            names = "--coverage",
            paramLabel = "B",
            defaultValue = "0",
            description = "how much leaving parts of a line unread costs; 0.2 is usual (default ${DEFAULT-VALUE})")
    private double coverage;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "tokens of a translation at most (default: 50 more than the line has)")
    private Integer maxLength;

    @Option(
            names = "--min-length",
            paramLabel = "N",
            defaultValue = "0",
            description = "tokens of a translation at least")
    private int minLength;

    @Option(
            names = "--no-repeat",
            paramLabel = "N",
            defaultValue = "0",
            description = "never write the same N tokens twice in a translation")
    private int noRepeat;

    @Option(
            names = "--longest",
            paramLabel = "N",
            defaultValue = "512",
            description = "tokens of a line at most (default ${DEFAULT-VALUE})")
    private int longest;

    @Option(names = "--truncate", description = "translate the beginning of longer lines, instead of refusing them")
    private boolean truncate;

    /// @param nBest      translations wanted of each line
    /// @param alignments whether to keep what the model looked at
    /// @param batch      lines translated together
    TranslationOptions options(int nBest, boolean alignments, int batch) {
        var beam = BeamOptions.of(beams)
                .withNBest(nBest)
                .withLengthPenalty(lengthPenalty())
                .withCoverage(coverage)
                .withMinimumLength(minLength)
                .withNoRepeatNGram(noRepeat)
                .withMaximumLength(maxLength == null ? MaximumLength.standard() : MaximumLength.of(maxLength));
        return TranslationOptions.of(alignments ? beam.withAlignments() : beam)
                .withBatchLines(batch)
                .withMaxSourceTokens(longest, truncate ? LongLines.TRUNCATE : LongLines.REFUSE);
    }

    private LengthPenalty lengthPenalty() {
        return switch (penalty) {
            case GNMT -> new LengthPenalty.Gnmt(alpha == null ? 0.6 : alpha);
            case POWER -> new LengthPenalty.Power(alpha == null ? 1 : alpha);
            case NONE -> {
                if (alpha != null) {
                    throw new Failure("--alpha is of a length penalty; leave it out with --length-penalty none");
                }
                yield new LengthPenalty.None();
            }
        };
    }
}
