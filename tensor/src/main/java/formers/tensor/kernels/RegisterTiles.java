package formers.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix product: up to six rows of `C` by one, two or four vectors of
/// columns, held in registers over a run of `k` terms.
///
/// Rows of `A` are `rowStride` apart and their elements `termStride`; `B` is packed, for each term as many columns side
/// by side as the tile is wide. With fewer than six rows the last stands in for the missing ones: it is
/// computed, and written, more than once. An element is a chain of fused multiply-adds from zero, added
/// to the old value of `C` at the end, the same in a tile of any width.
///
/// Four vectors make 24 accumulators, which want the 32 registers of AVX-512; where there are 16, two
/// vectors. All is written out, with one way to store, because the compiler inlines only so much: what
/// it leaves out, be it a loop over vectors, a method of two or a choice at the end, makes every vector
/// an object, and the product ten times slower.
final class RegisterTiles {

    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = F.length();
    static final int ROWS = 6;

    /// Whether tiles of two vectors are those of [PinnedTiles].
    static final boolean PINNED = LANES == 8;

    /// Vectors in the widest tile that the registers hold.
    static final int WIDEST = LANES >= 16 ? 4 : 2;

    private RegisterTiles() {}

    /// A tile of `vectors` vectors: 4, 2 or 1.
    static void multiply(
            int vectors,
            int rows,
            int k,
            float[] a,
            int ao,
            int rowStride,
            int termStride,
            float[] b,
            int bo,
            float[] c,
            int co,
            int ldc) {
        switch (vectors) {
            case 4 -> sixByFour(rows, k, a, ao, rowStride, termStride, b, bo, c, co, ldc);
            case 2 -> {
                if (!PINNED) {
                    sixByTwo(rows, k, a, ao, rowStride, termStride, b, bo, c, co, ldc);
                } else if (termStride == 1) {
                    PinnedTiles.inPlace(rows, k, a, ao, rowStride, b, bo, c, co, ldc);
                } else {
                    PinnedTiles.packed(rows, k, a, ao, b, bo, c, co, ldc);
                }
            }
            default -> sixByOne(rows, k, a, ao, rowStride, termStride, b, bo, c, co, ldc);
        }
    }

