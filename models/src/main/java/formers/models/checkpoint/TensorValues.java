package formers.models.checkpoint;

import formers.tensor.Tensor;

/// Where the values of a tensor to be written come from. None is copied before it is written.
sealed interface TensorValues {

    record OfTensor(Tensor tensor) implements TensorValues {}

    record Floats(float[] values, int offset) implements TensorValues {}

    record Ints(int[] values, int offset) implements TensorValues {}

    record Longs(long[] values, int offset) implements TensorValues {}
}
