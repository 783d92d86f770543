package formers.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Texts from files, folders, globs, zip archives, gzip files, JSON lines (field `text`) or standard
/// input (`-`), in an order that depends on names alone. Documents are read when they are visited, one
/// at a time; empty ones are left out.
public final class Corpus {

    private final List<String> sources;
    private final String filter;
    private final Predicate<String> matches;
    private final DocumentReader reader;

    private Corpus(List<String> sources, String filter, DocumentReader reader) {
        this.sources = List.copyOf(sources);
        this.filter = filter;
        this.matches = filter == null ? _ -> true : Glob.of(filter);
        this.reader = reader;
    }

    /// @param sources paths, globs, or `-` for standard input
    /// @param filter  glob over names inside folders and archives, such as `java.base/java/**/*.java`; null for
    ///                all
    /// @throws InputException if the filter is malformed
    public static Corpus of(List<String> sources, String filter) {
        return new Corpus(sources, filter, new DocumentReader(false));
    }

    /// The Java sources of this JDK's `java.base`, packages `java.*`: text that is on every machine with a JDK.
    ///
    /// @throws InputException if this Java has no `lib/src.zip`
    public static Corpus jdkSources() {
        return of(List.of(JdkSources.archive().toString()), "java.base/java/**/*.java");
    }

    /// The same texts, with U+FFFD where they are not UTF-8 instead of an error.
    public Corpus replacingInvalid() {
        return new Corpus(sources, filter, new DocumentReader(true));
    }

    /// Visits every document.
    ///
    /// @throws InputException if a source is missing, unreadable or not UTF-8, or there is no text at all
    public void forEach(Consumer<Document> visitor) {
        int[] visited = {0};
        Consumer<Document> counting = document -> {
            if (!document.text().isEmpty()) {
                visited[0]++;
                visitor.accept(document);
            }
        };
        for (var source : sources) {
            try {
                visit(source, counting);
            } catch (AccessDeniedException e) {
                throw new InputException("no permission to read %s".formatted(e.getFile()), e);
            } catch (IOException e) {
                throw new InputException("cannot read %s: %s".formatted(source, e.getMessage()), e);
            }
        }
        if (visited[0] == 0) {
            throw new InputException("no text in %s; give files, folders, archives or globs that contain some"
                    .formatted(sources.isEmpty() ? "an empty list of sources" : this));
        }
    }

    private void visit(String source, Consumer<Document> visitor) throws IOException {
        if (source.equals("-")) {
            reader.read("standard input", System.in, visitor);
            return;
        }
        var path = Path.of(source);
        if (Files.isDirectory(path)) {
            visitFolder(path, visitor);
        } else if (Files.exists(path)) {
            visitFile(path, path.getFileName().toString(), visitor);
        } else if (Glob.isGlob(source)) {
            visitGlob(source, visitor);
        } else {
            throw new InputException("there is no file or folder '%s'; check the path (it is relative to %s)"
                    .formatted(source, Path.of("").toAbsolutePath()));
        }
    }

    private void visitFolder(Path folder, Consumer<Document> visitor) throws IOException {
        for (var file : filesBelow(folder)) {
            var name = withSlashes(folder.relativize(file));
            if (matches.test(name)) {
                visitFile(file, name, visitor);
            }
        }
    }

    private void visitGlob(String glob, Consumer<Document> visitor) throws IOException {
        int wild = glob.split("[*?\\[{]", 2)[0].lastIndexOf('/');
        var root = Path.of(wild < 0 ? "" : glob.substring(0, Math.max(1, wild)));
        if (!Files.isDirectory(root)) {
            throw new InputException("there is no folder '%s' for the glob '%s'".formatted(root, glob));
        }
        var named = Glob.of(glob.substring(wild + 1));
        int found = 0;
        for (var file : filesBelow(root)) {
            var name = withSlashes(root.relativize(file));
            if (named.test(name)) {
                found++;
                visitFile(file, name, visitor);
            }
        }
        if (found == 0) {
            throw new InputException("no file matches '%s'".formatted(glob));
        }
    }

    private static String withSlashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Corpus::withSlashes))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void visitFile(Path file, String name, Consumer<Document> visitor) throws IOException {
        if (name.endsWith(".zip") || name.endsWith(".jar")) {
            visitArchive(file, visitor);
        } else {
            try (InputStream in = Files.newInputStream(file)) {
                reader.read(name, in, visitor);
            }
        }
    }

    private void visitArchive(Path archive, Consumer<Document> visitor) throws IOException {
        try (var zip = new ZipFile(archive.toFile())) {
            var entries = new ArrayList<ZipEntry>();
            zip.stream()
                    .filter(entry -> !entry.isDirectory() && matches.test(entry.getName()))
                    .forEach(entries::add);
            if (entries.isEmpty()) {
                throw new InputException(
                        filter == null
                                ? archive + " is an empty archive"
                                : "no entry of %s matches '%s'".formatted(archive, filter));
            }
            entries.sort(Comparator.comparing(ZipEntry::getName));
            for (var entry : entries) {
                try (var in = zip.getInputStream(entry)) {
                    reader.read(entry.getName(), in, visitor);
                }
            }
        }
    }

    @Override
    public String toString() {
        return String.join(", ", sources) + (filter == null ? "" : " (" + filter + ")");
    }
}
