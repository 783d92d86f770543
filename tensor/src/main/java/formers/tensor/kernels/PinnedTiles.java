package formers.tensor.kernels;

import static formers.tensor.kernels.RegisterTiles.F;
import static formers.tensor.kernels.RegisterTiles.LANES;

import jdk.incubator.vector.FloatVector;

/// Tiles of up to six rows by two vectors for vectors of eight lanes, which mostly means the 16 registers
/// of AVX2: 12 accumulators, two vectors of `B`, two elements of `A`. An element is what [RegisterTiles]
/// makes of it, to the bit.
///
/// The compiler loads as much as it can before it multiplies. Six elements of `A` at once are more than
/// there are registers, an accumulator goes to memory and back with every term, and the tile runs at half
/// its speed. It moves no multiplication across a branch, so there is one after each two rows, which is never
/// taken: a comparison of the counter with a number that it does not reach, of which the compiler must not
/// know, another number each time.
///
/// Terms have a constant distance, for then no index is checked in the loop: three instructions for each
/// row, which a processor can do beside the multiply-adds only while nobody else uses the core.
final class PinnedTiles {

    /// From one term to the next in packed rows of `A`: six rows and two elements that nothing reads.
    static final int TERM = 8;

    /// No counter of terms reaches it, nor what is a little less.
    static final int NEVER = Integer.MAX_VALUE - 1;

    private PinnedTiles() {}

    /// Rows of `A` in place, `rowStride` apart, terms side by side.
    static void inPlace(
            int rows, int k, float[] a, int ao, int rowStride, float[] b, int bo, float[] c, int co, int ldc) {
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * rowStride;
        int a2 = ao + Math.min(2, last) * rowStride;
        int a3 = ao + Math.min(3, last) * rowStride;
        int a4 = ao + Math.min(4, last) * rowStride;
        int a5 = ao + Math.min(5, last) * rowStride;
        FloatVector s00 = FloatVector.zero(F), s01 = s00;
        FloatVector s10 = s00, s11 = s00;
        FloatVector s20 = s00, s21 = s00;
        FloatVector s30 = s00, s31 = s00;
        FloatVector s40 = s00, s41 = s00;
        FloatVector s50 = s00, s51 = s00;
        for (int p = 0; p < k; p++) {
            int at = bo + p * 2 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            var x = FloatVector.broadcast(F, a[ao + p]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(F, a[a1 + p]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            if (p == NEVER) {
                break;
            }
            x = FloatVector.broadcast(F, a[a2 + p]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(F, a[a3 + p]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            if (p == NEVER - 1) {
                break;
            }
            x = FloatVector.broadcast(F, a[a4 + p]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(F, a[a5 + p]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
        }
        int c1 = co + Math.min(1, last) * ldc;
        int c2 = co + Math.min(2, last) * ldc;
        int c3 = co + Math.min(3, last) * ldc;
        int c4 = co + Math.min(4, last) * ldc;
        int c5 = co + Math.min(5, last) * ldc;
        // All are read before any is written, for the same row may be there twice.
        s00 = s00.add(FloatVector.fromArray(F, c, co));
        s01 = s01.add(FloatVector.fromArray(F, c, co + LANES));
        s10 = s10.add(FloatVector.fromArray(F, c, c1));
        s11 = s11.add(FloatVector.fromArray(F, c, c1 + LANES));
        s20 = s20.add(FloatVector.fromArray(F, c, c2));
        s21 = s21.add(FloatVector.fromArray(F, c, c2 + LANES));
        s30 = s30.add(FloatVector.fromArray(F, c, c3));
        s31 = s31.add(FloatVector.fromArray(F, c, c3 + LANES));
        s40 = s40.add(FloatVector.fromArray(F, c, c4));
        s41 = s41.add(FloatVector.fromArray(F, c, c4 + LANES));
        s50 = s50.add(FloatVector.fromArray(F, c, c5));
        s51 = s51.add(FloatVector.fromArray(F, c, c5 + LANES));
        s00.intoArray(c, co);
        s01.intoArray(c, co + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
    }

    /// Packed rows of `A`; where there are fewer than six, the last is repeated.
    static void packed(int rows, int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
        FloatVector s00 = FloatVector.zero(F), s01 = s00;
        FloatVector s10 = s00, s11 = s00;
        FloatVector s20 = s00, s21 = s00;
        FloatVector s30 = s00, s31 = s00;
        FloatVector s40 = s00, s41 = s00;
        FloatVector s50 = s00, s51 = s00;
        for (int p = 0; p < k; p++) {
            int at = bo + p * 2 * LANES;
            int q = ao + p * TERM;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            var x = FloatVector.broadcast(F, a[q]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(F, a[q + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            if (p == NEVER) {
                break;
            }
            x = FloatVector.broadcast(F, a[q + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(F, a[q + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            if (p == NEVER - 1) {
                break;
            }
            x = FloatVector.broadcast(F, a[q + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(F, a[q + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
        }
        int last = rows - 1;
        int c1 = co + Math.min(1, last) * ldc;
        int c2 = co + Math.min(2, last) * ldc;
        int c3 = co + Math.min(3, last) * ldc;
        int c4 = co + Math.min(4, last) * ldc;
        int c5 = co + Math.min(5, last) * ldc;
        // All are read before any is written, for the same row may be there twice.
        s00 = s00.add(FloatVector.fromArray(F, c, co));
        s01 = s01.add(FloatVector.fromArray(F, c, co + LANES));
        s10 = s10.add(FloatVector.fromArray(F, c, c1));
        s11 = s11.add(FloatVector.fromArray(F, c, c1 + LANES));
        s20 = s20.add(FloatVector.fromArray(F, c, c2));
        s21 = s21.add(FloatVector.fromArray(F, c, c2 + LANES));
        s30 = s30.add(FloatVector.fromArray(F, c, c3));
        s31 = s31.add(FloatVector.fromArray(F, c, c3 + LANES));
        s40 = s40.add(FloatVector.fromArray(F, c, c4));
        s41 = s41.add(FloatVector.fromArray(F, c, c4 + LANES));
        s50 = s50.add(FloatVector.fromArray(F, c, c5));
        s51 = s51.add(FloatVector.fromArray(F, c, c5 + LANES));
        s00.intoArray(c, co);
        s01.intoArray(c, co + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
    }
}
