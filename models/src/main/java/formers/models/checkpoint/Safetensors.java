package formers.models.checkpoint;

import formers.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One safetensors file, mapped into memory. Its header is checked in full before anything is read or
/// allocated for it: lengths, types, shapes, and that the tensors cover the data without overlap or
/// hole.
///
/// Reading is thread-safe until [#close].
public final class Safetensors implements Closeable {

    private final Path file;
    private final SafetensorsHeader header;
    private final Map<String, TensorEntry> byName = new HashMap<>();
    private final Arena arena;
    private final MemorySegment data;

    private Safetensors(Path file, SafetensorsHeader header, Arena arena, MemorySegment data) {
        this.file = file;
        this.header = header;
        this.arena = arena;
        this.data = data;
        for (var entry : header.entries()) {
            byName.put(entry.name(), entry);
        }
    }

    /// Opens `file`.
    ///
    /// @throws CheckpointException if it is not a well-formed safetensors file
    /// @throws IOException         if it cannot be read
    public static Safetensors open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": no such file");
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = SafetensorsHeader.read(file, channel);
            var arena = Arena.ofShared();
            try {
                var data = channel.map(FileChannel.MapMode.READ_ONLY, header.dataStart(), header.dataSize(), arena);
                return new Safetensors(file, header, arena, data);
            } catch (IOException | RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        }
    }

    public Path file() {
        return file;
    }

    /// The strings under `__metadata__`; empty if there are none.
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// All tensors, in the order of their data.
    public List<TensorEntry> entries() {
        return header.entries();
    }

    public boolean contains(String name) {
        return byName.containsKey(name);
    }

    /// The tensor `name`.
    ///
    /// @throws CheckpointException if there is none
    public TensorEntry entry(String name) {
        var entry = byName.get(name);
        if (entry == null) {
            throw new CheckpointException(
                    file, "expected a tensor %s, found %s".formatted(name, Names.sample(byName.keySet())));
        }
        return entry;
    }

    /// The bytes of a tensor, little-endian and row-major, not copied. Read-only; gone after [#close].
    public MemorySegment bytes(String name) {
        return bytes(entry(name));
    }

    private MemorySegment bytes(TensorEntry entry) {
        return data.asSlice(entry.begin(), entry.bytes());
    }

    /// Reads elements `from..from+count-1` of tensor `name` (F64, F32, F16 or BF16) to `target`, from index `at`
    /// on.
    ///
    /// @throws CheckpointException       if there is no such tensor, or it has another type
    /// @throws IndexOutOfBoundsException if the range lies outside the tensor or the target
    public void read(String name, long from, int count, float[] target, int at) {
        var entry = entry(name);
        if (!entry.dtype().isFloat()) {
            throw new CheckpointException(file, "tensor %s: expected F64, F32, F16 or BF16".formatted(entry));
        }
        Objects.checkFromIndexSize(from, count, entry.elements());
        Objects.checkFromIndexSize(at, count, target.length);
        Elements.toFloats(bytes(entry), entry.dtype(), from, count, target, at);
    }

    /// All elements of tensor `name` (F64, F32, F16 or BF16), row-major.
    ///
    /// @throws CheckpointException also if there are more than an array can hold
    public float[] floats(String name) {
        var values = new float[count(entry(name))];
        read(name, 0, values.length, values, 0);
        return values;
    }

    /// Reads tensor `name` into `target`.
    ///
    /// @throws CheckpointException also if the shapes differ
    public void read(String name, Tensor target) {
        var shape = entry(name).tensorShape();
        if (!shape.equals(target.shape())) {
            throw new CheckpointException(
                    file, "tensor %s: expected shape %s, found %s".formatted(name, target.shape(), shape));
        }
        var piece = new float[Math.min(shape.size(), 1 << 16)];
        for (int done = 0; done < shape.size(); done += piece.length) {
            int count = Math.min(piece.length, shape.size() - done);
            read(name, done, count, piece, 0);
            target.write(done, piece, 0, count);
        }
    }

    /// All elements of tensor `name` (any integer type but U64, or BOOL), row-major.
    ///
    /// @throws CheckpointException if there is no such tensor, it has another type, or more elements than an
    ///                             array
    public long[] longs(String name) {
        var entry = entry(name);
        if (!entry.dtype().isInteger()) {
            throw new CheckpointException(file, "tensor %s: expected an integer type".formatted(entry));
        }
        var values = new long[count(entry)];
        Elements.toLongs(bytes(entry), entry.dtype(), 0, values.length, values, 0);
        return values;
    }

    /// As [#longs], for values that fit 32 bits.
    ///
    /// @throws CheckpointException also if one does not
    public int[] ints(String name) {
        var longs = longs(name);
        var values = new int[longs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) longs[i];
            if (values[i] != longs[i]) {
                throw new CheckpointException(
                        file, "tensor %s: expected 32-bit integers, found %d at index %d".formatted(name, longs[i], i));
            }
        }
        return values;
    }

    private int count(TensorEntry entry) {
        if (entry.elements() > Integer.MAX_VALUE - 8) {
            throw new CheckpointException(
                    file,
                    "tensor %s: expected at most 2^31 - 9 elements for one array; read it in parts".formatted(entry));
        }
        return (int) entry.elements();
    }

    /// Unmaps the file. What [#bytes] returned must not be used any more, and throws if it is.
    @Override
    public void close() {
        arena.close();
    }
}
