package formers.models.nn;

import formers.tensor.RandomSource;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parameters of a model, asked for by name while it is built: a fresh model initialises them from a seed, a stored
/// one reads them, through the same constructors.
///
/// ```java
/// var attention = parameters.at("blocks.0.attention");
/// var weight = attention.get("qkv.weight", Initializer.normal(0.02f), 3 * width, width);
/// ```
public final class Parameters {

    /// Where stored parameters come from.
    public interface Source {
        /// The shape stored under `name`; null if there is none.
        Shape shape(String name);

        /// Reads the parameter into a tensor of that shape.
        void read(String name, Tensor into);

        /// Every name there is.
        List<String> names();
    }

    private final String prefix;
    private final Store store;

    private record Store(
            RandomSource random,
            Source source,
            Map<String, Tensor> tensors,
            List<String> missing,
            List<String> misshapen) {}

    private Parameters(String prefix, Store store) {
        this.prefix = prefix;
        this.store = store;
    }

    /// Fresh parameters. Each one depends on the seed and its own name, not on the order in which it was asked for.
    public static Parameters initialised(long seed) {
        var random = RandomSource.seeded(seed).at("parameters");
        return new Parameters(
                "", new Store(random, null, new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>()));
    }

    /// Parameters read from `source`; what it lacks is listed in [#report].
    public static Parameters reading(Source source) {
        return new Parameters(
                "", new Store(null, source, new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>()));
    }

    /// The parameters below `name`.
    public Parameters at(String name) {
        return new Parameters(prefix + name + ".", store);
    }

    /// The parameter `name` of the given shape.
    ///
    /// @throws IllegalStateException if it was asked for before: two parts of a model would share it unknowingly
    public Tensor get(String name, Initializer initializer, int... extents) {
        String full = prefix + name;
        var shape = Shape.of(extents);
        var tensor = Tensor.wrap(new float[shape.size()], extents);
        if (store.tensors.putIfAbsent(full, tensor) != null) {
            throw new IllegalStateException("parameter " + full + " was asked for twice");
        }
        if (store.source == null) {
            initializer.fill(tensor, store.random.at(full));
        } else {
            read(full, shape, tensor);
        }
        return tensor;
    }

    private void read(String name, Shape shape, Tensor into) {
        var found = store.source.shape(name);
        if (found == null) {
            store.missing.add(name + " " + shape);
        } else if (!found.equals(shape)) {
            store.misshapen.add("%s: expected %s, found %s".formatted(name, shape, found));
        } else {
            store.source.read(name, into);
        }
    }

    /// Every parameter asked for so far, by full name, in that order.
    public Map<String, Tensor> all() {
        return Collections.unmodifiableMap(store.tensors);
    }

    /// Number of scalar parameters.
    public long count() {
        return store.tensors.values().stream().mapToLong(Tensor::size).sum();
    }

    /// Asks for the gradient of every parameter.
    public void requireGradients() {
        store.tensors.values().forEach(Tensor::withGradient);
    }

    /// What reading did. Nothing is ignored silently.
    public LoadReport report() {
        var unexpected = new ArrayList<String>();
        if (store.source != null) {
            for (var name : store.source.names()) {
                if (!store.tensors.containsKey(name)) {
                    unexpected.add(name);
                }
            }
        }
        return new LoadReport(List.copyOf(store.missing), unexpected, List.copyOf(store.misshapen));
    }
}
