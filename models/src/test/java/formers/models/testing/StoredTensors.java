package formers.models.testing;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The tensors of a checkpoint, which knows those that nobody has asked for.
final class StoredTensors implements TensorSource {

    private final Map<String, StoredTensor> tensors;
    private final Set<String> unread;

    StoredTensors(Map<String, StoredTensor> tensors) {
        this.tensors = tensors;
        this.unread = new TreeSet<>(tensors.keySet());
    }

    /// @throws IllegalArgumentException if there is no such tensor, or its shape is another
    @Override
    public double[] get(String name, int... shape) {
        var tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "tensor %s is missing; there are %s".formatted(name, new TreeSet<>(tensors.keySet())));
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException("tensor %s is %s, the configuration needs %s"
                    .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
        }
        unread.remove(name);
        return tensor.values();
    }

    @Override
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    Set<String> unread() {
        return unread;
    }
}
