package formers.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix product: six rows of `C` by one, two or four vectors of columns, held in registers
/// over a run of `k` terms. `a` is packed six rows a term, `b` as many columns a term as the tile is wide.
///
/// Four vectors make 24 accumulators, which fill the 32 registers of AVX-512 and NEON; where there are 16, two vectors.
final class RegisterTiles {

    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int LANES = F.length();
    static final int ROWS = 6;

    private RegisterTiles() {}

    static void sixByFour(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F), c01 = c00, c02 = c00, c03 = c00;
        FloatVector c10 = c00, c11 = c00, c12 = c00, c13 = c00;
        FloatVector c20 = c00, c21 = c00, c22 = c00, c23 = c00;
        FloatVector c30 = c00, c31 = c00, c32 = c00, c33 = c00;
        FloatVector c40 = c00, c41 = c00, c42 = c00, c43 = c00;
        FloatVector c50 = c00, c51 = c00, c52 = c00, c53 = c00;
        for (int p = 0; p < k; p++) {
            int at = bo + p * 4 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            var b2 = FloatVector.fromArray(F, b, at + 2 * LANES);
            var b3 = FloatVector.fromArray(F, b, at + 3 * LANES);
            int row = ao + p * ROWS;
            var x = FloatVector.broadcast(F, a[row]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(F, a[row + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(F, a[row + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(F, a[row + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(F, a[row + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(F, a[row + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        store4(c00, c01, c02, c03, c, co, add);
        store4(c10, c11, c12, c13, c, co + ldc, add);
        store4(c20, c21, c22, c23, c, co + 2 * ldc, add);
        store4(c30, c31, c32, c33, c, co + 3 * ldc, add);
        store4(c40, c41, c42, c43, c, co + 4 * ldc, add);
        store4(c50, c51, c52, c53, c, co + 5 * ldc, add);
    }

    private static void store4(
            FloatVector x0, FloatVector x1, FloatVector x2, FloatVector x3, float[] c, int at, boolean add) {
        store(x0, c, at, add);
        store(x1, c, at + LANES, add);
        store(x2, c, at + 2 * LANES, add);
        store(x3, c, at + 3 * LANES, add);
    }

    private static void store(FloatVector x, float[] c, int at, boolean add) {
        (add ? x.add(FloatVector.fromArray(F, c, at)) : x).intoArray(c, at);
    }

    static void sixByTwo(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        FloatVector c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        for (int p = 0; p < k; p++) {
            int at = bo + p * 2 * LANES;
            var b0 = FloatVector.fromArray(F, b, at);
            var b1 = FloatVector.fromArray(F, b, at + LANES);
            int row = ao + p * ROWS;
            var x = FloatVector.broadcast(F, a[row]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a[row + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a[row + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a[row + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(F, a[row + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a[row + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        store2(c00, c01, c, co, add);
        store2(c10, c11, c, co + ldc, add);
        store2(c20, c21, c, co + 2 * ldc, add);
        store2(c30, c31, c, co + 3 * ldc, add);
        store2(c40, c41, c, co + 4 * ldc, add);
        store2(c50, c51, c, co + 5 * ldc, add);
    }

    private static void store2(FloatVector x0, FloatVector x1, float[] c, int at, boolean add) {
        store(x0, c, at, add);
        store(x1, c, at + LANES, add);
    }

    static void sixByOne(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
        FloatVector c0 = FloatVector.zero(F), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
        for (int p = 0; p < k; p++) {
            var b0 = FloatVector.fromArray(F, b, bo + p * LANES);
            int row = ao + p * ROWS;
            c0 = FloatVector.broadcast(F, a[row]).fma(b0, c0);
            c1 = FloatVector.broadcast(F, a[row + 1]).fma(b0, c1);
            c2 = FloatVector.broadcast(F, a[row + 2]).fma(b0, c2);
            c3 = FloatVector.broadcast(F, a[row + 3]).fma(b0, c3);
            c4 = FloatVector.broadcast(F, a[row + 4]).fma(b0, c4);
            c5 = FloatVector.broadcast(F, a[row + 5]).fma(b0, c5);
        }
        store(c0, c, co, add);
        store(c1, c, co + ldc, add);
        store(c2, c, co + 2 * ldc, add);
        store(c3, c, co + 3 * ldc, add);
        store(c4, c, co + 4 * ldc, add);
        store(c5, c, co + 5 * ldc, add);
    }
}
