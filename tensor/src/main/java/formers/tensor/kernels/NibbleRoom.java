package formers.tensor.kernels;

import static formers.tensor.kernels.QuantizedRows.BLOCKS;

/// A thread's room for a product with codes of four bits.
///
/// @param codes   two vectors of a run, unpacked
/// @param sums    of four rows
/// @param scales  of a run, divided by 2¹⁶
/// @param offsets what codes of 8 stand for
/// @param y       results of all rows
record NibbleRoom(int[] codes, int[] sums, float[] scales, float[] offsets, float[] y) {

    private static final ThreadLocal<NibbleRoom> OF_THREAD = ThreadLocal.withInitial(() -> new NibbleRoom(
            new int[NibbleProducts.PAIR * NibbleProducts.CODES],
            new int[BLOCKS * NibbleProducts.SUMS],
            new float[BLOCKS * NibbleProducts.SCALES],
            new float[BLOCKS * NibbleProducts.SCALES],
            new float[NibbleProduct.MOST * NibbleProduct.STEP]));

    static NibbleRoom get() {
        return OF_THREAD.get();
    }
}
