package formers.training;

import formers.models.checkpoint.Safetensors;
import formers.models.checkpoint.SafetensorsWriter;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The parameters of a run at its last few evaluations, to be averaged at its end (Vaswani et al. 2017, section
/// 6.1), in the folder `snapshots` of the run.
final class Snapshots {

    private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.safetensors");

    private final Path folder;
    private final int kept;

    /// @param kept how many to keep; 0 for none at all
    Snapshots(Path directory, int kept) {
        this.folder = directory.resolve("snapshots");
        this.kept = kept;
    }

    /// Forgets what a run that continues after `step` will make anew.
    void rewind(long step) throws IOException {
        for (var file : files()) {
            if (step == 0 || step(file) > step) {
                Files.delete(file);
            }
        }
    }

    /// Keeps the parameters as they are; the oldest ones above the number kept go.
    void keep(long step, Map<String, Tensor> parameters) throws IOException {
        if (kept == 0) {
            return;
        }
        Files.createDirectories(folder);
        var writer = new SafetensorsWriter();
        parameters.forEach((name, parameter) -> writer.tensor(name, parameter.detach()));
        writer.write(folder.resolve("step-%d.safetensors".formatted(step)));
        var files = files();
        for (var old : files.subList(0, Math.max(0, files.size() - kept))) {
            Files.delete(old);
        }
    }

    int count() throws IOException {
        return files().size();
    }

    /// Sets the parameters to the mean of what was kept. A parameter that stands in several places is one
    /// parameter and stays so.
    void average(Map<String, Tensor> parameters) throws IOException {
        var files = files();
        for (var entry : parameters.entrySet()) {
            var parameter = entry.getValue();
            var sums = new double[parameter.size()];
            var read = Tensor.zeros(parameter.shape().extents());
            for (var file : files) {
                try (var snapshot = Safetensors.open(file)) {
                    snapshot.read(entry.getKey(), read);
                }
                float[] values = read.toArray();
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += values[i];
                }
            }
            var mean = new float[sums.length];
            for (int i = 0; i < sums.length; i++) {
                mean[i] = (float) (sums[i] / files.size());
            }
            parameter.assign(Tensor.wrap(mean, parameter.shape().extents()));
        }
    }

    /// Oldest first.
    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(Snapshots::step))
                    .toList();
        }
    }

    private static long step(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }
}
