package formers.papers.report;

import formers.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A folder of files that belong together, replaced as a whole: it is filled beside its place and then
/// renamed.
final class ReportFolder {

    private ReportFolder() {}

    static void requireReplaceable(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IOException(
                    "cannot write a report into %s: it is a file; choose another --out".formatted(folder));
        }
        for (var file : files(folder)) {
            var name = file.getFileName().toString();
            boolean ours = name.equals(Report.PAGE) || name.equals(Report.NUMBERS) || name.endsWith(".csv");
            if (!ours || Files.isDirectory(file)) {
                throw new IOException(
                        "cannot write a report into %s: it holds %s, which is of no report; choose another --out or move that away"
                                .formatted(folder, name));
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static void replace(Path folder, Map<String, String> files) throws IOException {
        requireReplaceable(folder);
        var target = folder.toAbsolutePath();
        var parent = Files.createDirectories(target.getParent());
        var fresh = Files.createTempDirectory(parent, "." + target.getFileName() + "-new-");
        try {
            for (var file : files.entrySet()) {
                AtomicFile.writeText(fresh.resolve(file.getKey()), file.getValue());
            }
            swap(fresh, target);
        } finally {
            delete(fresh);
        }
    }

    /// No system renames a folder over another that has files, so the old one steps aside first; it comes
    /// back if the new one cannot take its place.
    private static void swap(Path fresh, Path target) throws IOException {
        if (!Files.exists(target)) {
            Files.move(fresh, target);
            return;
        }
        var old = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-old-");
        Files.delete(old);
        Files.move(target, old);
        try {
            Files.move(fresh, target);
        } catch (IOException e) {
            Files.move(old, target);
            throw e;
        }
        delete(old);
    }

    private static void delete(Path folder) throws IOException {
        for (var file : files(folder)) {
            Files.delete(file);
        }
        try {
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException gone) {
            // renamed, as it should be
        }
    }
}
