package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostTest {

    @Test
    void aProductCountsTwoOperationsPerTermAndAStepSixPerWeightAndToken() {
        assertThat(new Workload.MatrixProduct(2, 3, 5, false, false).cost().flops())
                .isEqualTo(60);
        // One token: attention's own products are 3 · 4 · width.
        assertThat(new Workload.TrainingStep(1, 1, 4, 1, 10, 1, 1).cost().flops())
                .isEqualTo(6.0 * (12 * 16 + 10 * 4) + 3 * 4 * 4);
        // One pair: six squares of the width and a network on either side, the output, three attentions.
        assertThat(new Workload.TranslationStep(1, 1, 4, 5, 10, 1, 1, 1).cost().flops())
                .isEqualTo(6.0 * (2 * (6 * 16 + 2 * 4 * 5) + 10 * 4) + 3 * 3 * 4 * 4);
    }
}
