package formers.cli;

import formers.models.decoder.Presets;
import formers.models.scaling.ChinchillaTable;
import formers.models.scaling.DecoderCompute;
import formers.models.scaling.KaplanLaw;
import formers.models.scaling.Optimum;
import formers.models.scaling.ParametricLaw;
import java.util.Comparator;
import java.util.Locale;

/// What a budget of compute buys, by each law.
///
/// @param flops floating-point operations of a whole training
record Budget(double flops) {

    private static final String LINE = "%-46s %11s %9s %10s %7s";
    private static final int NEAREST = 3;

    Budget {
        if (!(flops > 0) || Double.isInfinite(flops)) {
            throw new IllegalArgumentException(
                    "a budget must be a number above 0, such as 1e21 (operations of a whole training); found " + flops);
        }
    }

    void print() {
        line("law", "parameters", "tokens", "per param.", "loss");
        var best = ParametricLaw.REFITTED.optimum(flops);
        line("Hoffmann 2022, refitted by Besiroglu 2024", best);
        line("Hoffmann 2022, approach 1: training curves", ChinchillaTable.TRAINING_CURVES);
        line("Hoffmann 2022, approach 2: equal compute", ChinchillaTable.EQUAL_COMPUTE);
        line("Hoffmann 2022, approach 3: law as printed", ParametricLaw.PRINTED.optimum(flops));
        line("Kaplan 2020, without embeddings", KaplanLaw.optimum(flops));
        System.out.println();
        System.out.println("presets of about the size that the first of them says, each with its whole budget:");
        Presets.all().values().stream()
                .sorted(Comparator.comparingDouble(preset -> Math.abs(Math.log(active(preset) / best.parameters()))))
                .limit(NEAREST)
                .forEach(this::line);
    }

    /// What a law of `6·N·D` operations counts as N.
    private static double active(Presets.Preset preset) {
        return new DecoderCompute(preset.config()).activeParameters();
    }

    private void line(Presets.Preset preset) {
        double parameters = active(preset);
        double tokens = flops / (6 * parameters);
        line(
                "  " + preset.name(),
                new Optimum(flops, parameters, tokens, ParametricLaw.REFITTED.loss(parameters, tokens)));
    }

    private void line(String name, ChinchillaTable table) {
        double parameters = table.parameters(flops);
        double tokens = flops / (6 * parameters);
        line(name, Count.of(parameters), Count.of(tokens), ratio(tokens / parameters), "");
    }

    private static void line(String name, Optimum optimum) {
        line(
                name,
                Count.of(optimum.parameters()),
                Count.of(optimum.tokens()),
                ratio(optimum.tokensPerParameter()),
                String.format(Locale.ROOT, "%.3f", optimum.loss()));
    }

    private static void line(String name, String parameters, String tokens, String ratio, String loss) {
        System.out.println(String.format(Locale.ROOT, LINE, name, parameters, tokens, ratio, loss)
                .stripTrailing());
    }

    private static String ratio(double tokensPerParameter) {
        return String.format(Locale.ROOT, tokensPerParameter < 1e6 ? "%.1f" : "%.2g", tokensPerParameter);
    }
}
