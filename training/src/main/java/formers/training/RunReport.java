package formers.training;

import formers.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Writes `report.html` of a run directory from its metrics and samples.
public final class RunReport {

    private RunReport() {}

    /// @param configuration what was asked for
    /// @param environment   the machine
    /// @param parameters    size of the model, as people say it
    public static void write(
            Path directory,
            String title,
            TrainingResult result,
            Map<String, String> configuration,
            Map<String, String> environment,
            String parameters)
            throws IOException {
        var summary = new LinkedHashMap<String, String>();
        summary.put("parameters", parameters);
        summary.put("steps", Long.toString(result.steps()));
        summary.put("training loss", nats(result.trainLoss()));
        summary.put("validation loss", nats(result.validationLoss()));
        if (Double.isFinite(result.validationLoss())) {
            summary.put("perplexity", String.format(Locale.ROOT, "%.2f", Math.exp(result.validationLoss())));
        }
        summary.put("model kept", "step " + result.bestStep());
        summary.put("training time", Report.duration(result.seconds()));
        summary.put(
                "ending",
                switch (result.ending()) {
                    case COMPLETE -> "complete";
                    case STOPPED_EARLY -> "stopped early: the validation loss no longer improved";
                    case INTERRUPTED -> "interrupted: can be resumed";
                });
        var samples = directory.resolve("samples.txt");
        var report = new Report(
                title,
                Metrics.read(directory.resolve("metrics.jsonl")),
                summary,
                configuration,
                environment,
                Files.exists(samples) ? Files.readString(samples) : "");
        AtomicFile.writeText(directory.resolve("report.html"), report.html());
    }

    private static String nats(double loss) {
        return Double.isFinite(loss) ? String.format(Locale.ROOT, "%.4f nats per token", loss) : "none";
    }
}
