package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TapeTest {

    private interface Operation {
        int apply(Tape tape, int[] leaves);
    }

    static Stream<Map.Entry<String, Operation>> operations() {
        return Map.<String, Operation>ofEntries(
                Map.entry("plus", (tape, x) -> tape.plus(x[0], x[1])),
                Map.entry("minus", (tape, x) -> tape.minus(x[0], x[1])),
                Map.entry("times", (tape, x) -> tape.times(x[0], x[1])),
                Map.entry("square", (tape, x) -> tape.times(x[0], x[0])),
                Map.entry("over", (tape, x) -> tape.over(x[0], x[1])),
                Map.entry("affine", (tape, x) -> tape.affine(x[0], 3, -1)),
                Map.entry("sum", Tape::sum),
                Map.entry("dot", (tape, x) -> tape.dot(x, 1, new int[] {x[0], x[2]})),
                Map.entry("exp", (tape, x) -> tape.exp(x[2])),
                Map.entry("log", (tape, x) -> tape.log(x[1])),
                Map.entry("inverseRoot", (tape, x) -> tape.inverseRoot(x[1])),
                Map.entry("relu", (tape, x) -> tape.plus(tape.relu(x[0]), tape.relu(x[2]))),
                Map.entry("gelu", (tape, x) -> tape.gelu(x[2])),
                Map.entry("geluTanh", (tape, x) -> tape.geluTanh(x[2])),
                Map.entry("silu", (tape, x) -> tape.silu(x[2])))
                .entrySet()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void slopesAgreeWithFiniteDifferences(Map.Entry<String, Operation> operation) {
        double[] at = {0.7, 1.3, -0.4};
        var tape = new Tape();
        double[] gradient = tape.gradient(operation.getValue().apply(tape, tape.leaves(at)));
        for (int i = 0; i < at.length; i++) {
            double h = 1e-5;
            double difference = value(operation.getValue(), at, i, h) - value(operation.getValue(), at, i, -h);
            assertThat(gradient[i]).as(operation.getKey()).isCloseTo(difference / (2 * h), within(1e-9));
        }
    }

    @Test
    void aNumberUsedTwiceGetsBothShares() {
        var tape = new Tape();
        int x = tape.leaf(3);
        int y = tape.plus(tape.times(x, x), tape.affine(x, 5, 0)); // x² + 5x
        assertThat(tape.value(y)).isEqualTo(24);
        assertThat(tape.gradient(y)[x]).isEqualTo(11);
    }

    private static double value(Operation operation, double[] at, int moved, double by) {
        double[] point = at.clone();
        point[moved] += by;
        var tape = new Tape();
        return tape.value(operation.apply(tape, tape.leaves(point)));
    }
}
