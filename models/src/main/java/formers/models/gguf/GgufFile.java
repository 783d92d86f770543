package formers.models.gguf;

import formers.models.checkpoint.CheckpointException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// A model in GGUF, versions 2 and 3, in one file or split into several (`NAME-00001-of-00003.gguf`), mapped
/// into memory until nobody uses it any more.
public final class GgufFile {

    private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final int MOST_PARTS = 10_000;

    private final Path file;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

    private GgufFile(Path file, GgufMetadata metadata) {
        this.file = file;
        this.metadata = metadata;
    }

    /// Opens a file, or the first of several with the others beside it. Nothing of the weights is read.
    ///
    /// @throws CheckpointException if it is not a well-formed GGUF file, or a part is missing
    /// @throws IOException         if it cannot be read
    public static GgufFile open(Path file) throws IOException {
        var first = header(file);
        var whole = new GgufFile(file, first.metadata());
        whole.add(file, first);
        int parts = first.metadata().intOr("split.count", 1, 0, MOST_PARTS);
        if (parts > 1) {
            whole.addOthers(parts);
        }
        return whole;
    }

    private static GgufHeader header(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": no such file");
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return GgufHeader.read(file, bytes);
        }
    }

    private void addOthers(int parts) throws IOException {
        var name = PART.matcher(file.getFileName().toString());
        if (!name.matches() || !name.group(2).equals("00001")) {
            throw new CheckpointException(
                    file,
                    "it is one of %d parts: expected the first, NAME-00001-of-%05d.gguf, with the others beside it"
                            .formatted(parts, parts));
        }
        for (int part = 2; part <= parts; part++) {
            var other = file.resolveSibling("%s-%05d-of-%05d.gguf".formatted(name.group(1), part, parts));
            if (!Files.isRegularFile(other)) {
                throw new CheckpointException(
                        file, "it has %d parts, and %s is missing".formatted(parts, other.getFileName()));
            }
            add(other, header(other));
        }
    }

    private void add(Path part, GgufHeader header) {
        for (var tensor : header.tensors()) {
            if (tensors.put(tensor.name(), tensor) != null) {
                throw new CheckpointException(
                        part, "tensor %s: expected in one part, found in two".formatted(tensor.name()));
            }
        }
    }

    public Path file() {
        return file;
    }

    public GgufMetadata metadata() {
        return metadata;
    }

    /// All tensors, in the order of the directory.
    public Collection<GgufTensor> tensors() {
        return tensors.values();
    }

    /// A tensor; null if there is none of that name.
    public GgufTensor tensor(String name) {
        return tensors.get(name);
    }
}
