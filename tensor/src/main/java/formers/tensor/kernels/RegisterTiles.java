package formers.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix product: six rows of `C` by one, two or four vectors of columns, held in registers
/// while `k` terms are added. `a` is packed six rows a term, `b` as many columns a term as the tile is wide.
///
/// Four vectors make 24 accumulators, which fill the 32 registers of AVX-512 and NEON; where there are 16, two vectors.
///
/// The methods are written out, and start from what is in `C` instead of choosing at the end, for the compiler's sake: a
/// loop over an array of vectors, a helper method or a second way to store is more than C2 inlines, and then every
/// vector becomes an object.
final class RegisterTiles {

    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = F.length();
    static final int ROWS = 6;

    private RegisterTiles() {}

    static void sixByFour(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
        int row1 = co + ldc;
        int row2 = row1 + ldc;
        int row3 = row2 + ldc;
        int row4 = row3 + ldc;
        int row5 = row4 + ldc;
        var c00 = FloatVector.fromArray(F, c, co);
        var c01 = FloatVector.fromArray(F, c, co + LANES);
        var c02 = FloatVector.fromArray(F, c, co + 2 * LANES);
        var c03 = FloatVector.fromArray(F, c, co + 3 * LANES);
        var c10 = FloatVector.fromArray(F, c, row1);
        var c11 = FloatVector.fromArray(F, c, row1 + LANES);
        var c12 = FloatVector.fromArray(F, c, row1 + 2 * LANES);
        var c13 = FloatVector.fromArray(F, c, row1 + 3 * LANES);
        var c20 = FloatVector.fromArray(F, c, row2);
        var c21 = FloatVector.fromArray(F, c, row2 + LANES);
        var c22 = FloatVector.fromArray(F, c, row2 + 2 * LANES);
        var c23 = FloatVector.fromArray(F, c, row2 + 3 * LANES);
        var c30 = FloatVector.fromArray(F, c, row3);
        var c31 = FloatVector.fromArray(F, c, row3 + LANES);
        var c32 = FloatVector.fromArray(F, c, row3 + 2 * LANES);
        var c33 = FloatVector.fromArray(F, c, row3 + 3 * LANES);
        var c40 = FloatVector.fromArray(F, c, row4);
        var c41 = FloatVector.fromArray(F, c, row4 + LANES);
        var c42 = FloatVector.fromArray(F, c, row4 + 2 * LANES);
        var c43 = FloatVector.fromArray(F, c, row4 + 3 * LANES);
        var c50 = FloatVector.fromArray(F, c, row5);
        var c51 = FloatVector.fromArray(F, c, row5 + LANES);
        var c52 = FloatVector.fromArray(F, c, row5 + 2 * LANES);
        var c53 = FloatVector.fromArray(F, c, row5 + 3 * LANES);
        for (int p = 0; p < k; p++) {
            int at = bo + p * 4 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            var b2 = FloatVector.fromArray(F, b, at + 2 * LANES);
            var b3 = FloatVector.fromArray(F, b, at + 3 * LANES);
            int term = ao + p * ROWS;
            var x = FloatVector.broadcast(F, a[term]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[term + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[term + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[term + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(F, a[term + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(F, a[term + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c02.intoArray(c, co + 2 * LANES);
        c03.intoArray(c, co + 3 * LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c12.intoArray(c, row1 + 2 * LANES);
        c13.intoArray(c, row1 + 3 * LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c22.intoArray(c, row2 + 2 * LANES);
        c23.intoArray(c, row2 + 3 * LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c32.intoArray(c, row3 + 2 * LANES);
        c33.intoArray(c, row3 + 3 * LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c42.intoArray(c, row4 + 2 * LANES);
        c43.intoArray(c, row4 + 3 * LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
        c52.intoArray(c, row5 + 2 * LANES);
        c53.intoArray(c, row5 + 3 * LANES);
    }

    static void sixByTwo(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
        int row1 = co + ldc;
        int row2 = row1 + ldc;
        int row3 = row2 + ldc;
        int row4 = row3 + ldc;
        int row5 = row4 + ldc;
        var c00 = FloatVector.fromArray(F, c, co);
        var c01 = FloatVector.fromArray(F, c, co + LANES);
        var c10 = FloatVector.fromArray(F, c, row1);
        var c11 = FloatVector.fromArray(F, c, row1 + LANES);
        var c20 = FloatVector.fromArray(F, c, row2);
        var c21 = FloatVector.fromArray(F, c, row2 + LANES);
        var c30 = FloatVector.fromArray(F, c, row3);
        var c31 = FloatVector.fromArray(F, c, row3 + LANES);
        var c40 = FloatVector.fromArray(F, c, row4);
        var c41 = FloatVector.fromArray(F, c, row4 + LANES);
        var c50 = FloatVector.fromArray(F, c, row5);
        var c51 = FloatVector.fromArray(F, c, row5 + LANES);
        for (int p = 0; p < k; p++) {
            int at = bo + p * 2 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            int term = ao + p * ROWS;
            var x = FloatVector.broadcast(F, a[term]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[term + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[term + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[term + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(F, a[term + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a[term + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
    }

    static void sixByOne(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
        int row1 = co + ldc;
        int row2 = row1 + ldc;
        int row3 = row2 + ldc;
        int row4 = row3 + ldc;
        int row5 = row4 + ldc;
        var c00 = FloatVector.fromArray(F, c, co);
        var c10 = FloatVector.fromArray(F, c, row1);
        var c20 = FloatVector.fromArray(F, c, row2);
        var c30 = FloatVector.fromArray(F, c, row3);
        var c40 = FloatVector.fromArray(F, c, row4);
        var c50 = FloatVector.fromArray(F, c, row5);
        for (int p = 0; p < k; p++) {
            int at = bo + p * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            int term = ao + p * ROWS;
            var x = FloatVector.broadcast(F, a[term]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, a[term + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, a[term + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, a[term + 3]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(F, a[term + 4]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(F, a[term + 5]);
            c50 = x.fma(b0, c50);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, row1);
        c20.intoArray(c, row2);
        c30.intoArray(c, row3);
        c40.intoArray(c, row4);
        c50.intoArray(c, row5);
    }
}
