package formers.tensor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LimitLoopsTest {

    @Test
    void sumAndCopyTouchEveryElement() {
        var random = new SplittableRandom(1);
        var from = new float[1003];
        for (int i = 0; i < from.length; i++) {
            from[i] = (float) random.nextDouble(-1, 1);
        }
        var to = new float[from.length];
        LimitLoops.copy(from, to);
        assertThat(to).isEqualTo(from);
        double sum = 0;
        for (float value : from) {
            sum += value;
        }
        assertThat(LimitLoops.sum(from)).isCloseTo((float) sum, within(1e-3f));
    }

    @Test
    void multiplyAddsGrowByAQuarterInEveryChain() {
        float start = LimitLoops.multiplyAdd(0);
        assertThat(LimitLoops.multiplyAdd(100) - start).isCloseTo(12 * 100 / 4f, within(1e-3f));
        assertThat(LimitLoops.multiplyAdd(1 << 25)).isBetween(12 * 1e6f, 12 * 1e8f);
    }

    @Test
    void limitsAreMeasured() {
        try (var limits = new MachineLimits(1)) {
            assertThat(limits.flops()).isGreaterThan(1e7);
            assertThat(limits.readBandwidth(1 << 20)).isGreaterThan(1e6);
            assertThat(limits.copyBandwidth(1 << 20)).isGreaterThan(1e6);
        }
    }
}
