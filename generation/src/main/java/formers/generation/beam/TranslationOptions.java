package formers.generation.beam;

/// How lines are translated. Start from [#of] and refine.
///
/// @param beam           what is searched for in each line
/// @param endedSources   whether the model reads sources with an end mark, as it was trained
/// @param batchLines     lines that are translated together
/// @param maxSourceTokens the most tokens of a line, its end mark not counted
/// @param longLines      what happens to longer ones
public record TranslationOptions(
        BeamOptions beam, boolean endedSources, int batchLines, int maxSourceTokens, LongLines longLines) {

    private static final int BATCH = 32;
    private static final int LONGEST = 512;

    public TranslationOptions {
        require(batchLines, "lines of a batch", "32 is usual");
        require(maxSourceTokens, "most tokens of a line", "512 is usual");
    }

    private static void require(int value, String name, String usual) {
        if (value < 1) {
            throw new IllegalArgumentException("the %s must be 1 or more, were %d; %s".formatted(name, value, usual));
        }
    }

    /// Sources end with the end mark, 32 lines are translated together, and lines of more than 512 tokens are
    /// refused.
    public static TranslationOptions of(BeamOptions beam) {
        return new TranslationOptions(beam, true, BATCH, LONGEST, LongLines.REFUSE);
    }

    public TranslationOptions withEndedSources(boolean ended) {
        return new TranslationOptions(beam, ended, batchLines, maxSourceTokens, longLines);
    }

    public TranslationOptions withBatchLines(int lines) {
        return new TranslationOptions(beam, endedSources, lines, maxSourceTokens, longLines);
    }

    public TranslationOptions withMaxSourceTokens(int tokens, LongLines longer) {
        return new TranslationOptions(beam, endedSources, batchLines, tokens, longer);
    }
}
