package formers.training;

import formers.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// `samples.txt`: what the model wrote at each evaluation, under a heading with the step.
final class Samples {

    private static final Pattern HEADING = Pattern.compile("(?m)^=== step (\\d+) ===$");

    private final Path file;
    private final StringBuilder text;

    private Samples(Path file, StringBuilder text) {
        this.file = file;
        this.text = text;
    }

    /// Opens the file of a run that continues after `step`, dropping later samples, or starts it.
    static Samples open(Path file, long step) throws IOException {
        var text = new StringBuilder();
        if (Files.exists(file)) {
            text.append(Files.readString(file));
            var heading = HEADING.matcher(text);
            while (heading.find()) {
                if (Long.parseLong(heading.group(1)) > step) {
                    text.setLength(heading.start());
                    break;
                }
            }
        }
        if (step == 0) {
            text.setLength(0);
        }
        return new Samples(file, text);
    }

    void add(long step, String sample) throws IOException {
        text.append("=== step ").append(step).append(" ===\n").append(sample).append("\n\n");
        AtomicFile.writeText(file, text.toString());
    }
}
