package formers.tensor.kernels;

import java.util.Arrays;

/// What a row of C holds before products are added to it.
final class RowStart {

    private RowStart() {}

    /// Sets `n` elements from `c[at]` to `(the old c if accumulate) + (bias, if there is one)`.
    static void set(int n, boolean accumulate, float[] bias, int from, float[] c, int at) {
        if (bias == null) {
            if (!accumulate) {
                Arrays.fill(c, at, at + n, 0);
            }
        } else if (!accumulate) {
            System.arraycopy(bias, from, c, at, n);
        } else {
            for (int j = 0; j < n; j++) {
                c[at + j] += bias[from + j];
            }
        }
    }
}
