package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedRowsTest {

    private static final int ROWS = 5;
    private static final int COLUMNS = 288;

    private static float[] rows() {
        var random = new Random(2);
        var x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        Arrays.fill(x, 0, 32, 0);
        Arrays.fill(x, 32, 64, -0x1p-120f);
        for (int i = 64; i < 96; i++) {
            x[i] = i - 80 + 0.5f; // halfway between codes, for the largest is 127
        }
        x[64] = 127;
        return x;
    }

    private record Rounded(int[] codes, int[] starts, float[] scales, float[] totals) {
        static Rounded by(QuantizedRows.Rounding rounding, float[] x) {
            var rows = QuantizedRows.of(ROWS, COLUMNS, x, 0, COLUMNS, rounding);
            return new Rounded(
                    rows.codes().clone(),
                    rows.starts().clone(),
                    rows.scales().clone(),
                    rows.totals().clone());
        }
    }

    @Test
    void vectorsRoundAsDefined() {
        var expected = Rounded.by(QuantizedRows::round, rows());
        var found = Rounded.by(VectorRounding::round, rows());
        assertThat(found.codes).isEqualTo(expected.codes);
        assertThat(found.starts).isEqualTo(expected.starts);
        assertThat(found.scales).isEqualTo(expected.scales);
        assertThat(found.totals).isEqualTo(expected.totals);
    }

    @Test
    void whatIsNotANumberOrInfiniteMakesItsBlockSo() {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] x = rows();
            x[100] = odd;
            for (QuantizedRows.Rounding rounding :
                    new QuantizedRows.Rounding[] {QuantizedRows::round, VectorRounding::round}) {
                float[] scales = Rounded.by(rounding, x).scales;
                assertThat(Float.isFinite(scales[100 / 32])).isFalse();
                assertThat(scales[128 / 32]).isFinite();
            }
        }
    }
}
