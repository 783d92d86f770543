package formers.tensor.kernels;

/// One Philox group at a time, then its numbers one by one.
final class ScalarRandomKernels implements RandomKernels {

    @Override
    public void dropout(float[] x, int xo, float[] y, int yo, int n, float p, long seed, long stream, long first) {
        int threshold = dropThreshold(p);
        float keep = 1 / (1 - p);
        var bits = new int[Philox.GROUP];
        int skip = (int) (first % Philox.GROUP);
        long group = first / Philox.GROUP;
        for (int done = 0; done < n; group++) {
            Philox.group(seed, stream, group, bits, 0);
            int count = Math.min(n - done, Philox.GROUP - skip);
            for (int i = 0; i < count; i++) {
                y[yo + done + i] = bits[skip + i] >>> 8 < threshold ? 0 : x[xo + done + i] * keep;
            }
            done += count;
            skip = 0;
        }
    }

    /// Elements whose upper 24 bits are below this are dropped.
    static int dropThreshold(float p) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout probability must be in [0, 1), was " + p);
        }
        return Math.round(p * 0x1p24f);
    }

    @Override
    public void uniform(long seed, long stream, long first, float low, float high, float[] y, int yo, int n) {
        var bits = new int[Philox.GROUP];
        int skip = (int) (first % Philox.GROUP);
        long group = first / Philox.GROUP;
        for (int done = 0; done < n; group++) {
            Philox.group(seed, stream, group, bits, 0);
            int count = Math.min(n - done, Philox.GROUP - skip);
            uniform(bits, skip, low, high, y, yo + done, count);
            done += count;
            skip = 0;
        }
    }

    /// Uniform numbers from random bits.
    static void uniform(int[] bits, int bo, float low, float high, float[] y, int yo, int n) {
        float width = high - low;
        float last = Math.max(low, Math.nextDown(high)); // rounding could reach the open end
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.min(low + (bits[bo + i] >>> 8) * 0x1p-24f * width, last);
        }
    }

    @Override
    public void normal(long seed, long stream, long first, float mean, float deviation, float[] y, int yo, int n) {
        var bits = new int[Philox.GROUP];
        var numbers = new float[Philox.GROUP];
        int skip = (int) (first % Philox.GROUP);
        long group = first / Philox.GROUP;
        for (int done = 0; done < n; group++) {
            Philox.group(seed, stream, group, bits, 0);
            normalGroup(bits, mean, deviation, numbers);
            int count = Math.min(n - done, Philox.GROUP - skip);
            System.arraycopy(numbers, skip, y, yo + done, count);
            done += count;
            skip = 0;
        }
    }

    /// Numbers `k` and `16 + k` of a group make one pair, `32 + k` and `48 + k` another: the first gives the
    /// radius from 31 bits, the second the angle from 24.
    private static void normalGroup(int[] bits, float mean, float deviation, float[] out) {
        for (int half = 0; half < Philox.GROUP; half += Philox.GROUP / 2) {
            for (int k = half; k < half + Philox.COUNTERS; k++) {
                double radius = Math.sqrt(-2 * Math.log(((bits[k] >>> 1) + 0.5) * 0x1p-31));
                double angle = 2 * Math.PI * ((bits[k + Philox.COUNTERS] >>> 8) * 0x1p-24);
                out[k] = (float) (mean + deviation * radius * Math.cos(angle));
                out[k + Philox.COUNTERS] = (float) (mean + deviation * radius * Math.sin(angle));
            }
        }
    }
}
