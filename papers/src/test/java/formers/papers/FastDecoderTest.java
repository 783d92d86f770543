package formers.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.formal.DParams;
import formers.models.formal.Loss;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FastDecoderTest {

    private final DParams theta = DParams.zeros(7, 9, 2, 2, 8, 12).initial(new SplittableRandom(1));
    private final FastDecoder fast = new FastDecoder(theta);

    @Test
    void everyArrayOfThetaHasASlope() {
        var gradient = fast.gradient(new Loss.DLoss(new int[] {0, 1, 2, 3, 4, 5, 6, 1, 2}), theta);
        gradient.byName().forEach((name, W) -> {
            double sum = 0;
            for (var row : W) {
                for (double slope : row) {
                    sum += Math.abs(slope);
                }
            }
            if (!name.endsWith("b_k")) { // softmax does not see what is added to all keys alike
                assertThat(sum).as(name).isPositive();
            }
        });
    }

    @Test
    void theLossIsThatOfTheReference() {
        var loss = new Loss.DLoss(new int[] {3, 1, 4, 1, 5}, FastDecoder.options());
        fast.gradient(loss, theta);
        assertThat(fast.lastLoss()).isCloseTo(loss.applyAsDouble(theta), within(1e-4));
    }

    @Test
    void gradientsDoNotAddUp() {
        var loss = new Loss.DLoss(new int[] {3, 1, 4, 1, 5});
        var first = fast.gradient(loss, theta);
        var second = fast.gradient(loss, theta);
        for (int i = 0; i < first.rows().size(); i++) {
            assertThat(second.rows().get(i)).isEqualTo(first.rows().get(i));
        }
    }

    @Test
    void anotherFunctionIsRefused() {
        assertThatThrownBy(() -> fast.gradient(_ -> 0, theta))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only the loss of Algorithm 13");
    }
}
