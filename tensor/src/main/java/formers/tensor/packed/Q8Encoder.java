package formers.tensor.packed;

import java.nio.ByteBuffer;

/// Q8_0: the scale takes the largest magnitude to 127.
final class Q8Encoder implements WeightEncoder {

    private static final int BLOCK = 32;

    @Override
    public void encode(float[] x, int at, ByteBuffer to) {
        float largest = 0;
        for (int i = 0; i < BLOCK; i++) {
            largest = Math.max(largest, Math.abs(x[at + i]));
        }
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        to.putShort(Float.floatToFloat16(scale));
        for (int i = 0; i < BLOCK; i++) {
            to.put((byte) awayFromZero(x[at + i] * inverse));
        }
    }

    /// Rounded to nearest, ties away from zero.
    private static int awayFromZero(float value) {
        int rounded = (int) (Math.abs(value) + 0.5);
        return value < 0 ? -rounded : rounded;
    }
}
