package formers.models.decoder;

import formers.models.checkpoint.TensorStore;
import formers.models.decoder.TensorNames.Rows;
import formers.models.nn.Parameters;
import formers.tensor.PackedWeights;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The tensors of a checkpoint under our names and in our layout.
final class RenamedTensors implements Parameters.Source {

    private final TensorStore weights;
    private final TensorNames table;
    private final DecoderConfig config;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> claimed = new HashSet<>();

    RenamedTensors(TensorStore weights, TensorNames table, DecoderConfig config) {
        this.weights = weights;
        this.table = table;
        this.config = config;
    }

    /// The name under which the file holds the tensor; null if it does not.
    static String find(TensorStore weights, TensorNames table, String name) {
        return table.spellings(name).stream()
                .filter(weights::contains)
                .findFirst()
                .orElse(null);
    }

    /// Says that the tensor `name` of the file is expected, though no parameter is read from it.
    void claim(String name) {
        claimed.add(name);
    }

    @Override
    public Shape shape(String parameter) {
        var stored = table.of(parameter);
        var found = new ArrayList<String>();
        for (var part : stored.parts()) {
            var name = find(weights, table, part.name());
            if (name != null) {
                claimed.add(name);
                found.add(name);
            }
        }
        if (found.size() < stored.parts().size()) {
            return null;
        }
        asked.add(parameter);
        var first = weights.shape(found.getFirst());
        return switch (stored.layout()) {
            case AS_IS -> first;
            case TRANSPOSED -> transposed(first);
            case ROWS ->
                joined(stored, found, found.stream().map(weights::shape).toList());
            case HEADS -> first;
            case STACKED, STACKED_PAIRS -> transposed(ofOneExpert(found.getFirst()));
            case STACKED_ROWS ->
                joined(stored, found, found.stream().map(this::ofOneExpert).toList());
            case VECTOR -> first.rank() == 1 ? Shape.of(1, first.extent(0)) : first;
        };
    }

    private static Shape transposed(Shape shape) {
        return shape.rank() == 2 ? Shape.of(shape.extent(1), shape.extent(0)) : shape;
    }

    private Shape ofOneExpert(String name) {
        var all = weights.shape(name);
        int count = Rows.experts(config).count();
        if (all.rank() < 2 || all.rank() > 3 || all.extent(0) != count) {
            throw new IllegalArgumentException(
                    "tensor %s: expected %d experts, one after the other, found shape %s".formatted(name, count, all));
        }
        return all.range(1, all.rank());
    }

    private Shape joined(TensorNames.Stored stored, List<String> found, List<Shape> shapes) {
        int wanted = 0;
        int total = 0;
        boolean even = true;
        var first = shapes.getFirst();
        for (int i = 0; i < found.size(); i++) {
            var shape = shapes.get(i);
            if (shape.rank() == 0 || !shape.range(1, shape.rank()).equals(first.range(1, first.rank()))) {
                throw new IllegalArgumentException(
                        "tensors %s and %s: expected parts of one matrix, found shapes %s and %s"
                                .formatted(found.getFirst(), found.get(i), first, shape));
            }
            int rows = stored.parts().get(i).rows().count(config, shape.extent(0));
            even &= rows == shape.extent(0);
            wanted = Math.addExact(wanted, rows);
            total = Math.addExact(total, shape.extent(0));
        }
        if (!even && wanted == total) {
            // Right together and wrong apart: the joined shape would not show it.
            throw new IllegalArgumentException(
                    "tensors %s: expected the rows that the configuration implies, found %s".formatted(found, shapes));
        }
        return first.with(0, total);
    }

    @Override
    public void read(String parameter, Tensor into) {
        var stored = table.of(parameter);
        int row = 0;
        for (var part : stored.parts()) {
            var name = find(weights, table, part.name());
            switch (stored.layout()) {
                case AS_IS, VECTOR -> weights.read(name, into);
                case TRANSPOSED -> readTransposed(name, into);
                case ROWS -> {
                    int end = row + weights.shape(name).extent(0);
                    weights.read(name, into.slice(0, row, end));
                    row = end;
                }
                case STACKED_ROWS -> {
                    int end = row + weights.shape(name).extent(1);
                    into.slice(0, row, end).set(weights.floats(name, stored.expert()));
                    row = end;
                }
                case HEADS ->
                    into.set(Matrices.picked(
                            weights.floats(name), Matrices.turns(3, config.heads(), config.headWidth())));
                case STACKED -> into.set(expert(name, stored.expert(), into));
                case STACKED_PAIRS ->
                    into.set(Matrices.picked(
                            expert(name, stored.expert(), into), Matrices.turns(2, into.extent(0) / 2, 1)));
            }
        }
    }

    /// Matrices that lie in the file as they are used.
    @Override
    public PackedWeights packed(String parameter) {
        var stored = table.of(parameter);
        var parts = new ArrayList<PackedWeights>();
        for (var part : stored.parts()) {
            var name = find(weights, table, part.name());
            var packed = switch (stored.layout()) {
                case AS_IS, ROWS -> weights.packed(name);
                case STACKED_ROWS -> weights.packed(name, stored.expert());
                case TRANSPOSED, HEADS, STACKED, STACKED_PAIRS, VECTOR -> null;
            };
            if (packed == null) {
                return null;
            }
            parts.add(packed);
        }
        return PackedWeights.joined(parts);
    }

    /// The part of one expert, as we keep it.
    private float[] expert(String name, int expert, Tensor into) {
        var mine = weights.floats(name, expert);
        return into.rank() == 2 ? Matrices.transposed(mine, into.extent(1), into.extent(0)) : mine;
    }

    private void readTransposed(String name, Tensor into) {
        if (into.rank() == 2) {
            into.set(Matrices.transposed(weights.floats(name), into.extent(1), into.extent(0)));
        } else {
            weights.read(name, into);
        }
    }

    /// Parameters by our names, then what the file holds besides, by its own.
    @Override
    public List<String> names() {
        var names = new ArrayList<>(asked);
        for (var name : weights.names()) {
            if (!claimed.contains(name) && !table.ignores(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /// The tensors of the file that are missing, or all that make up the parameter.
    @Override
    public String describe(String parameter) {
        var names =
                table.of(parameter).parts().stream().map(TensorNames.Part::name).toList();
        var missing = names.stream()
                .filter(name -> find(weights, table, name) == null)
                .toList();
        return (missing.isEmpty() ? names : missing).stream().collect(Collectors.joining(" + "));
    }
}
