package formers.tensor;

import formers.tensor.kernels.Fft;
import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.kernels.ReductionKernels;
import formers.tensor.threads.Threads;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Depthwise and long convolutions on the CPU, one channel a piece of work.
final class CpuConvolutions implements Backend.Convolutions {

    private final PointwiseKernels kernels;
    private final ReductionKernels reductions;
    private final ConcurrentHashMap<Integer, Fft> plans = new ConcurrentHashMap<>();

    CpuConvolutions(PointwiseKernels kernels, ReductionKernels reductions) {
        this.kernels = kernels;
        this.reductions = reductions;
    }

    /// The part of a row that a tap reads inside the input: output positions `first..first+count-1`
    /// read inputs from `first + shift` on.
    private record Overlap(int first, int shift, int count) {
        static Overlap of(int tap, int dilation, int padBefore, int inputs, int outputs) {
            int shift = tap * dilation - padBefore;
            int first = Math.max(0, -shift);
            return new Overlap(first, shift, Math.max(0, Math.min(outputs, inputs - shift) - first));
        }
    }

    @Override
    public void depthwise(Tensor x, Tensor weight, int dilation, int padBefore, Tensor y) {
        int channels = x.extent(1);
        int inputs = x.extent(2);
        int outputs = y.extent(2);
        int taps = weight.extent(-1);
        float[] xs = x.floats();
        float[] ws = weight.floats();
        float[] ys = y.floats();
        Threads.forRanges(x.extent(0) * channels, CpuBackend.rowGrain(outputs * taps), (row, end) -> {
            for (int r = row; r < end; r++) {
                int to = y.offset() + r * outputs;
                Arrays.fill(ys, to, to + outputs, 0);
                for (int tap = 0; tap < taps; tap++) {
                    var part = Overlap.of(tap, dilation, padBefore, inputs, outputs);
                    kernels.multiplyAdd(
                            xs,
                            x.offset() + r * inputs + part.first + part.shift,
                            ws[weight.offset() + r % channels * taps + tap],
                            ys,
                            to + part.first,
                            part.count);
                }
            }
        });
    }

    @Override
    public void depthwiseGradients(
            Tensor x, Tensor weight, int dilation, int padBefore, Tensor dy, Tensor dx, Tensor dWeight) {
        int batch = x.extent(0);
        int channels = x.extent(1);
        int inputs = x.extent(2);
        int outputs = dy.extent(2);
        int taps = weight.extent(-1);
        float[] xs = x.floats();
        float[] ws = weight.floats();
        float[] dys = dy.floats();
        float[] dxs = dx.fill(0).floats();
        float[] dws = dWeight.fill(0).floats();
        Threads.forRanges(channels, CpuBackend.rowGrain(batch * outputs * taps), (channel, end) -> {
            for (int c = channel; c < end; c++) {
                for (int b = 0; b < batch; b++) {
                    int r = b * channels + c;
                    for (int tap = 0; tap < taps; tap++) {
                        var part = Overlap.of(tap, dilation, padBefore, inputs, outputs);
                        int at = r * inputs + part.first + part.shift;
                        int from = dy.offset() + r * outputs + part.first;
                        kernels.multiplyAdd(
                                dys, from, ws[weight.offset() + c * taps + tap], dxs, dx.offset() + at, part.count);
                        dws[dWeight.offset() + c * taps + tap] +=
                                reductions.dot(dys, from, xs, x.offset() + at, part.count);
                    }
                }
            }
        });
    }

    @Override
    public void causalFft(Tensor x, Tensor filter, Tensor y) {
        var sizes = Sizes.of(x, filter);
        Threads.forEach(sizes.channels, channel -> {
            var work = new Workspace(plan(sizes), sizes);
            var h = work.spectrum(filter, channel, sizes.taps, -1);
            for (int b = 0; b < sizes.batch; b += 2) {
                var rows = work.pair(x, b, channel);
                rows.multiply(h, false);
                work.storePair(rows, y, b, channel);
            }
        });
    }

