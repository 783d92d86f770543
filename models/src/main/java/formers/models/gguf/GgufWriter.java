package formers.models.gguf;

import formers.models.checkpoint.AtomicFile;
import formers.tensor.packed.WeightEncoder;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a GGUF file, version 3. Tensors are encoded one after the other while they are written; the file
/// appears as a whole or not at all.
public final class GgufWriter {

    private static final int VERSION = 3;
    private static final int CHUNK = 1 << 20;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Item> items = new LinkedHashMap<>();

    /// Hands out the elements of a tensor, piece by piece.
    @FunctionalInterface
    public interface Elements {
        /// Puts elements `from..from+count-1`, row by row, at the beginning of `to`.
        void read(long from, int count, float[] to);
    }

    private record Item(String name, List<Long> extents, WeightFormat format, long bytes, Elements elements) {

        long count() {
            return extents.stream().reduce(1L, Math::multiplyExact);
        }
    }

    /// Adds a pair.
    ///
    /// @param value an `Integer` (stored as u32), `Long` (i64), `Float`, `Double`, `Boolean`, `String`,
    ///              or a list of strings, of `Integer` (i32) or of `Float`
    /// @throws IllegalArgumentException if it is of another type
    public GgufWriter metadata(String key, Object value) {
        type(value instanceof List<?> list ? first(list) : value);
        metadata.put(key, value);
        return this;
    }

    /// Adds a tensor.
    ///
    /// @param extents slowest first, `[rows, columns]` for a matrix
    /// @throws IllegalArgumentException if the format cannot be written, rows are not whole blocks of
    ///                                  it, or the name is taken
    public GgufWriter tensor(String name, List<Long> extents, WeightFormat format, Elements elements) {
        WeightEncoder.of(format);
        long rows = extents.stream().limit(extents.size() - 1L).reduce(1L, Math::multiplyExact);
        long bytes = Math.multiplyExact(rows, format.bytes(extents.getLast()));
        if (items.put(name, new Item(name, List.copyOf(extents), format, bytes, elements)) != null) {
            throw new IllegalArgumentException("tensor " + name + " was added twice");
        }
        return this;
    }

    /// Names of the tensors so far.
    public Set<String> names() {
        return items.keySet();
    }

    /// Writes everything, in place of an older file.
    public void write(Path file) throws IOException {
        byte[] header = header();
        long size = aligned(header.length);
        for (var item : items.values()) {
            size += aligned(item.bytes);
        }
        try (var out = AtomicFile.replacing(file, size)) {
            out.write(ByteBuffer.wrap(header));
            pad(out, header.length);
            for (var item : items.values()) {
                write(item, out);
                pad(out, item.bytes);
            }
            out.commit();
        }
    }

    private static void write(Item item, AtomicFile out) throws IOException {
        int block = item.format.blockElements();
        int chunk = CHUNK / block * block;
        var values = new float[(int) Math.min(chunk, item.count())];
        for (long from = 0; from < item.count(); from += chunk) {
            int count = (int) Math.min(chunk, item.count() - from);
            item.elements.read(from, count, values);
            out.write(ByteBuffer.wrap(WeightEncoder.encode(item.format, values, 0, count)));
        }
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, (long) GgufHeader.USUAL_ALIGNMENT) * GgufHeader.USUAL_ALIGNMENT;
    }

    private static void pad(AtomicFile out, long written) throws IOException {
        out.write(ByteBuffer.allocate((int) (aligned(written) - written)));
    }

    private byte[] header() {
        var to = new Growing();
        to.int32(GgufHeader.MAGIC).int32(VERSION).int64(items.size()).int64(metadata.size());
        metadata.forEach((key, value) -> {
            to.string(key);
            if (value instanceof List<?> list) {
                to.int32(9).int32(listType(first(list))).int64(list.size());
                list.forEach(to::value);
            } else {
                to.int32(type(value));
                to.value(value);
            }
        });
        long offset = 0;
        for (var item : items.values()) {
            to.string(item.name).int32(item.extents.size());
            item.extents.reversed().forEach(to::int64);
            to.int32(item.format.number()).int64(offset);
            offset += aligned(item.bytes);
        }
        return to.bytes();
    }

    /// Of an empty list, which has no type, a string.
    private static Object first(List<?> list) {
        return list.isEmpty() ? "" : list.getFirst();
    }

    private static int listType(Object element) {
        return element instanceof Integer ? 5 : type(element);
    }

    private static int type(Object value) {
        return switch (value) {
            case Integer _ -> 4;
            case Float _ -> 6;
            case Boolean _ -> 7;
            case String _ -> 8;
            case Long _ -> 11;
            case Double _ -> 12;
            default -> throw new IllegalArgumentException("GGUF has no type for " + value.getClass());
        };
    }

    /// Little-endian bytes.
    private static final class Growing {
        private final List<byte[]> pieces = new ArrayList<>();
        private int size;

        Growing int32(int value) {
            return add(buffer(4).putInt(value));
        }

        Growing int64(long value) {
            return add(buffer(8).putLong(value));
        }

        Growing string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return int64(utf8.length).add(ByteBuffer.wrap(utf8));
        }

        void value(Object value) {
            switch (value) {
                case Integer number -> int32(number);
                case Float number -> int32(Float.floatToRawIntBits(number));
                case Boolean truth -> add(buffer(1).put((byte) (truth ? 1 : 0)));
                case String text -> string(text);
                case Long number -> int64(number);
                case Double number -> int64(Double.doubleToRawLongBits(number));
                default -> throw new IllegalStateException("checked when it was added: " + value);
            }
        }

        private static ByteBuffer buffer(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        private Growing add(ByteBuffer piece) {
            pieces.add(piece.array());
            size += piece.capacity();
            return this;
        }

        byte[] bytes() {
            var all = ByteBuffer.allocate(size);
            pieces.forEach(all::put);
            return all.array();
        }
    }
}
