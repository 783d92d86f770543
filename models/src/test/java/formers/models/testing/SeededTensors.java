package formers.models.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Makes every tensor that is asked for, from its name, and keeps it: building a model from this source lists the
/// names and shapes of its checkpoint.
final class SeededTensors implements TensorSource {

    private final double center;
    private final Map<String, StoredTensor> made = new LinkedHashMap<>();

    /// @param center the mean of the scales of norms, as in [SeededWeights#checkpoint]
    SeededTensors(double center) {
        this.center = center;
    }

    @Override
    public double[] get(String name, int... shape) {
        float[] values = SeededWeights.checkpoint(name, center, shape);
        var tensor = new StoredTensor(
                shape,
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
        made.put(name, tensor);
        return tensor.values();
    }

    @Override
    public boolean has(String name) {
        return true;
    }

    Map<String, StoredTensor> made() {
        return made;
    }
}
