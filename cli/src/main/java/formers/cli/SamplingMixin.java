package formers.cli;

import formers.generation.SamplingOptions;
import java.util.Map;
import picocli.CommandLine.Option;

/// How tokens are chosen, the same wherever a model writes.
final class SamplingMixin {

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0.8",
            description = "0 always takes the likeliest token (default ${DEFAULT-VALUE})")
    private float temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "keep the K likeliest, 0 for all (default ${DEFAULT-VALUE})")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "keep the likeliest tokens with this probability together (default ${DEFAULT-VALUE})")
    private float topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "drop tokens below this share of the likeliest (default ${DEFAULT-VALUE})")
    private float minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            defaultValue = "1",
            description = "1 is off (default ${DEFAULT-VALUE})")
    private float repetitionPenalty;

    @Option(
            names = "--presence-penalty",
            paramLabel = "R",
            defaultValue = "0",
            description = "(default ${DEFAULT-VALUE})")
    private float presencePenalty;

    @Option(
            names = "--frequency-penalty",
            paramLabel = "R",
            defaultValue = "0",
            description = "(default ${DEFAULT-VALUE})")
    private float frequencyPenalty;

    @Option(
            names = "--logit-bias",
            paramLabel = "ID=VALUE",
            description = "add this to the logits of a token, from -100 to 100; may be given several times")
    private Map<Integer, Float> logitBias = Map.of();

    @Option(names = "--seed", paramLabel = "N", description = "same seed, same text (default: a new one, printed)")
    private Long seed;

    /// The options; a seed that nobody gave is chosen and told.
    SamplingOptions options() {
        long chosen = seed != null ? seed : System.nanoTime() & 0xFFFF_FFFFL;
        if (seed == null && temperature > 0) {
            System.err.println("seed " + chosen);
        }
        return new SamplingOptions(
                temperature, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty, chosen, logitBias);
    }
}
