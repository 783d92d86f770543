package formers.models.translation.transformer;

import formers.models.checkpoint.SafetensorsWriter;
import formers.models.checkpoint.TensorStore;
import formers.models.nn.Parameters;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The tensors of a file under our names.
final class FileTensors implements Parameters.Source {

    private final TensorStore weights;
    private final FileNames names;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> claimed = new HashSet<>();

    FileTensors(TensorStore weights, FileNames names) {
        this.weights = weights;
        this.names = names;
    }

    /// Adds a model's parameters to a file.
    static void write(Parameters parameters, FileNames names, SafetensorsWriter writer) {
        parameters.all().forEach((parameter, tensor) -> {
            var pieces = names.of(parameter).getFirst().pieces();
            int rows = tensor.extent(0) / pieces.size();
            for (int i = 0; i < pieces.size(); i++) {
                var piece = pieces.size() == 1 ? tensor : tensor.slice(0, i * rows, (i + 1) * rows);
                writer.tensor(pieces.get(i).name(), piece.detach());
            }
        });
    }

    private boolean holds(Stored way) {
        return way.pieces().stream().allMatch(piece -> weights.contains(piece.name()));
    }

    private Stored find(String parameter) {
        return names.of(parameter).stream().filter(this::holds).findFirst().orElse(null);
    }

    /// The shape that the pieces have together; null unless the file has all of them. Pieces that do not fit
    /// each other give a shape of their own, which no parameter has.
    @Override
    public Shape shape(String parameter) {
        Shape shape = null;
        for (var way : names.of(parameter)) {
            if (holds(way)) {
                way.pieces().forEach(piece -> claimed.add(piece.name()));
                shape = shape == null ? shape(way) : shape;
            }
        }
        if (shape != null) {
            asked.add(parameter);
        }
        return shape;
    }

    private Shape shape(Stored way) {
        var pieces = way.pieces();
        var first = weights.shape(pieces.getFirst().name());
        if (pieces.size() == 1 && pieces.getFirst().parts() == 1) {
            return first;
        }
        int parts = pieces.getFirst().parts();
        boolean even = first.rank() > 0 && first.extent(0) % parts == 0;
        boolean alike =
                pieces.stream().allMatch(piece -> weights.shape(piece.name()).equals(first));
        if (!even || !alike) {
            return Shape.of(pieces.stream()
                    .mapToInt(piece -> weights.shape(piece.name()).size())
                    .sum());
        }
        return first.with(0, first.extent(0) / parts * pieces.size());
    }

    @Override
    public void read(String parameter, Tensor into) {
        var pieces = find(parameter).pieces();
        int size = into.size() / pieces.size();
        for (int i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            if (piece.parts() == 1) {
                weights.read(piece.name(), pieces.size() == 1 ? into : rows(into, i, pieces.size()));
            } else {
                into.write(i * size, weights.floats(piece.name()), piece.part() * size, size);
            }
        }
    }

    private static Tensor rows(Tensor into, int part, int parts) {
        int rows = into.extent(0) / parts;
        return into.slice(0, part * rows, (part + 1) * rows);
    }

    /// Parameters by our names, then what the file holds besides, by its own.
    @Override
    public List<String> names() {
        var all = new ArrayList<>(asked);
        for (var name : weights.names()) {
            if (!claimed.contains(name) && !names.ignores(name)) {
                all.add(name);
            }
        }
        return all;
    }

    /// What the file calls it; where it has none of the ways, what we would.
    @Override
    public String describe(String parameter) {
        var way = find(parameter);
        return (way == null ? names.of(parameter).getFirst() : way)
                .pieces().stream().map(Stored.Piece::name).collect(Collectors.joining(" + "));
    }
}
