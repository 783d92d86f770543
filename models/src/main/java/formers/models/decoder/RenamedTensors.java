package formers.models.decoder;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.TensorStore;
import formers.models.nn.Parameters;
import formers.tensor.PackedWeights;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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
    private String heldName; // of the tensor of all experts read last
    private float[] held;

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
            case TRANSPOSED -> first.rank() == 2 ? Shape.of(first.extent(1), first.extent(0)) : first;
            case ROWS -> joined(stored, found);
            case HEADS -> first;
            case STACKED, STACKED_PAIRS -> ofOneExpert(first);
        };
    }

    private static Shape ofOneExpert(Shape all) {
        return switch (all.rank()) {
            case 2 -> Shape.of(all.extent(1));
            case 3 -> Shape.of(all.extent(2), all.extent(1));
            default -> all;
        };
    }

    private Shape joined(TensorNames.Stored stored, List<String> found) {
        int wanted = 0;
        int total = 0;
        boolean even = true;
        var first = weights.shape(found.getFirst());
        for (int i = 0; i < found.size(); i++) {
            var shape = weights.shape(found.get(i));
            if (shape.rank() == 0 || !shape.range(1, shape.rank()).equals(first.range(1, first.rank()))) {
                throw new CheckpointException("tensors %s and %s: expected parts of one matrix, found shapes %s and %s"
                        .formatted(found.getFirst(), found.get(i), first, shape));
            }
            int rows = stored.parts().get(i).rows().count(config, shape.extent(0));
            even &= rows == shape.extent(0);
            wanted = Math.addExact(wanted, rows);
            total = Math.addExact(total, shape.extent(0));
        }
        if (!even && wanted == total) {
            // Right together and wrong apart: the joined shape would not show it.
            throw new CheckpointException("tensors %s: expected the rows that config.json implies, found %s"
                    .formatted(found, found.stream().map(weights::shape).toList()));
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
                case AS_IS -> weights.read(name, into);
                case TRANSPOSED -> readTransposed(name, into);
                case ROWS -> {
                    int end = row + weights.shape(name).extent(0);
                    weights.read(name, into.slice(0, row, end));
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
        if (stored.layout() != TensorNames.Layout.AS_IS && stored.layout() != TensorNames.Layout.ROWS) {
            return null;
        }
        var parts = new ArrayList<PackedWeights>();
        for (var part : stored.parts()) {
            var packed = weights.packed(find(weights, table, part.name()));
            if (packed == null) {
                return null;
            }
            parts.add(packed);
        }
        return PackedWeights.joined(parts);
    }

    /// The part of one expert, as we keep it.
    private float[] expert(String name, int expert, Tensor into) {
        if (!name.equals(heldName)) {
            held = weights.floats(name);
            heldName = name;
        }
        int size = into.size();
        if (held.length % size != 0 || held.length / size <= expert) {
            throw new CheckpointException("tensor %s: expected room for expert %d, found shape %s"
                    .formatted(name, expert, weights.shape(name)));
        }
        var mine = Arrays.copyOfRange(held, expert * size, (expert + 1) * size);
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
