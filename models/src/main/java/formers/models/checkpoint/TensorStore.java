package formers.models.checkpoint;

import formers.tensor.PackedWeights;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.List;

/// The tensors of a file by name, whatever kind of file it is.
public interface TensorStore {

    boolean contains(String name);

    List<String> names();

    /// The shape of a tensor; null if there is none of that name.
    Shape shape(String name);

    /// Reads a tensor into one of the same shape.
    void read(String name, Tensor into);

    /// All elements of a tensor, row-major.
    float[] floats(String name);

    /// A matrix in the compact format in which it is stored; null if that is none of ours, or it is no
    /// matrix.
    PackedWeights packed(String name);

    /// As [#floats(String)], of part `index` along the first axis alone: of one expert, where a tensor holds
    /// all of them.
    float[] floats(String name, int index);

    /// As [#packed(String)], of part `index` along the first axis.
    PackedWeights packed(String name, int index);
}
