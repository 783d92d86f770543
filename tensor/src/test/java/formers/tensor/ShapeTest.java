package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeTest {

    @Test
    void broadcastsAsNumPyDoes() {
        assertThat(Shape.of(3, 1).broadcast(Shape.of(2, 1, 4))).isEqualTo(Shape.of(2, 3, 4));
        assertThat(Shape.of().broadcast(Shape.of(5))).isEqualTo(Shape.of(5));
        assertThat(Shape.of(0, 3).broadcast(Shape.of(1))).isEqualTo(Shape.of(0, 3));
        assertThatThrownBy(() -> Shape.of(2, 3).broadcast(Shape.of(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shapes [2, 3] and [2] do not broadcast: axis -1 has 3 and 2");
    }

    @Test
    void refusesWhatNoArrayCanHold() {
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.of(3, -1)).isInstanceOf(ShapeException.class);
    }

    /// The wrong call fails early, with the shapes in the message.
    static Stream<Arguments> wrongCalls() {
        var x = Tensor.zeros(2, 3);
        return Stream.of(
                wrong("plus", () -> x.plus(Tensor.zeros(2)), "[2, 3] and [2]"),
                wrong("matmul", () -> x.matmul(x), "matmul [2, 3] x [2, 3]: inner extents 3 and 2"),
                wrong("matmul rank", () -> x.matmul(Tensor.zeros(3)), "two axes"),
                wrong("linear", () -> x.linear(Tensor.zeros(4, 2), null), "linear [2, 3] with weight [4, 2]"),
                wrong("linear bias", () -> x.linear(Tensor.zeros(4, 3), Tensor.zeros(3)), "bias [4], found [3]"),
                wrong("reshape", () -> x.reshape(4, -1), "cannot reshape [2, 3] (6 elements) to [4, -1]"),
                wrong("permute", () -> x.permute(0, 0), "every axis once"),
                wrong("slice", () -> x.slice(1, 2, 4), "slice 2..4 of axis 1 does not fit shape [2, 3]"),
                wrong("split", () -> x.split(1, 1, 1)[0], "does not add up to 3"),
                wrong("concat", () -> Tensor.concat(0, x, Tensor.zeros(2, 2)), "differ elsewhere"),
                wrong("axis", () -> x.sum(2), "axis 2 does not exist in shape [2, 3]"),
                wrong("axis twice", () -> x.sum(1, -1), "named twice"),
                wrong("max of nothing", () -> Tensor.zeros(0).max(), "no elements"),
                wrong("layerNorm", () -> x.layerNorm(Tensor.zeros(2), null, 0), "of that width"),
                wrong("gated", () -> x.gated(Gate.SILU), "even last extent"),
                wrong("conv1d", () -> x.conv1d(x, null, ConvolutionOptions.valid()), "[batch, in, time]"),
                wrong(
                        "crossEntropy",
                        () -> x.crossEntropy(Tensor.ofInts(new int[] {0}), CrossEntropy.plain()),
                        "targets"),
                wrong("values", () -> Tensor.of(new float[5], 2, 3), "5 values do not fill shape [2, 3]"));
    }

    private static Arguments wrong(String what, Supplier<Tensor> call, String message) {
        return Arguments.of(what, call, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongCalls")
    void aWrongCallNamesItsShapes(String what, Supplier<Tensor> call, String message) {
        assertThatThrownBy(call::get).isInstanceOf(ShapeException.class).hasMessageContaining(message);
    }

    @Test
    void indicesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> Tensor.zeros(4, 2).embedding(Tensor.ofInts(new int[] {1, 4})))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("embedding: index 4 at place 1 of [2] is not in 0..3");
        assertThatThrownBy(() ->
                        Tensor.zeros(1, 3).crossEntropy(Tensor.ofInts(new int[] {-100}), CrossEntropy.ignoring(-1)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("target -100");
    }

    @Test
    void emptyTensorsPassThroughEveryKindOfOperation() {
        var empty = Tensor.zeros(0, 3);
        assertThat(empty.plus(1).exp().sum().item()).isZero();
        assertThat(empty.matmul(Tensor.zeros(3, 2)).shape()).isEqualTo(Shape.of(0, 2));
        assertThat(Tensor.ones(2, 0).matmul(Tensor.ones(0, 2)).toArray()).containsOnly(0);
        assertThat(empty.softmax(-1).transpose(0, 1).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(Tensor.concat(0, empty, Tensor.ones(1, 3)).shape()).isEqualTo(Shape.of(1, 3));
        assertThat(empty.layerNorm(Tensor.ones(3), null, 1e-5f).size()).isZero();
    }
}