    @Override
    public void causalFftGradients(Tensor x, Tensor filter, Tensor dy, Tensor dx, Tensor dFilter) {
        var sizes = Sizes.of(x, filter);
        Threads.forEach(sizes.channels, channel -> {
            var work = new Workspace(plan(sizes), sizes);
            var h = work.spectrum(filter, channel, sizes.taps, -1);
            var sum = new Spectrum(work.fft.size());
            for (int b = 0; b < sizes.batch; b += 2) {
                var d = work.pair(dy, b, channel);
                // Two real rows as one complex one: the real part of conj(X)·D is the sum of both correlations.
                sum.addCorrelation(work.pair(x, b, channel), d);
                d.multiply(h, true);
                work.storePair(d, dx, b, channel);
            }
            work.fft.inverse(sum.re, sum.im, work.scratchRe, work.scratchIm);
            work.store(sum.re, dFilter, channel * sizes.taps, sizes.taps);
        });
    }

    private Fft plan(Sizes sizes) {
        return plans.computeIfAbsent(sizes.transform, Fft::new);
    }

    private record Sizes(int batch, int channels, int time, int taps, int transform) {
        static Sizes of(Tensor x, Tensor filter) {
            int time = x.extent(2);
            int taps = filter.extent(1);
            // Room for both, so that nothing wraps round.
            int needed = Math.max(1, time + taps - 1);
            return new Sizes(
                    x.extent(0),
                    x.extent(1),
                    time,
                    taps,
                    Integer.highestOneBit(needed) << (Integer.bitCount(needed) > 1 ? 1 : 0));
        }
    }

    private record Spectrum(float[] re, float[] im) {
        Spectrum(int size) {
            this(new float[size], new float[size]);
        }

        /// Times `h`, or its conjugate.
        void multiply(Spectrum h, boolean conjugate) {
            float sign = conjugate ? -1 : 1;
            for (int i = 0; i < re.length; i++) {
                float r = re[i];
                float hi = h.im[i] * sign;
                re[i] = r * h.re[i] - im[i] * hi;
                im[i] = r * hi + im[i] * h.re[i];
            }
        }

        void addCorrelation(Spectrum x, Spectrum d) {
            for (int i = 0; i < re.length; i++) {
                re[i] += x.re[i] * d.re[i] + x.im[i] * d.im[i];
                im[i] += x.re[i] * d.im[i] - x.im[i] * d.re[i];
            }
        }
    }

    /// Arrays of one channel's work.
    private static final class Workspace {
        private final Fft fft;
        private final Sizes sizes;
        private final float[] scratchRe;
        private final float[] scratchIm;

        Workspace(Fft fft, Sizes sizes) {
            this.fft = fft;
            this.sizes = sizes;
            scratchRe = new float[fft.size()];
            scratchIm = new float[fft.size()];
        }

        /// Rows `first` and `second` (or none, if negative) of a tensor as real and imaginary part, transformed.
        Spectrum spectrum(Tensor x, int first, int length, int second) {
            var result = new Spectrum(fft.size());
            System.arraycopy(x.floats(), x.offset() + first * length, result.re, 0, length);
            if (second >= 0) {
                System.arraycopy(x.floats(), x.offset() + second * length, result.im, 0, length);
            }
            fft.forward(result.re, result.im, scratchRe, scratchIm);
            return result;
        }

        /// The channel's rows of two neighbours in the batch.
        Spectrum pair(Tensor x, int b, int channel) {
            int second = b + 1 < sizes.batch ? (b + 1) * sizes.channels + channel : -1;
            return spectrum(x, b * sizes.channels + channel, sizes.time, second);
        }

        void storePair(Spectrum rows, Tensor y, int b, int channel) {
            fft.inverse(rows.re, rows.im, scratchRe, scratchIm);
            store(rows.re, y, (b * sizes.channels + channel) * sizes.time, sizes.time);
            if (b + 1 < sizes.batch) {
                store(rows.im, y, ((b + 1) * sizes.channels + channel) * sizes.time, sizes.time);
            }
        }

        void store(float[] values, Tensor y, int at, int count) {
            float[] to = y.floats();
            float scale = 1f / fft.size();
            for (int i = 0; i < count; i++) {
                to[y.offset() + at + i] = values[i] * scale;
            }
        }
    }
}
