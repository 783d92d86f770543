package formers.tensor.packed;

import java.nio.ByteBuffer;

/// Q4_0: the scale takes the element of largest magnitude to −8, whatever its sign.
final class Q4Encoder implements WeightEncoder {

    private static final int HALF = 16;

    @Override
    public void encode(float[] x, int at, ByteBuffer to) {
        float extreme = 0;
        for (int i = 0; i < 2 * HALF; i++) {
            if (Math.abs(x[at + i]) > Math.abs(extreme)) {
                extreme = x[at + i];
            }
        }
        float scale = extreme / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        to.putShort(Float.floatToFloat16(scale));
        for (int i = 0; i < HALF; i++) {
            to.put((byte) (code(x[at + i], inverse) | code(x[at + HALF + i], inverse) << 4));
        }
    }

    private static int code(float value, float inverse) {
        return Math.min(15, (int) (value * inverse + 8.5f));
    }
}
