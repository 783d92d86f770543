package formers.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Texts from files, folders, globs, zip archives, gzip files, JSON lines (field `text`) or standard input (`-`), in an
/// order that depends on names alone. Documents are read when they are visited, one at a time.
public final class Corpus {

    /// Bytes of the largest single document: what one string can hold, with room to spare.
    private static final long LARGEST = 1L << 30;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> sources;
    private final String filter;

    private Corpus(List<String> sources, String filter) {
        this.sources = List.copyOf(sources);
        this.filter = filter;
    }

    /// @param sources paths, globs, or `-` for standard input
    /// @param filter  glob over names inside folders and archives, such as `java.base/java/**/*.java`; null for all
    public static Corpus of(List<String> sources, String filter) {
        return new Corpus(sources, filter);
    }

    /// The Java sources of this JDK's `java.base`, packages `java.*`: text that is on every machine with a JDK.
    ///
    /// @throws InputException if this Java has no `lib/src.zip`
    public static Corpus jdkSources() {
        var archive = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        if (!Files.exists(archive)) {
            throw new InputException("this Java (%s) has no lib/src.zip with the JDK's sources; use a full JDK, or give your own text with --data"
                    .formatted(System.getProperty("java.home")));
        }
        return of(List.of(archive.toString()), "java.base/java/**/*.java");
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
            } catch (IOException e) {
                throw new InputException("cannot read %s: %s".formatted(source, e.getMessage()), e);
            }
        }
        if (visited[0] == 0) {
            throw new InputException("no text in %s%s; give files, folders, archives or globs that contain some"
                    .formatted(String.join(", ", sources), filter == null ? "" : " matching " + filter));
        }
    }

    private void visit(String source, Consumer<Document> visitor) throws IOException {
        if (source.equals("-")) {
            read("standard input", System.in, visitor);
            return;
        }
        var path = Path.of(source);
        if (Files.isDirectory(path)) {
            visitFolder(path, visitor);
        } else if (Files.exists(path)) {
            visitFile(path, path.getFileName().toString(), visitor);
        } else if (source.matches(".*[*?\\[{].*")) {
            visitGlob(source, visitor);
        } else {
            throw new InputException("there is no file or folder " + source);
        }
    }

    private void visitFolder(Path folder, Consumer<Document> visitor) throws IOException {
        for (var file : filesBelow(folder)) {
            var name = folder.relativize(file).toString().replace('\\', '/');
            if (matches(name)) {
                visitFile(file, name, visitor);
            }
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private void visitGlob(String glob, Consumer<Document> visitor) throws IOException {
        int wild = glob.split("[*?\\[{]", 2)[0].lastIndexOf('/');
        var root = Path.of(wild < 0 ? "." : glob.substring(0, Math.max(1, wild)));
        if (!Files.isDirectory(root)) {
            throw new InputException("there is no folder %s for the glob %s".formatted(root, glob));
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        int found = 0;
        for (var file : filesBelow(root)) {
            var named = wild < 0 ? root.relativize(file) : file;
            if (matcher.matches(named)) {
                found++;
                visitFile(file, named.toString(), visitor);
            }
        }
        if (found == 0) {
            throw new InputException("no file matches " + glob);
        }
    }

    private boolean matches(String name) {
        return filter == null || matcher().matches(Path.of(name));
    }

    private PathMatcher matcher() {
        return FileSystems.getDefault().getPathMatcher("glob:" + filter);
    }

    private void visitFile(Path file, String name, Consumer<Document> visitor) throws IOException {
        if (name.endsWith(".zip") || name.endsWith(".jar")) {
            visitArchive(file, visitor);
        } else if (name.endsWith(".gz")) {
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                read(name.substring(0, name.length() - 3), in, visitor);
            }
        } else {
            try (var in = Files.newInputStream(file)) {
                read(name, in, visitor);
            }
        }
    }

    private void visitArchive(Path archive, Consumer<Document> visitor) throws IOException {
        try (var zip = new ZipFile(archive.toFile())) {
            var entries = new ArrayList<ZipEntry>();
            zip.stream()
                    .filter(entry -> !entry.isDirectory() && matches(entry.getName()))
                    .forEach(entries::add);
            entries.sort(Comparator.comparing(ZipEntry::getName));
            if (entries.isEmpty()) {
                throw new InputException("no entry of %s matches %s".formatted(archive, filter));
            }
            for (var entry : entries) {
                try (var in = zip.getInputStream(entry)) {
                    read(entry.getName(), in, visitor);
                }
            }
        }
    }

    private static void read(String name, InputStream in, Consumer<Document> visitor) throws IOException {
        byte[] bytes = in.readNBytes((int) LARGEST);
        if (bytes.length == LARGEST) {
            throw new InputException("%s has more than %d bytes; split it into several files".formatted(name, LARGEST));
        }
        var text = decode(name, bytes);
        if (name.endsWith(".jsonl")) {
            readLines(name, text, visitor);
        } else {
            visitor.accept(new Document(name, text));
        }
    }

    private static String decode(String name, byte[] bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder(); // reports, unlike a String constructor
        var in = ByteBuffer.wrap(bytes);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException e) {
            throw new InputException("%s is not UTF-8: byte 0x%02X at offset %d begins no valid character; convert it, or leave it out"
                    .formatted(name, bytes[Math.min(in.position(), bytes.length - 1)], in.position()), e);
        }
    }

    private static void readLines(String name, String text, Consumer<Document> visitor) {
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                var field = JSON.readTree(line).get("text");
                if (field == null || !field.isString()) {
                    throw new InputException("%s line %d has no string field 'text'".formatted(name, number));
                }
                visitor.accept(new Document(name + ":" + number, field.stringValue()));
            } catch (JacksonException e) {
                throw new InputException("%s line %d is not JSON: %s".formatted(name, number, e.getOriginalMessage()), e);
            }
        }
    }

    @Override
    public String toString() {
        return String.join(", ", sources) + (filter == null ? "" : " (" + filter + ")");
    }
}
