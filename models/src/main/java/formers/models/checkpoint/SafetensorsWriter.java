package formers.models.checkpoint;

import formers.tensor.ElementType;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.ObjectWriteContext;

/// Writes tensors to a safetensors file, which appears as a whole or not at all. Hugging Face's library loads it.
///
/// ```java
/// new SafetensorsWriter()
///         .tensor("wte.weight", DType.BF16, embedding)
///         .longs("step", new int[] {}, new long[] {step}, 0)
///         .write(directory.resolve("model.safetensors"));
/// ```
///
/// Nothing is copied when a tensor is added: its values are taken when [#write] runs, piece by piece,
/// so that a model needs no second copy in memory. The same tensors give the same bytes, in whatever
/// order they were added: larger element types come first, which aligns all data, then the name
/// decides.
public final class SafetensorsWriter {

    private record Item(String name, DType dtype, Shape shape, TensorValues values) {
        long bytes() {
            return dtype.bytes(shape.size());
        }
    }

    // The header's length is rounded up to this, so that the data begins aligned for every element type.
    private static final int ALIGNMENT = 8;

    private final Map<String, Item> items = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();

    /// A writer without tensors. Its metadata is `format: pt`, without which Hugging Face Transformers refuses a
    /// file.
    public SafetensorsWriter() {
        metadata.put("format", "pt");
    }

    /// Adds a string to the file's metadata, in place of one with the same key.
    ///
    /// @throws IllegalArgumentException if key or value has half a surrogate pair
    public SafetensorsWriter metadata(String key, String value) {
        if (!SafetensorsHeaderParser.isText(key) || !SafetensorsHeaderParser.isText(value)) {
            throw new IllegalArgumentException("metadata must be Unicode text, found half a surrogate pair: " + key);
        }
        metadata.put(key, value);
        return this;
    }

    /// Adds a tensor as it is, F32 or I32.
    ///
    /// @throws IllegalArgumentException if the name is not printable text, or taken
    public SafetensorsWriter tensor(String name, Tensor tensor) {
        return switch (tensor.type()) {
            case F32 -> tensor(name, DType.F32, tensor);
            case I32 -> ints(name, tensor.shape().extents(), tensor.toInts(), 0);
            case PACKED -> tensor(name, DType.F32, tensor);
        };
    }

    /// Adds a float tensor, to be stored as F32, F16 or BF16, rounded to nearest, ties to even.
    ///
    /// @throws IllegalArgumentException also if `dtype` is another one, or the tensor has integers
    public SafetensorsWriter tensor(String name, DType dtype, Tensor tensor) {
        if (tensor.type() != ElementType.F32) {
            throw new IllegalArgumentException("tensor %s: expected floats, to be stored as %s, found %s"
                    .formatted(
                            name,
                            dtype,
                            tensor.type() == ElementType.PACKED
                                    ? "packed weights, which are only to run; load the model without packing to save it"
                                    : tensor.type()));
        }
        requireFloat(name, dtype);
        return add(new Item(name, dtype, tensor.shape(), new TensorValues.OfTensor(tensor)));
    }

    /// Adds the floats of `values` from `offset` on, in the given shape, to be stored as F32, F16 or BF16.
    ///
    /// @throws IllegalArgumentException also if there are too few values, or `dtype` is another one
    public SafetensorsWriter floats(String name, DType dtype, int[] extents, float[] values, int offset) {
        requireFloat(name, dtype);
        var shape = requireFits(name, extents, values.length, offset);
        return add(new Item(name, dtype, shape, new TensorValues.Floats(values, offset)));
    }

    /// Adds the integers of `values` from `offset` on, in the given shape, as I32.
    ///
    /// @throws IllegalArgumentException also if there are too few values
    public SafetensorsWriter ints(String name, int[] extents, int[] values, int offset) {
        var shape = requireFits(name, extents, values.length, offset);
        return add(new Item(name, DType.I32, shape, new TensorValues.Ints(values, offset)));
    }

