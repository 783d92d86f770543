package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The workloads at sizes that take no time: each can be prepared, run and closed, and computes what it says.
class FormersEngineTest {

    private final Engine engine = new FormersEngine();

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true"})
    void matrixProductsAreOfTheOperandsAsStored(boolean transposeA, boolean transposeB) {
        int m = 5;
        int k = 7;
        int n = 3;
        var a = Inputs.floats(1, m * k);
        var b = Inputs.floats(2, k * n);
        var expected = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    expected[i * n + j] +=
                            a[transposeA ? l * m + i : i * k + l] * b[transposeB ? j * k + l : l * n + j];
                }
            }
        }
        try (var work = engine.prepare(new Workload.MatrixProduct(m, k, n, transposeA, transposeB))) {
            assertThat(Agreement.difference(work.result(), expected, 1e-6)).isEmpty();
        }
    }

    static Stream<Workload> small() {
        return Stream.of(
                new Workload.MatrixVector(9, 5),
                new Workload.Attention(6, 2, 4, false),
                new Workload.Attention(6, 2, 4, true),
                new Workload.LayerNorm(3, 8),
                new Workload.SoftmaxCrossEntropy(4, 11),
                new Workload.Gelu(17, false),
                new Workload.Gelu(17, true),
                new Workload.AdamW(19, true),
                new Workload.FftConvolution(2, 3, 16),
                new Workload.Add(8));
    }

    @ParameterizedTest
    @MethodSource("small")
    void everyWorkloadRuns(Workload workload) {
        try (var work = engine.prepare(workload)) {
            work.run();
            var result = work.result();
            assertThat(result).isNotEmpty();
            for (float value : result) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void trainingStepsTrain() {
        trains(new Workload.TrainingStep(1, 2, 16, 8, 13, 2, 8));
        trains(new Workload.TranslationStep(1, 2, 16, 24, 13, 2, 8, 5));
    }

    private void trains(Workload workload) {
        try (var work = engine.prepare(workload)) {
            float first = work.result()[0];
            for (int step = 0; step < 30; step++) {
                work.run();
            }
            assertThat(work.result()[0]).isLessThan(first);
        }
    }
}
