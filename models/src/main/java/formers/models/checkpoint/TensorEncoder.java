package formers.models.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Turns tensors into little-endian bytes, one piece at a time, through one buffer.
final class TensorEncoder {

    /// Bytes in the largest piece.
    private static final int PIECE = 1 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    private final float[] floats = new float[PIECE / Float.BYTES];

    /// Elements of `dtype` in a full piece.
    int pieceOf(DType dtype) {
        return PIECE / Math.max(Float.BYTES, dtype.bits() / 8);
    }

    /// Elements `from..from+count-1`, at most one piece. The buffer is reused by the next call.
    ///
    /// @throws IllegalArgumentException if a finite value is beyond the range of `dtype`
    ByteBuffer encode(String name, DType dtype, TensorValues values, int from, int count) {
        buffer.clear();
        switch (values) {
            case TensorValues.OfTensor(var tensor) -> {
                tensor.read(from, count, floats, 0);
                putFloats(name, dtype, from, count);
            }
            case TensorValues.Floats(var array, int offset) -> {
                System.arraycopy(array, offset + from, floats, 0, count);
                putFloats(name, dtype, from, count);
            }
            case TensorValues.Ints(var array, int offset) ->
                buffer.asIntBuffer().put(array, offset + from, count);
            case TensorValues.Longs(var array, int offset) ->
                buffer.asLongBuffer().put(array, offset + from, count);
        }
        return buffer.limit((int) dtype.bytes(count));
    }

    private void putFloats(String name, DType dtype, int from, int count) {
        if (dtype == DType.F32) {
            buffer.asFloatBuffer().put(floats, 0, count);
            return;
        }
        boolean f16 = dtype == DType.F16;
        for (int i = 0; i < count; i++) {
            short half = f16 ? Float.floatToFloat16(floats[i]) : Elements.toBf16(floats[i]);
            float stored = f16 ? Float.float16ToFloat(half) : Elements.fromBf16(half);
            if (Float.isInfinite(stored) && !Float.isInfinite(floats[i])) {
                throw new IllegalArgumentException(
                        "tensor %s: %s at index %d is beyond the range of %s; store it as F32"
                                .formatted(name, floats[i], from + i, dtype));
            }
            buffer.putShort(i * Short.BYTES, half);
        }
    }
}