    /// Adds the integers of `values` from `offset` on, in the given shape, as I64.
    ///
    /// @throws IllegalArgumentException also if there are too few values
    public SafetensorsWriter longs(String name, int[] extents, long[] values, int offset) {
        var shape = requireFits(name, extents, values.length, offset);
        return add(new Item(name, DType.I64, shape, new TensorValues.Longs(values, offset)));
    }

    private static void requireFloat(String name, DType dtype) {
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new IllegalArgumentException(
                    "tensor %s: floats can be stored as F32, F16 or BF16, not as %s".formatted(name, dtype));
        }
    }

    private static Shape requireFits(String name, int[] extents, int available, int offset) {
        var shape = Shape.of(extents);
        if (offset < 0 || available - offset < shape.size()) {
            throw new IllegalArgumentException(
                    "tensor %s: shape %s needs %d values from index %d on, found an array of %d"
                            .formatted(name, shape, shape.size(), offset, available));
        }
        return shape;
    }

    private SafetensorsWriter add(Item item) {
        if (!SafetensorsHeaderParser.validName(item.name()) || item.name().equals(SafetensorsHeaderParser.METADATA)) {
            throw new IllegalArgumentException("not a name for a tensor: \"" + item.name() + "\"");
        }
        if (items.putIfAbsent(item.name(), item) != null) {
            throw new IllegalArgumentException("there is a tensor " + item.name() + " already");
        }
        return this;
    }

    /// Bytes the data of all tensors takes; the file is longer by its header.
    public long dataBytes() {
        return items.values().stream().mapToLong(Item::bytes).sum();
    }

    /// Writes the file, in place of an older one.
    ///
    /// @throws IllegalArgumentException if a finite value is beyond the range of F16 or BF16; an older file stays
    /// @throws IOException              if the disk is full or fails; an older file stays
    public void write(Path file) throws IOException {
        write(file, Disk.SYSTEM);
    }

    void write(Path file, Disk disk) throws IOException {
        var ordered = new ArrayList<>(items.values()); // by name already, and sorting is stable
        ordered.sort(Comparator.comparingInt((Item item) -> item.dtype().bits()).reversed());
        var header = header(ordered);
        var encoder = new TensorEncoder();
        try (var output = AtomicFile.replacing(file, header.remaining() + dataBytes(), disk)) {
            output.write(header);
            for (var item : ordered) {
                int piece = encoder.pieceOf(item.dtype());
                for (int from = 0; from < item.shape().size(); from += piece) {
                    int count = Math.min(piece, item.shape().size() - from);
                    output.write(encoder.encode(item.name(), item.dtype(), item.values(), from, count));
                }
            }
            output.commit();
        }
    }

    private ByteBuffer header(List<Item> ordered) {
        var json = json(ordered);
        int length = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        if (length > SafetensorsHeader.LONGEST) {
            throw new IllegalArgumentException(
                    "a header of %d bytes is longer than the %d a reader accepts; write several files"
                            .formatted(length, SafetensorsHeader.LONGEST));
        }
        var header =
                ByteBuffer.allocate(SafetensorsHeader.LENGTH_FIELD + length).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(length).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private byte[] json(List<Item> ordered) {
        var bytes = new ByteArrayOutputStream();
        try (var json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeName(SafetensorsHeaderParser.METADATA).writeStartObject();
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            long begin = 0;
            for (var item : ordered) {
                json.writeName(item.name()).writeStartObject();
                json.writeStringProperty("dtype", item.dtype().name());
                json.writeName("shape");
                int[] extents = item.shape().extents();
                json.writeArray(extents, 0, extents.length);
                json.writeName("data_offsets");
                json.writeArray(new long[] {begin, begin + item.bytes()}, 0, 2);
                json.writeEndObject();
                begin += item.bytes();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
