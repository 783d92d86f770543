package formers.models.decoder;

import formers.models.checkpoint.DType;
import formers.models.checkpoint.SafetensorsWriter;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parameters of a decoder under the names and in the layout of a family, on their way to a file: the
/// counterpart of [RenamedTensors].
final class WrittenTensors {

    private final SafetensorsWriter writer;
    private final TensorNames table;
    private final DecoderConfig config;
    private final DType type;
    private final Map<String, Stack> stacks = new LinkedHashMap<>();

    /// A tensor that grows by one expert at a time.
    private record Stack(List<Integer> extents, List<float[]> experts) {}

    WrittenTensors(SafetensorsWriter writer, TensorNames table, DecoderConfig config, DType type) {
        this.writer = writer;
        this.table = table;
        this.config = config;
        this.type = type;
    }

    void add(String parameter, Tensor tensor) {
        var stored = table.of(parameter);
        var name = stored.parts().getFirst().name();
        switch (stored.layout()) {
            case AS_IS -> writer.tensor(name, type, tensor);
            case ROWS -> addRows(stored, tensor);
            case TRANSPOSED -> {
                if (tensor.rank() == 2) {
                    add(name, transposed(tensor.toArray(), tensor), tensor.extent(1), tensor.extent(0));
                } else {
                    writer.tensor(name, type, tensor);
                }
            }
            case HEADS -> {
                int[] order = Matrices.turns(3, config.heads(), config.headWidth());
                add(
                        name,
                        Matrices.putBack(tensor.toArray(), order),
                        tensor.shape().extents());
            }
            case STACKED -> stack(name, tensor.toArray(), tensor);
            case STACKED_PAIRS -> {
                int[] order = Matrices.turns(2, tensor.extent(0) / 2, 1);
                stack(name, Matrices.putBack(tensor.toArray(), order), tensor);
            }
        }
    }

    private void addRows(TensorNames.Stored stored, Tensor tensor) {
        int row = 0;
        for (var part : stored.parts()) {
            int end = row + part.rows().count(config, tensor.extent(0));
            writer.tensor(part.name(), type, tensor.slice(0, row, end));
            row = end;
        }
    }

    private static float[] transposed(float[] values, Tensor like) {
        return Matrices.transposed(values, like.extent(0), like.extent(1));
    }

    private void stack(String name, float[] values, Tensor like) {
        boolean matrix = like.rank() == 2;
        var extents = matrix ? List.of(like.extent(1), like.extent(0)) : List.of(like.extent(0));
        stacks.computeIfAbsent(name, _ -> new Stack(extents, new ArrayList<>()))
                .experts()
                .add(matrix ? transposed(values, like) : values);
    }

    /// Writes what waited for all experts.
    void finish() {
        stacks.forEach((name, stack) -> {
            int size = stack.experts().getFirst().length;
            int count = stack.experts().size();
            var all = new float[Math.multiplyExact(size, count)];
            for (int e = 0; e < count; e++) {
                System.arraycopy(stack.experts().get(e), 0, all, e * size, size);
            }
            var extents = new ArrayList<>(stack.extents());
            extents.addFirst(count);
            add(name, all, extents.stream().mapToInt(Integer::intValue).toArray());
        });
    }

    private void add(String name, float[] values, int... extents) {
        writer.floats(name, type, extents, values, 0);
    }
}
