package formers.tensor.packed;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Q4_K: eight runs of 32 elements `scale·code − minimum`, found by weighted least squares over several ranges, their
/// scales and minima then rounded to six bits.
final class Q4KEncoder implements WeightEncoder {

    private static final int RUN = 32;
    private static final int RUNS = 8;
    private static final int TOP = 15;
    private static final int TRIALS = 20;
    private static final float FIRST = -1;
    private static final float STEP = 0.1f;
    private static final int SIX_BITS = 63;

    private final float[] scales = new float[RUNS];
    private final float[] minima = new float[RUNS];
    private final float[] weights = new float[RUN];
    private final int[] codes = new int[RUN];
    private final int[] best = new int[RUN * RUNS];

    @Override
    public void encode(float[] x, int at, ByteBuffer to) {
        float largestScale = 0;
        float largestMinimum = 0;
        for (int run = 0; run < RUNS; run++) {
            fit(x, at + run * RUN, run);
            largestScale = Math.max(largestScale, scales[run]);
            largestMinimum = Math.max(largestMinimum, minima[run]);
        }
        int[] s = sixBits(scales, largestScale);
        int[] m = sixBits(minima, largestMinimum);
        short scale = Float.floatToFloat16(largestScale / SIX_BITS);
        short step = Float.floatToFloat16(largestMinimum / SIX_BITS);
        to.putShort(scale).putShort(step);
        putSixBits(s, m, to);
        for (int run = 0; run < RUNS; run++) {
            round(x, at + run * RUN, Float.float16ToFloat(scale) * s[run], Float.float16ToFloat(step) * m[run], run);
        }
        for (int pair = 0; pair < RUNS; pair += 2) {
            for (int i = 0; i < RUN; i++) {
                to.put((byte) (best[pair * RUN + i] | best[(pair + 1) * RUN + i] << 4));
            }
        }
    }

    /// Scale, minimum and codes of a run.
    private void fit(float[] x, int at, int run) {
        float squares = 0;
        for (int i = 0; i < RUN; i++) {
            squares += x[at + i] * x[at + i];
        }
        float mean = (float) Math.sqrt(squares / RUN);
        float low = x[at];
        float high = x[at];
        float weight = 0;
        float weighted = 0;
        for (int i = 0; i < RUN; i++) {
            weights[i] = mean + Math.abs(x[at + i]);
            low = Math.min(low, x[at + i]);
            high = Math.max(high, x[at + i]);
            weight += weights[i];
            weighted += weights[i] * x[at + i];
        }
        low = Math.min(low, 0);
        if (high == low) {
            scales[run] = 0;
            minima[run] = -low;
            Arrays.fill(best, run * RUN, (run + 1) * RUN, 0);
            return;
        }
        float scale = (high - low) / TOP;
        codes(x, at, TOP / (high - low), low);
        System.arraycopy(codes, 0, best, run * RUN, RUN);
        float least = error(x, at, scale, low);
        for (int trial = 0; trial <= TRIALS; trial++) {
            codes(x, at, (FIRST + STEP * trial + TOP) / (high - low), low);
            float sum = 0;
            float sumOfSquares = 0;
            float product = 0;
            for (int i = 0; i < RUN; i++) {
                sum += weights[i] * codes[i];
                sumOfSquares += weights[i] * codes[i] * codes[i];
                product += weights[i] * codes[i] * x[at + i];
            }
            float determinant = weight * sumOfSquares - sum * sum;
            if (determinant <= 0) {
                continue;
            }
            float newScale = (weight * product - weighted * sum) / determinant;
            float newLow = (sumOfSquares * weighted - sum * product) / determinant;
            if (newLow > 0) {
                newLow = 0;
                newScale = product / sumOfSquares;
            }
            float error = error(x, at, newScale, newLow);
            if (error < least) {
                least = error;
                scale = newScale;
                low = newLow; // the trials that follow start from it
                System.arraycopy(codes, 0, best, run * RUN, RUN);
            }
        }
        scales[run] = scale;
        minima[run] = -low;
    }

    private void codes(float[] x, int at, float inverse, float low) {
        for (int i = 0; i < RUN; i++) {
            codes[i] = Math.clamp((long) Math.rint(inverse * (x[at + i] - low)), 0, TOP);
        }
    }

    private float error(float[] x, int at, float scale, float low) {
        float error = 0;
        for (int i = 0; i < RUN; i++) {
            float difference = scale * codes[i] + low - x[at + i];
            error += weights[i] * difference * difference;
        }
        return error;
    }

    private static int[] sixBits(float[] values, float largest) {
        float inverse = largest > 0 ? SIX_BITS / largest : 0;
        var rounded = new int[RUNS];
        for (int run = 0; run < RUNS; run++) {
            rounded[run] = Math.min(SIX_BITS, (int) Math.rint(inverse * values[run]));
        }
        return rounded;
    }

    /// The first four in six bits of a byte, the others in a nibble and the two bits left there.
    private static void putSixBits(int[] s, int[] m, ByteBuffer to) {
        for (int i = 0; i < 4; i++) {
            to.put((byte) (s[i] | s[i + 4] >> 4 << 6));
        }
        for (int i = 0; i < 4; i++) {
            to.put((byte) (m[i] | m[i + 4] >> 4 << 6));
        }
        for (int i = 0; i < 4; i++) {
            to.put((byte) (s[i + 4] & 15 | (m[i + 4] & 15) << 4));
        }
    }

    /// Codes for the scale and minimum as they are stored; those found before if the scale is nothing.
    private void round(float[] x, int at, float scale, float minimum, int run) {
        for (int i = 0; i < RUN && scale != 0; i++) {
            best[run * RUN + i] = Math.clamp((long) Math.rint((x[at + i] + minimum) / scale), 0, TOP);
        }
    }
}
