package formers.tensor.kernels;

import static formers.tensor.kernels.Twins.LENGTHS;
import static formers.tensor.kernels.Twins.MARGIN;
import static formers.tensor.kernels.Twins.SCALAR;
import static formers.tensor.kernels.Twins.VECTOR;
import static formers.tensor.kernels.Twins.assertMargins;
import static formers.tensor.kernels.Twins.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The twins have the same bits. That they are right is `OperationTest`'s concern.
class RecurrenceKernelsTest {

    static IntStream lengths() {
        return IntStream.of(LENGTHS);
    }

    /// What a kernel does to arrays of inputs and outputs.
    private interface Call {
        void run(RecurrenceKernels kernels, float[][] arrays, int n);
    }

    private static void assertTwins(int n, int arrays, Call call) {
        var before = new float[arrays][];
        var scalar = new float[arrays][];
        var vector = new float[arrays][];
        for (int i = 0; i < arrays; i++) {
            before[i] = random(i + 1, n, 0, 1);
            scalar[i] = before[i].clone();
            vector[i] = before[i].clone();
        }
        call.run(SCALAR.recurrence(), scalar, n);
        call.run(VECTOR.recurrence(), vector, n);
        for (int i = 0; i < arrays; i++) {
            assertThat(vector[i]).as("array %d", i).containsExactly(scalar[i]);
            assertMargins("array " + i, vector[i], before[i], n);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blend(boolean keepsOld) {
        int m = MARGIN;
        for (int length : LENGTHS) {
            assertTwins(length, 4, (kernels, x, n) -> kernels.blend(keepsOld, x[0], m, x[1], m, x[2], m, x[3], m, n));
            assertTwins(
                    length,
                    7,
                    (kernels, x, n) -> kernels.blendGradient(
                            keepsOld, x[0], m, x[1], m, x[2], m, x[3], m, x[4], m, x[5], m, x[6], m, n));
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void gateGradient(int length) {
        int m = MARGIN;
        assertTwins(length, 5, (kernels, x, n) -> kernels.gateGradient(x[0], m, x[1], m, x[2], m, x[3], m, x[4], m, n));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void scoreGradient(int length) {
        int m = MARGIN;
        assertTwins(
                length,
                5,
                (kernels, x, n) -> kernels.scoreGradient(x[0], m, x[1], m, 0.3f, x[2], m, x[3], m, x[4], m, n));
    }
}
