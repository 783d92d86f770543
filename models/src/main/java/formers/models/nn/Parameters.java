package formers.models.nn;

import formers.tensor.PackedWeights;
import formers.tensor.RandomSource;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parameters of a model, asked for by name while it is built: a fresh model initialises them from
/// a seed, a stored one reads them, through the same constructors.
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

        /// The parameter in the compact format in which it is stored, if it is and that is one of ours; null
        /// otherwise.
        default PackedWeights packed(String name) {
            return null;
        }

        /// Every name there is.
        List<String> names();

        /// What to call the parameter in messages, where the source has names of its own.
        default String describe(String name) {
            return name;
        }
    }

    private static final Tensor NOTHING = Tensor.wrap(new float[0], 0);

    private final String prefix;
    private final Store store;

    /// What is taken from a source.
    private enum Elements {
        NONE,
        FLOATS,
        AS_STORED
    }

    private record Store(
            RandomSource random,
            Source source,
            Elements elements,
            Map<String, Tensor> tensors,
            List<String> missing,
            List<String> misshapen,
            long[] count) {}

    private Parameters(Store store) {
        this("", store);
    }

    private Parameters(String prefix, Store store) {
        this.prefix = prefix;
        this.store = store;
    }

    /// Fresh parameters. Each one depends on the seed and its own name, not on the order in which it was
    /// asked for.
    public static Parameters initialised(long seed) {
        var random = RandomSource.seeded(seed).at("parameters");
        return new Parameters(store(random, null, Elements.FLOATS));
    }

    /// Parameters read from `source`. What it lacks, or has in another shape, is listed in [#report]
    /// and stands as a tensor without elements: memory is taken only for what is really stored,
    /// whatever a configuration claims.
    public static Parameters reading(Source source) {
        return new Parameters(store(null, source, Elements.FLOATS));
    }

    /// As [#reading], but weights that `source` has in a compact format stay in it: they take less memory,
    /// and can be multiplied with, not trained.
    public static Parameters readingAsStored(Source source) {
        return new Parameters(store(null, source, Elements.AS_STORED));
    }

    /// As [#reading], without reading: what the source lacks is known, but no parameter has elements.
    public static Parameters describing(Source source) {
        return new Parameters(store(null, source, Elements.NONE));
    }

    /// Parameters that are only counted: none of them takes memory, whatever the size of the model.
    public static Parameters counted() {
        return new Parameters(store(null, null, Elements.NONE));
    }

    private static Store store(RandomSource random, Source source, Elements elements) {
        return new Store(
                random, source, elements, new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new long[1]);
    }

    /// The parameters below `name`.
    public Parameters at(String name) {
        return new Parameters(prefix + name + ".", store);
    }

    /// The parameter `name` of the given shape.
    ///
    /// @throws IllegalStateException if it was asked for before: two parts of a model would share it
    ///                               unknowingly
    public Tensor get(String name, Initializer initializer, int... extents) {
        return get(name, false, initializer, extents);
    }

    /// As [#get], for a matrix `[rows, columns]` that is used by [Tensor#linear] and [Tensor#embedding]
    /// alone, and so may be packed.
    public Tensor weight(String name, Initializer initializer, int rows, int columns) {
        return get(name, true, initializer, rows, columns);
    }

    private Tensor get(String name, boolean mayBePacked, Initializer initializer, int... extents) {
        String full = prefix + name;
        if (store.tensors.containsKey(full)) {
            throw new IllegalStateException("parameter " + full + " was asked for twice");
        }
        store.count[0] += Arrays.stream(extents).asLongStream().reduce(1, Math::multiplyExact);
        Tensor tensor;
        if (store.source != null) {
            tensor = read(full, mayBePacked, Shape.of(extents));
        } else if (store.random != null) {
            tensor = initialised(full, Shape.of(extents), initializer);
        } else {
            tensor = NOTHING;
        }
        store.tensors.put(full, tensor);
        return tensor;
    }

    private Tensor initialised(String name, Shape shape, Initializer initializer) {
        var tensor = room(shape);
        initializer.fill(tensor, store.random.at(name));
        return tensor;
    }

    private Tensor read(String name, boolean mayBePacked, Shape shape) {
        var found = store.source.shape(name);
        if (found == null) {
            store.missing.add(store.source.describe(name) + " " + shape);
            return NOTHING;
        }
        if (!found.equals(shape)) {
            store.misshapen.add("%s: expected %s, found %s".formatted(store.source.describe(name), shape, found));
            return NOTHING;
        }
        if (store.elements == Elements.NONE) {
            return NOTHING;
        }
        var packed = mayBePacked && store.elements == Elements.AS_STORED ? store.source.packed(name) : null;
        if (packed != null) {
            return packed.tensor();
        }
        var tensor = room(shape);
        store.source.read(name, tensor);
        return tensor;
    }

    private static Tensor room(Shape shape) {
        return Tensor.wrap(new float[shape.size()], shape.extents());
    }

    /// Every parameter asked for so far, by full name, in that order.
    public Map<String, Tensor> all() {
        return Collections.unmodifiableMap(store.tensors);
    }

    /// Number of scalar parameters asked for so far.
    public long count() {
        return store.count[0];
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
        // One tensor may hold the parameters of many experts.
        var missing = store.missing.stream().distinct().toList();
        return new LoadReport(missing, unexpected, List.copyOf(store.misshapen));
    }
}
