package formers.tensor.packed;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Q6_K: sixteen runs of 16 elements `scale·code`, each scale found by weighted least squares over several ranges, then
/// rounded to eight bits.
final class Q6KEncoder implements WeightEncoder {

    private static final int RUN = 16;
    private static final int RUNS = 16;
    private static final int ZERO = 32;
    private static final int TRIALS = 9;
    private static final float NOTHING = 1e-15f;

    private final float[] scales = new float[RUNS];
    private final int[] codes = new int[RUN * RUNS];

    @Override
    public void encode(float[] x, int at, ByteBuffer to) {
        float extreme = 0;
        for (int run = 0; run < RUNS; run++) {
            scales[run] = scale(x, at + run * RUN, run * RUN);
            if (Math.abs(scales[run]) > Math.abs(extreme)) {
                extreme = scales[run];
            }
        }
        if (Math.abs(extreme) < NOTHING) {
            to.put(new byte[WeightFormat.Q6_K.blockBytes()]);
            return;
        }
        float inverse = -128 / extreme;
        short scale = Float.floatToFloat16(1 / inverse);
        var factors = new byte[RUNS];
        for (int run = 0; run < RUNS; run++) {
            factors[run] = (byte) Math.min(127, (int) Math.rint(inverse * scales[run]));
            float step = Float.float16ToFloat(scale) * factors[run];
            for (int i = run * RUN; i < (run + 1) * RUN && step != 0; i++) {
                codes[i] = Math.clamp((long) Math.rint(x[at + i] / step), -ZERO, ZERO - 1) + ZERO;
            }
        }
        for (int half = 0; half < codes.length; half += 128) {
            for (int i = half; i < half + 64; i++) {
                to.put((byte) (codes[i] & 15 | (codes[i + 64] & 15) << 4));
            }
        }
        for (int half = 0; half < codes.length; half += 128) {
            for (int i = half; i < half + 32; i++) {
                to.put((byte)
                        (codes[i] >> 4 | codes[i + 32] >> 4 << 2 | codes[i + 64] >> 4 << 4 | codes[i + 96] >> 4 << 6));
            }
        }
        to.put(factors).putShort(scale);
    }

    /// The scale of a run; its codes are left in [#codes].
    private float scale(float[] x, int at, int to) {
        float extreme = 0;
        for (int i = 0; i < RUN; i++) {
            if (Math.abs(x[at + i]) > Math.abs(extreme)) {
                extreme = x[at + i];
            }
        }
        if (Math.abs(extreme) < NOTHING) {
            Arrays.fill(codes, to, to + RUN, 0);
            return 0;
        }
        float best = 0;
        float scale = 0;
        for (int trial = 0; trial <= 2 * TRIALS; trial++) {
            // The plain range first, then those around it in rising order.
            int k = trial == 0 ? 0 : trial <= TRIALS ? trial - 1 - TRIALS : trial - TRIALS;
            float inverse = -(ZERO + 0.1f * k) / extreme;
            float product = 0;
            float squares = 0;
            for (int i = 0; i < RUN; i++) {
                int code = code(x[at + i], inverse);
                float weight = x[at + i] * x[at + i];
                product += weight * x[at + i] * code;
                squares += weight * code * code;
            }
            if (squares > 0 && (trial == 0 || product * product > best * squares)) {
                scale = product / squares;
                best = scale * product;
                for (int i = 0; i < RUN; i++) {
                    codes[to + i] = code(x[at + i], inverse) + ZERO;
                }
            }
        }
        return scale;
    }

    private static int code(float value, float inverse) {
        return Math.clamp((long) Math.rint(inverse * value), -ZERO, ZERO - 1);
    }
}
