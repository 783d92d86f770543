package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import formers.tensor.kernels.Kernels;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation against its definition in double precision: values, and gradients by central
/// differences of the definition; once with the vector kernels and once with their scalar twins.
class OperationTest {

    static Stream<OperationCase> cases() {
        return Stream.of(
                        PointwiseCases.all(),
                        ReductionCases.all(),
                        ProductCases.all(),
                        LayoutCases.all(),
                        IndexingCases.all(),
                        RowCases.all(),
                        ConvolutionCases.all(),
                        AttentionCases.all(),
                        RecurrentCases.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithItsDefinition(OperationCase operation) {
        check(operation);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithItsDefinitionOnScalarKernels(OperationCase operation) {
        var before = Backends.current;
        Backends.current = new CpuBackend(Kernels.scalar("asked for by a test"));
        try {
            check(operation);
        } finally {
            Backends.current = before;
        }
    }

    private static void check(OperationCase operation) {
        var inputs = operation.inputs().toArray(Doubles[]::new);
        var expected = operation.reference().apply(inputs);
        var random = new SplittableRandom(7);
        var weights = Doubles.fill(expected.shape(), _ -> (float) random.nextDouble(-1, 1));
        try (var _ = Scope.open()) {
            var tensors = Arrays.stream(inputs)
                    .map(input -> tensor(input).withGradient())
                    .toArray(Tensor[]::new);
            var result = operation.fast().apply(tensors);
            assertThat(result.shape().extents()).isEqualTo(expected.shape());
            assertClose("value", result.toArray(), expected.data(), 2e-6);
            if (!result.tracked()) {
                throw new AssertionError(operation + " is not recorded");
            }
            result.backward(tensor(weights));
            for (int i = 0; i < inputs.length; i++) {
                var numeric = differences(operation, inputs, i, weights);
                var gradient = tensors[i].gradient();
                var found = gradient == null ? new float[numeric.length] : gradient.toArray();
                assertClose("gradient of input " + i, found, numeric, 1e-5);
            }
        }
    }

    private static Tensor tensor(Doubles values) {
        var floats = new float[values.data().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.data()[i];
        }
        return Tensor.wrap(floats, values.shape());
    }

    /// `d(Σ weights · operation)/d input`, central differences in double precision.
    private static double[] differences(OperationCase operation, Doubles[] inputs, int which, Doubles weights) {
        double h = 1e-5;
        var gradient = new double[inputs[which].data().length];
        var changed = inputs.clone();
        for (int i = 0; i < gradient.length; i++) {
            double[] loss = new double[2];
            for (int side = 0; side < 2; side++) {
                var data = inputs[which].data().clone();
                data[i] += side == 0 ? h : -h;
                changed[which] = new Doubles(inputs[which].shape(), data);
                var values = operation.reference().apply(changed).data();
                for (int j = 0; j < values.length; j++) {
                    loss[side] += values[j] * weights.data()[j];
                }
            }
            gradient[i] = (loss[0] - loss[1]) / (2 * h);
        }
        return gradient;
    }

    /// Relative to the largest magnitude of the whole array: float rounding of a sum follows its terms, not
    /// itself.
    private static void assertClose(String what, float[] found, double[] expected, double tolerance) {
        assertThat(found.length).isEqualTo(expected.length);
        double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
        for (int i = 0; i < found.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= tolerance * scale) && found[i] != (float) expected[i]) {
                throw new AssertionError(
                        "%s at %d: expected %s, found %s (scale %s)".formatted(what, i, expected[i], found[i], scale));
            }
        }
    }

    /// Methods that return tensors and have no gradient: makers, comparisons, indices, bookkeeping.
    private static final Set<String> WITHOUT_GRADIENT = Set.of(
            "zeros",
            "ones",
            "full",
            "scalar",
            "of",
            "ofInts",
            "wrap",
            "range",
            "uniform",
            "normal",
            "fill",
            "set",
            "withGradient",
            "gradient",
            "detach",
            "greater",
            "greaterOrEqual",
            "less",
            "lessOrEqual",
            "equalTo",
            "notEqualTo",
            "argmax");

    @Test
    void everyOperationHasACase() {
        var checked = new TreeSet<String>();
        cases().forEach(operation -> checked.add(operation.operation()));
        var missing = new ArrayList<String>();
        for (var type : OPERATIONS) {
            for (var method : type.getDeclaredMethods()) {
                var returned = method.getReturnType();
                boolean tensors = returned == Tensor.class
                        || returned == Tensor[].class
                        || Arrays.stream(
                                        returned.isRecord()
                                                ? returned.getRecordComponents()
                                                : new java.lang.reflect.RecordComponent[0])
                                .anyMatch(component -> component.getType() == Tensor.class);
                if (tensors
                        && Modifier.isPublic(method.getModifiers())
                        && !WITHOUT_GRADIENT.contains(method.getName())
                        && !checked.contains(method.getName())) {
                    missing.add(method.getName());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /// Where operations are declared.
    private static final List<Class<?>> OPERATIONS = List.of(Tensor.class);
}
