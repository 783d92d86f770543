package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void sumAndCopyTouchEveryElement() {
        var from = Inputs.floats(1, 1003);
        var to = new float[from.length];
        LimitLoops.copy(from, to);
        assertThat(to).isEqualTo(from);
        double sum = 0;
        for (float value : from) {
            sum += value;
        }
        assertThat(LimitLoops.sum(from)).isCloseTo((float) sum, org.assertj.core.data.Offset.offset(1e-3f));
    }

    @Test
    void multiplyAddsConvergeToOneInEveryChain() {
        assertThat(LimitLoops.multiplyAdd(100)).isEqualTo(12);
    }

    @Test
    void aProductCountsTwoOperationsPerTermAndAStepSixPerWeightAndToken() {
        assertThat(new Workload.MatrixProduct(2, 3, 5, false, false).cost().flops())
                .isEqualTo(60);
        // One token: attention's own products are 3 · 4 · width.
        assertThat(new Workload.TrainingStep(1, 1, 4, 1, 10, 1, 1).cost().flops())
                .isEqualTo(6.0 * (12 * 16 + 10 * 4) + 3 * 4 * 4);
    }
}
