package formers.cli;

import formers.models.decoder.Presets;
import formers.models.scaling.ChinchillaTable;
import formers.models.scaling.ParametricLaw;
import java.util.Comparator;
import java.util.Locale;

/// What a budget of compute buys, by each law.
final class Budget {

    private static final String LINE = "%-46s %11s %9s %10s  %s%n";
    private static final int NEAREST = 3;

    private Budget() {}

    static void print(double flops) {
        System.out.printf(Locale.ROOT, LINE, "law", "parameters", "tokens", "per param.", "loss");
        print("Hoffmann 2022, refitted by Besiroglu 2024", ParametricLaw.REFITTED, flops);
        print("Hoffmann 2022, as printed (approach 3)", ParametricLaw.PRINTED, flops);
        double size = ChinchillaTable.parameters(flops);
        line("Hoffmann 2022, table 3 (approach 1)", size, flops / (6 * size), "");
        double best = ParametricLaw.REFITTED.optimum(flops).parameters();
        System.out.println();
        System.out.println("presets of about the size that the first of them says:");
        Presets.all().values().stream()
                .sorted(Comparator.comparingDouble(
                        preset -> Math.abs(Math.log(preset.config().parameterCount() / best))))
                .limit(NEAREST)
                .forEach(preset -> System.out.printf(
                        Locale.ROOT,
                        "  %-18s %10s  %s%n",
                        preset.name(),
                        ModelsCommand.count(preset.config().parameterCount()),
                        preset.summary()));
    }

    private static void print(String name, ParametricLaw law, double flops) {
        var optimum = law.optimum(flops);
        line(name, optimum.parameters(), optimum.tokens(), String.format(Locale.ROOT, "%.3f", optimum.loss()));
    }

    private static void line(String name, double parameters, double tokens, String loss) {
        System.out.printf(
                Locale.ROOT,
                LINE,
                name,
                ModelsCommand.count(Math.round(parameters)),
                tokens(tokens),
                String.format(Locale.ROOT, "%.1f", tokens / parameters),
                loss);
    }

    /// A number of tokens as people say it.
    static String tokens(double tokens) {
        return tokens < 1e12
                ? ModelsCommand.count(Math.round(tokens))
                : String.format(Locale.ROOT, "%.2fT", tokens / 1e12);
    }
}
