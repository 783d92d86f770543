package formers.cli;

import formers.models.decoder.DecoderConfig;
import formers.models.scaling.ChinchillaTable;
import formers.models.scaling.DecoderCompute;
import formers.models.scaling.ForwardFlops;
import formers.models.scaling.ParametricLaw;
import java.util.ArrayList;
import java.util.Locale;

/// What training a decoder takes, and what comes of it, in words.
record Compute(DecoderConfig config) {

    private static final ParametricLaw LAW = ParametricLaw.REFITTED;

    /// Operations for a token.
    String perToken() {
        var compute = new DecoderCompute(config);
        int context = config.context();
        return String.format(
                Locale.ROOT,
                "%.3g forward, %.3g in training, at %,d tokens",
                compute.forward(context).total() / context,
                compute.trainingPerToken(context),
                context);
    }

    /// What is said of training without counting.
    String rulesOfThumb() {
        var compute = new DecoderCompute(config);
        return String.format(
                Locale.ROOT,
                "6N = %.3g, with attention as PaLM's authors count %.3g",
                compute.ruleOfThumb(),
                compute.palm(config.context()));
    }

    /// What share of them each part of the decoder has.
    String parts() {
        var forward = ForwardFlops.of(config, config.context());
        var parts = new ArrayList<String>();
        addPart(parts, "embedding", forward.embedding(), forward);
        addPart(parts, "projections", forward.projections(), forward);
        addPart(parts, "scores", forward.scores(), forward);
        addPart(parts, "distances", forward.distances(), forward);
        addPart(parts, "feed-forward", forward.feedForward(), forward);
        addPart(parts, "output", forward.output(), forward);
        return String.join(", ", parts);
    }

    private static void addPart(ArrayList<String> parts, String name, double flops, ForwardFlops all) {
        if (flops > 0) {
            parts.add(String.format(Locale.ROOT, "%s %.1f%%", name, 100 * flops / all.total()));
        }
    }

    /// The tokens for which a decoder of this size is the best choice, by the refitted law and by table 3 of
    /// Chinchilla.
    String optimalTokens() {
        double active = new DecoderCompute(config).activeParameters();
        var optimum = LAW.optimumFor(active);
        return String.format(
                Locale.ROOT,
                "%s (%.1f per parameter), %.3g FLOPs, loss %.2f; Chinchilla: %s",
                Count.of(optimum.tokens()),
                optimum.tokensPerParameter(),
                optimum.flops(),
                optimum.loss(),
                Count.of(ChinchillaTable.TRAINING_CURVES.tokens(active)));
    }

    /// What this decoder makes of a budget, and what the best one would.
    String of(double budget) {
        double active = new DecoderCompute(config).activeParameters();
        double tokens = budget / (6 * active);
        var best = LAW.optimum(budget);
        return String.format(
                Locale.ROOT,
                "%.3g FLOPs train it on %s tokens: loss %.2f; best is %s on %s: %.2f",
                budget,
                Count.of(tokens),
                LAW.loss(active, tokens),
                Count.of(best.parameters()),
                Count.of(best.tokens()),
                best.loss());
    }
}
