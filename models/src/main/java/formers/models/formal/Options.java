package formers.models.formal;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/// What the paper fixes and a comparison with real models has to change. [#paper()] changes nothing.
///
/// @param eps added to the variance under the root of every layer normalisation; 0 in the paper
/// @param gelu the activation of Algorithms 9 and 10; the paper's is [Activation#gelu]
/// @param trace where intermediate matrices go
public record Options(double eps, DoubleUnaryOperator gelu, Trace trace) {

    public Options {
        if (!(eps >= 0 && eps < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("eps must be finite and at least 0, was " + eps);
        }
        Objects.requireNonNull(gelu, "gelu");
        Objects.requireNonNull(trace, "trace");
    }

    /// The algorithms to the letter: no eps, the exact GELU, no trace.
    public static Options paper() {
        return new Options(0, Activation::gelu, Trace.off());
    }

    public Options eps(double value) {
        return new Options(value, gelu, trace);
    }

    public Options gelu(DoubleUnaryOperator value) {
        return new Options(eps, value, trace);
    }

    public Options trace(Trace value) {
        return new Options(eps, gelu, value);
    }

    /// The same options one level deeper in the trace.
    Options at(String part) {
        return trace(trace.at(part));
    }
}
