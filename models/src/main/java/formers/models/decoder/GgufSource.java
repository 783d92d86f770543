package formers.models.decoder;

import formers.models.nn.Parameters;
import formers.tensor.PackedWeights;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.List;

/// Parameters of a decoder from a GGUF file, where they differ from those of other files: scales of norms
/// that have 1 added, and heads whose channels lie in another order.
final class GgufSource implements Parameters.Source {

    private final RenamedTensors tensors;
    private final GgufArchitecture architecture;
    private final DecoderConfig config;
    private final boolean reordered;

    /// @param reordered whether channels of heads are to be put into the order of other files
    GgufSource(RenamedTensors tensors, GgufArchitecture architecture, DecoderConfig config, boolean reordered) {
        this.tensors = tensors;
        this.architecture = architecture;
        this.config = config;
        this.reordered = reordered;
    }

    @Override
    public Shape shape(String name) {
        return tensors.shape(name);
    }

    @Override
    public PackedWeights packed(String name) {
        return tensors.packed(name);
    }

    @Override
    public List<String> names() {
        return tensors.names();
    }

    @Override
    public String describe(String name) {
        return tensors.describe(name);
    }

    @Override
    public void read(String name, Tensor into) {
        tensors.read(name, into);
        if (architecture.offsetNorms() && isNorm(name)) {
            shift(into, -1);
        } else if (reordered && architecture.interleaved() && isProjection(name)) {
            int[] order = GgufHeads.order(config);
            into.set(Matrices.putBack(into.toArray(), order));
        }
    }

    static boolean isNorm(String name) {
        return name.contains("norm") && name.endsWith(".weight");
    }

    static boolean isProjection(String name) {
        return name.contains(".attention.qkv.");
    }

    static void shift(Tensor tensor, float by) {
        float[] values = tensor.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += by;
        }
        tensor.set(values);
    }
}
