package formers.models.formal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps every intermediate matrix of a run under its paper name, in the order of computation.
///
/// ```java
/// var trace = Trace.recording();
/// Decoder.dTransformer(x, theta, Options.paper().trace(trace));
/// double[][] scores = trace.matrices().get("dec.0.attn.h1.S");       // [ℓ_Z, ℓ_X]
/// ```
///
/// A name is the place, the variable and, where the paper assigns a variable more than once, the line:
///
/// | name | matrix |
/// |---|---|
/// | `X`, `Z` | the embedded input (Algorithms 1 and 2), `[d_e, ℓ]` |
/// | `enc.0.attn.h1.Q`, `.K`, `.V`, `.S`, `.A`, `.Vtilde` | Algorithm 4 in head 1 of layer 0 |
/// | `enc.0.attn.Y`, `.Vtilde` | Algorithm 5: the heads stacked, and the output |
/// | `enc.0.X.attn`, `.X.norm1`, `.X.mlp`, `.X.norm2` | X after that line of layer 0 |
/// | `enc.0.mlp.H` | hidden units of the MLP after the activation, `[d_mlp, ℓ]` |
/// | `dec.0.Xtilde.norm1` | the temporary X̃ of Algorithm 10, which leaves X itself alone |
/// | `dec.0.cross.…`, `dec.0.X.cross` | cross-attention of Algorithm 8 |
/// | `X.head`, `X.norm`, `logits`, `P` | the head of Algorithm 9, the last norm, `W_u X`, the result |
///
/// `S` is the one after the mask and `A = softmax(S/√d_attn)`. In the encoder of Algorithm 8 the stream is
/// called Z.
public final class Trace {

    private static final Trace OFF = new Trace("", null);

    private final String place;
    private final Map<String, double[][]> matrices;

    private Trace(String place, Map<String, double[][]> matrices) {
        this.place = place;
        this.matrices = matrices;
    }

    /// Keeps nothing.
    public static Trace off() {
        return OFF;
    }

    /// Keeps a copy of everything it is shown. Meant for one run: a second one overwrites equal names.
    public static Trace recording() {
        return new Trace("", new LinkedHashMap<>());
    }

    /// What was recorded so far, by name, in the order of computation; empty when [#off()].
    public Map<String, double[][]> matrices() {
        return matrices == null ? Map.of() : Collections.unmodifiableMap(matrices);
    }

    /// The same trace, one level deeper.
    Trace at(String part) {
        return matrices == null ? this : new Trace(place + part + ".", matrices);
    }

    /// Notes `matrix` and hands it back, so that a formula stays one line.
    double[][] note(String name, double[][] matrix) {
        if (matrices != null) {
            matrices.put(place + name, Matrices.copy(matrix));
        }
        return matrix;
    }
}
