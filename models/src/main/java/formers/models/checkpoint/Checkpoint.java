package formers.models.checkpoint;

import formers.models.nn.Parameters;
import formers.tensor.PackedWeights;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightFormat;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The stored tensors of a model, in one safetensors file or in several that an index names. A model reads
/// its parameters from it as [Parameters.Source]:
///
/// ```java
/// try (var weights = Checkpoint.open(directory)) {
///     var parameters = Parameters.reading(weights);
///     …
/// }
/// ```
///
/// Reading is thread-safe until [#close].
public final class Checkpoint implements Parameters.Source, TensorStore, Closeable {

    private final Path origin;
    private final List<Safetensors> files;
    private final Map<String, Safetensors> fileOf = new LinkedHashMap<>();

    private Checkpoint(Path origin, List<Safetensors> files) {
        this.origin = origin;
        this.files = files;
        for (var file : files) {
            for (var entry : file.entries()) {
                fileOf.put(entry.name(), file);
            }
        }
    }

    /// Opens `path`: a safetensors file, or a directory with `model.safetensors`, or one with
    /// `model.safetensors.index.json` and the shards it names.
    ///
    /// @throws CheckpointException if a file is not well-formed, index and shards disagree, or there are no
    ///                             weights
    /// @throws IOException         if a file cannot be read
    public static Checkpoint open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return new Checkpoint(path, List.of(Safetensors.open(path)));
        }
        var single = path.resolve(ModelDirectory.WEIGHTS);
        if (Files.exists(single)) {
            return new Checkpoint(single, List.of(Safetensors.open(single)));
        }
        var index = path.resolve(ModelDirectory.SHARD_INDEX);
        if (Files.exists(index)) {
            return openShards(path, index);
        }
        throw ModelDirectory.missing(path, ModelDirectory.WEIGHTS + " or " + ModelDirectory.SHARD_INDEX);
    }

    private static Checkpoint openShards(Path directory, Path index) throws IOException {
        var shards = ShardIndex.read(index).tensorsByShard();
        var opened = new ArrayList<Safetensors>();
        try {
            for (var shard : shards.entrySet()) {
                var path = directory.resolve(shard.getKey());
                if (!Files.exists(path)) {
                    throw new NoSuchFileException("%s: the shard %s it names is missing; it holds %d tensors"
                            .formatted(index, shard.getKey(), shard.getValue().size()));
                }
                var file = Safetensors.open(path);
                opened.add(file);
                requireAgreement(index, file, shard.getValue());
            }
            return new Checkpoint(index, List.copyOf(opened));
        } catch (IOException | RuntimeException | Error e) {
            opened.forEach(Safetensors::close);
            throw e;
        }
    }

    private static void requireAgreement(Path index, Safetensors shard, Set<String> indexed) {
        for (var name : indexed) {
            if (!shard.contains(name)) {
                throw new CheckpointException(
                        shard.file(),
                        "expected tensor %s, which %s places here; it is not there".formatted(name, index));
            }
        }
        for (var entry : shard.entries()) {
            if (!indexed.contains(entry.name())) {
                throw new CheckpointException(
                        shard.file(),
                        "expected only tensors that %s places here, found %s too".formatted(index, entry.name()));
            }
        }
    }

    /// The strings under `__metadata__` of the file; of several, the first one's.
    public Map<String, String> metadata() {
        return files.isEmpty() ? Map.of() : files.getFirst().metadata();
    }

    /// Every tensor, file by file, in the order of the data.
    public List<TensorEntry> entries() {
        return files.stream().flatMap(file -> file.entries().stream()).toList();
    }

    @Override
    public List<String> names() {
        return List.copyOf(fileOf.keySet());
    }

    @Override
    public boolean contains(String name) {
        return fileOf.containsKey(name);
    }

    /// The tensor `name`.
    ///
    /// @throws CheckpointException if there is none
    public TensorEntry entry(String name) {
        return file(name).entry(name);
    }

    /// The shape stored under `name`; null if there is none.
    ///
    /// @throws CheckpointException if it is too large for a tensor
    @Override
    public Shape shape(String name) {
        return contains(name) ? entry(name).tensorShape() : null;
    }

    /// As [Safetensors#read(String, Tensor)].
    @Override
    public void read(String name, Tensor into) {
        file(name).read(name, into);
    }

    /// As [Safetensors#read(String, long, int, float[], int)].
    public void read(String name, long from, int count, float[] target, int at) {
        file(name).read(name, from, count, target, at);
    }

    /// As [Safetensors#floats].
    @Override
    public float[] floats(String name) {
        return file(name).floats(name);
    }

    /// Matrices of F16 and BF16.
    @Override
    public PackedWeights packed(String name) {
        var shape = shape(name);
        return shape == null ? null : packed(entry(name).dtype(), bytes(name), shape);
    }

    @Override
    public float[] floats(String name, int index) {
        int size = part(name).size();
        var values = new float[size];
        read(name, (long) index * size, size, values, 0);
        return values;
    }

    @Override
    public PackedWeights packed(String name, int index) {
        long bytes = entry(name).bytes() / shape(name).extent(0);
        return packed(entry(name).dtype(), bytes(name).asSlice(index * bytes, bytes), part(name));
    }

    private Shape part(String name) {
        var whole = shape(name);
        return whole.range(1, whole.rank());
    }

    private static PackedWeights packed(DType type, MemorySegment bytes, Shape shape) {
        if (shape.rank() != 2 || shape.size() == 0) {
            return null;
        }
        return switch (type) {
            case F16 -> PackedWeights.of(WeightFormat.F16, bytes, shape.extent(0), shape.extent(1));
            case BF16 -> PackedWeights.of(WeightFormat.BF16, bytes, shape.extent(0), shape.extent(1));
            default -> null;
        };
    }

    /// As [Safetensors#ints].
    public int[] ints(String name) {
        return file(name).ints(name);
    }

    /// As [Safetensors#longs].
    public long[] longs(String name) {
        return file(name).longs(name);
    }

    /// As [Safetensors#bytes].
    public MemorySegment bytes(String name) {
        return file(name).bytes(name);
    }

    private Safetensors file(String name) {
        var file = fileOf.get(name);
        if (file == null) {
            throw new CheckpointException(
                    origin, "expected a tensor %s, found %s".formatted(name, Names.sample(fileOf.keySet())));
        }
        return file;
    }

    /// Unmaps all files.
    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }
}
