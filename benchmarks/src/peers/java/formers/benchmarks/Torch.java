package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// Between Java arrays and libtorch, and what several peers share.
final class Torch {

    private Torch() {}

    static Tensor floats(long seed, int... extents) {
        int size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        return Tensor.create(Inputs.floats(seed, size), longs(extents));
    }

    /// Indices, which libtorch wants as 64-bit integers.
    static Tensor ints(int[] values, int... extents) {
        return Tensor.create(longs(values), longs(extents));
    }

    static float[] toArray(Tensor tensor) {
        try (var dense = tensor.detach().contiguous()) {
            var values = new float[Math.toIntExact(dense.numel())];
            new FloatPointer(dense.data_ptr_float()).get(values);
            return values;
        }
    }

    /// `[batch, heads, tokens, width]`, every query over the keys up to its own.
    static Tensor causalAttention(Tensor q, Tensor k, Tensor v) {
        return scaled_dot_product_attention(q, k, v, new TensorOptional(), 0, true, new DoubleOptional(), false);
    }

    private static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }
}
