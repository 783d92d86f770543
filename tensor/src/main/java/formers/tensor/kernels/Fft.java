package formers.tensor.kernels;

/// The discrete Fourier transform of one power-of-two size, in place of two arrays (real and imaginary
/// parts), by Stockham's self-sorting method in radix 4: every pass reads and writes runs of adjacent
/// elements, which the JIT turns into vector instructions, and no bit reversal is needed.
///
/// The tables are read-only: one plan serves any number of threads, each with its own arrays.
public final class Fft {

    private final int size;
    private final float[] cosines;
    private final float[] sines;

    /// @throws IllegalArgumentException unless `size` is a power of two of at least 1
    public Fft(int size) {
        if (size < 1 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("transform size must be a power of two, was " + size);
        }
        this.size = size;
        cosines = new float[size];
        sines = new float[size];
        for (int i = 0; i < size; i++) {
            double angle = -2 * Math.PI * i / size;
            cosines[i] = (float) Math.cos(angle);
            sines[i] = (float) Math.sin(angle);
        }
    }

    public int size() {
        return size;
    }

    /// `X[k] = Σ_t x[t]·exp(−2πi·kt/size)`, in place.
    ///
    /// @param scratchRe of at least `size`, overwritten, as is `scratchIm`
    public void forward(float[] re, float[] im, float[] scratchRe, float[] scratchIm) {
        float[] fromRe = re;
        float[] fromIm = im;
        float[] toRe = scratchRe;
        float[] toIm = scratchIm;
        int span = 1; // length of the adjacent runs, which grows from pass to pass
        int length = size;
        while (length > 1) {
            if (length % 4 == 0) {
                passOf4(length, span, fromRe, fromIm, toRe, toIm);
                length /= 4;
                span *= 4;
            } else {
                passOf2(length, span, fromRe, fromIm, toRe, toIm);
                length /= 2;
                span *= 2;
            }
            float[] re2 = fromRe;
            float[] im2 = fromIm;
            fromRe = toRe;
            fromIm = toIm;
            toRe = re2;
            toIm = im2;
        }
        if (fromRe != re) {
            System.arraycopy(fromRe, 0, re, 0, size);
            System.arraycopy(fromIm, 0, im, 0, size);
        }
    }

    /// The inverse, without the factor `1/size`: exchanging the two parts before and after turns the direction
    /// round.
    public void inverse(float[] re, float[] im, float[] scratchRe, float[] scratchIm) {
        forward(im, re, scratchIm, scratchRe);
    }

    private void passOf4(int length, int span, float[] xr, float[] xi, float[] yr, float[] yi) {
        int quarter = length / 4;
        int step = size / length;
        for (int p = 0; p < quarter; p++) {
            int w1 = p * step;
            int w2 = 2 * w1;
            int w3 = 3 * w1;
            butterflies4(
                    span,
                    quarter * span,
                    span * p,
                    4 * span * p,
                    xr,
                    xi,
                    yr,
                    yi,
                    cosines[w1],
                    sines[w1],
                    cosines[w2],
                    sines[w2],
                    cosines[w3],
                    sines[w3]);
        }
    }

    private static void butterflies4(
            int span,
            int apart,
            int from,
            int to,
            float[] xr,
            float[] xi,
            float[] yr,
            float[] yi,
            float c1,
            float s1,
            float c2,
            float s2,
            float c3,
            float s3) {
        for (int q = 0; q < span; q++) {
            int a = from + q;
            float ar = xr[a];
            float ai = xi[a];
            float br = xr[a + apart];
            float bi = xi[a + apart];
            float cr = xr[a + 2 * apart];
            float ci = xi[a + 2 * apart];
            float dr = xr[a + 3 * apart];
            float di = xi[a + 3 * apart];
            float acr = ar + cr;
            float aci = ai + ci;
            float amr = ar - cr;
            float ami = ai - ci;
            float bdr = br + dr;
            float bdi = bi + di;
            float bmr = bi - di; // −i·(b − d)
            float bmi = dr - br;
            int o = to + q;
            yr[o] = acr + bdr;
            yi[o] = aci + bdi;
            float r1 = amr + bmr;
            float i1 = ami + bmi;
            yr[o + span] = r1 * c1 - i1 * s1;
            yi[o + span] = r1 * s1 + i1 * c1;
            float r2 = acr - bdr;
            float i2 = aci - bdi;
            yr[o + 2 * span] = r2 * c2 - i2 * s2;
            yi[o + 2 * span] = r2 * s2 + i2 * c2;
            float r3 = amr - bmr;
            float i3 = ami - bmi;
            yr[o + 3 * span] = r3 * c3 - i3 * s3;
            yi[o + 3 * span] = r3 * s3 + i3 * c3;
        }
    }

    private void passOf2(int length, int span, float[] xr, float[] xi, float[] yr, float[] yi) {
        int half = length / 2;
        int step = size / length;
        for (int p = 0; p < half; p++) {
            float c = cosines[p * step];
            float s = sines[p * step];
            int from = span * p;
            int apart = half * span;
            int to = 2 * span * p;
            for (int q = 0; q < span; q++) {
                float ar = xr[from + q];
                float ai = xi[from + q];
                float br = xr[from + apart + q];
                float bi = xi[from + apart + q];
                yr[to + q] = ar + br;
                yi[to + q] = ai + bi;
                float r = ar - br;
                float i = ai - bi;
                yr[to + span + q] = r * c - i * s;
                yi[to + span + q] = r * s + i * c;
            }
        }
    }
}
