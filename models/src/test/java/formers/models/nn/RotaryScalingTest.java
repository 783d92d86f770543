package formers.models.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RotaryScalingTest {

    /// Where it does, a cache keeps keys as they were before they were turned, and turns all of them for every token.
    @Test
    void oneSetOfFactorsDoesNotDependOnTheLength() {
        var factors = List.of(1.0, 4.0, 32.0);
        assertThat(new RotaryScaling.LongRope(factors, List.copyOf(factors), 8192, 1).dependsOnLength())
                .isFalse();
        assertThat(new RotaryScaling.LongRope(factors, List.of(1.0, 4.0, 8.0), 8192, 1).dependsOnLength())
                .isTrue();
    }
}