    private static void sixByFour(
            int rows,
            int k,
            float[] a,
            int ao,
            int rowStride,
            int termStride,
            float[] b,
            int bo,
            float[] c,
            int co,
            int ldc) {
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * rowStride;
        int a2 = ao + Math.min(2, last) * rowStride;
        int a3 = ao + Math.min(3, last) * rowStride;
        int a4 = ao + Math.min(4, last) * rowStride;
        int a5 = ao + Math.min(5, last) * rowStride;
        FloatVector s00 = FloatVector.zero(F), s01 = s00, s02 = s00, s03 = s00;
        FloatVector s10 = s00, s11 = s00, s12 = s00, s13 = s00;
        FloatVector s20 = s00, s21 = s00, s22 = s00, s23 = s00;
        FloatVector s30 = s00, s31 = s00, s32 = s00, s33 = s00;
        FloatVector s40 = s00, s41 = s00, s42 = s00, s43 = s00;
        FloatVector s50 = s00, s51 = s00, s52 = s00, s53 = s00;
        for (int p = 0, q = 0; p < k; p++, q += termStride) {
            int at = bo + p * 4 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            var b2 = FloatVector.fromArray(F, b, at + 2 * LANES);
            var b3 = FloatVector.fromArray(F, b, at + 3 * LANES);
            var x = FloatVector.broadcast(F, a[ao + q]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(F, a[a1 + q]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = FloatVector.broadcast(F, a[a2 + q]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = FloatVector.broadcast(F, a[a3 + q]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            x = FloatVector.broadcast(F, a[a4 + q]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            s42 = x.fma(b2, s42);
            s43 = x.fma(b3, s43);
            x = FloatVector.broadcast(F, a[a5 + q]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            s52 = x.fma(b2, s52);
            s53 = x.fma(b3, s53);
        }
        int c1 = co + Math.min(1, last) * ldc;
        int c2 = co + Math.min(2, last) * ldc;
        int c3 = co + Math.min(3, last) * ldc;
        int c4 = co + Math.min(4, last) * ldc;
        int c5 = co + Math.min(5, last) * ldc;
        // All are read before any is written, for the same row may be there twice.
        s00 = s00.add(FloatVector.fromArray(F, c, co));
        s01 = s01.add(FloatVector.fromArray(F, c, co + LANES));
        s02 = s02.add(FloatVector.fromArray(F, c, co + 2 * LANES));
        s03 = s03.add(FloatVector.fromArray(F, c, co + 3 * LANES));
        s10 = s10.add(FloatVector.fromArray(F, c, c1));
        s11 = s11.add(FloatVector.fromArray(F, c, c1 + LANES));
        s12 = s12.add(FloatVector.fromArray(F, c, c1 + 2 * LANES));
        s13 = s13.add(FloatVector.fromArray(F, c, c1 + 3 * LANES));
        s20 = s20.add(FloatVector.fromArray(F, c, c2));
        s21 = s21.add(FloatVector.fromArray(F, c, c2 + LANES));
        s22 = s22.add(FloatVector.fromArray(F, c, c2 + 2 * LANES));
        s23 = s23.add(FloatVector.fromArray(F, c, c2 + 3 * LANES));
        s30 = s30.add(FloatVector.fromArray(F, c, c3));
        s31 = s31.add(FloatVector.fromArray(F, c, c3 + LANES));
        s32 = s32.add(FloatVector.fromArray(F, c, c3 + 2 * LANES));
        s33 = s33.add(FloatVector.fromArray(F, c, c3 + 3 * LANES));
        s40 = s40.add(FloatVector.fromArray(F, c, c4));
        s41 = s41.add(FloatVector.fromArray(F, c, c4 + LANES));
        s42 = s42.add(FloatVector.fromArray(F, c, c4 + 2 * LANES));
        s43 = s43.add(FloatVector.fromArray(F, c, c4 + 3 * LANES));
        s50 = s50.add(FloatVector.fromArray(F, c, c5));
        s51 = s51.add(FloatVector.fromArray(F, c, c5 + LANES));
        s52 = s52.add(FloatVector.fromArray(F, c, c5 + 2 * LANES));
        s53 = s53.add(FloatVector.fromArray(F, c, c5 + 3 * LANES));
        s00.intoArray(c, co);
        s01.intoArray(c, co + LANES);
        s02.intoArray(c, co + 2 * LANES);
        s03.intoArray(c, co + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s22.intoArray(c, c2 + 2 * LANES);
        s23.intoArray(c, c2 + 3 * LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s32.intoArray(c, c3 + 2 * LANES);
        s33.intoArray(c, c3 + 3 * LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s42.intoArray(c, c4 + 2 * LANES);
        s43.intoArray(c, c4 + 3 * LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
        s52.intoArray(c, c5 + 2 * LANES);
        s53.intoArray(c, c5 + 3 * LANES);
    }

    private static void sixByTwo(
            int rows,
            int k,
            float[] a,
            int ao,
            int rowStride,
            int termStride,
            float[] b,
            int bo,
            float[] c,
            int co,
            int ldc) {
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
        for (int p = 0, q = 0; p < k; p++, q += termStride) {
            int at = bo + p * 2 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            var x = FloatVector.broadcast(F, a[ao + q]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(F, a[a1 + q]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(F, a[a2 + q]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(F, a[a3 + q]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            x = FloatVector.broadcast(F, a[a4 + q]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(F, a[a5 + q]);
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

    private static void sixByOne(
            int rows,
            int k,
            float[] a,
            int ao,
            int rowStride,
            int termStride,
            float[] b,
            int bo,
            float[] c,
            int co,
            int ldc) {
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * rowStride;
        int a2 = ao + Math.min(2, last) * rowStride;
        int a3 = ao + Math.min(3, last) * rowStride;
        int a4 = ao + Math.min(4, last) * rowStride;
        int a5 = ao + Math.min(5, last) * rowStride;
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        for (int p = 0, q = 0; p < k; p++, q += termStride) {
            var y = FloatVector.fromArray(F, b, bo + p * LANES);
            s0 = FloatVector.broadcast(F, a[ao + q]).fma(y, s0);
            s1 = FloatVector.broadcast(F, a[a1 + q]).fma(y, s1);
            s2 = FloatVector.broadcast(F, a[a2 + q]).fma(y, s2);
            s3 = FloatVector.broadcast(F, a[a3 + q]).fma(y, s3);
            s4 = FloatVector.broadcast(F, a[a4 + q]).fma(y, s4);
            s5 = FloatVector.broadcast(F, a[a5 + q]).fma(y, s5);
        }
        int c1 = co + Math.min(1, last) * ldc;
        int c2 = co + Math.min(2, last) * ldc;
        int c3 = co + Math.min(3, last) * ldc;
        int c4 = co + Math.min(4, last) * ldc;
        int c5 = co + Math.min(5, last) * ldc;
        // All are read before any is written, for the same row may be there twice.
        s0 = s0.add(FloatVector.fromArray(F, c, co));
        s1 = s1.add(FloatVector.fromArray(F, c, c1));
        s2 = s2.add(FloatVector.fromArray(F, c, c2));
        s3 = s3.add(FloatVector.fromArray(F, c, c3));
        s4 = s4.add(FloatVector.fromArray(F, c, c4));
        s5 = s5.add(FloatVector.fromArray(F, c, c5));
        s0.intoArray(c, co);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
        s4.intoArray(c, c4);
        s5.intoArray(c, c5);
    }
}
