package formers.models.decoder;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.TensorStore;
import formers.models.gguf.GgufFile;
import formers.models.gguf.GgufTensor;
import formers.tensor.PackedWeights;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import formers.tensor.WeightPacker;
import formers.tensor.packed.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// The tensors of a GGUF file as those of any other, but that packed ones are empty until [#pack].
final class GgufTensors implements TensorStore {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Elements that are made floats at a time.
    private static final int CHUNK = 1 << 20;

    private final GgufFile file;
    private final WeightPacker packer = new WeightPacker();

    GgufTensors(GgufFile file) {
        this.file = file;
    }

    @Override
    public boolean contains(String name) {
        return file.tensor(name) != null;
    }

    @Override
    public List<String> names() {
        return file.tensors().stream().map(GgufTensor::name).toList();
    }

    @Override
    public Shape shape(String name) {
        var tensor = file.tensor(name);
        if (tensor == null) {
            return null;
        }
        try {
            return Shape.of(tensor.extents().stream().mapToInt(Math::toIntExact).toArray());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new CheckpointException(
                    file.file(), "tensor %s: %s is too large".formatted(name, tensor.extents()), e);
        }
    }

    @Override
    public void read(String name, Tensor into) {
        var tensor = file.tensor(name);
        if (tensor.format() == WeightFormat.F32 || into.rank() != 2) {
            into.set(floats(name));
            return;
        }
        // A few rows at a time: a large matrix would take as much memory again for each step.
        int columns = into.extent(1);
        int some = Math.max(1, CHUNK / Math.max(1, columns));
        long rowBytes = tensor.format().bytes(columns);
        for (int row = 0; row < into.extent(0); row += some) {
            int end = Math.min(row + some, into.extent(0));
            var data = tensor.data().asSlice(row * rowBytes, (end - row) * rowBytes);
            PackedWeights.of(tensor.format(), data, end - row, columns).decode(into.slice(0, row, end));
        }
    }

    @Override
    public float[] floats(String name) {
        var tensor = file.tensor(name);
        return floats(tensor.format(), tensor.data(), shape(name));
    }

    @Override
    public float[] floats(String name, int index) {
        return floats(file.tensor(name).format(), data(name, index), part(name));
    }

    @Override
    public PackedWeights packed(String name) {
        var tensor = file.tensor(name);
        return packed(tensor.format(), tensor.data(), shape(name));
    }

    @Override
    public PackedWeights packed(String name, int index) {
        return packed(file.tensor(name).format(), data(name, index), part(name));
    }

    /// Fills the packed tensors that were asked for.
    void pack() {
        packer.pack();
    }

    private MemorySegment data(String name, int index) {
        var data = file.tensor(name).data();
        long bytes = data.byteSize() / shape(name).extent(0);
        return data.asSlice(index * bytes, bytes);
    }

    private Shape part(String name) {
        var whole = shape(name);
        return whole.range(1, whole.rank());
    }

    private static float[] floats(WeightFormat format, MemorySegment data, Shape shape) {
        var values = new float[shape.size()];
        if (format == WeightFormat.F32) {
            MemorySegment.copy(data, FLOAT, 0, values, 0, values.length);
        } else if (values.length > 0) {
            int columns = shape.extent(-1);
            int rows = values.length / columns;
            PackedWeights.of(format, data, rows, columns).decode(Tensor.wrap(values, rows, columns));
        }
        return values;
    }

    private PackedWeights packed(WeightFormat format, MemorySegment data, Shape shape) {
        return format == WeightFormat.F32 || shape.rank() != 2
                ? null
                : packer.add(format, data, shape.extent(0), shape.extent(1));
    }
}
