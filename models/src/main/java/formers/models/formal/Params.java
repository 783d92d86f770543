package formers.models.formal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// All parameters θ of a model. A gradient has the same type: it is one number per parameter, too.
///
/// The records hold their arrays, they do not copy them: [Optimizer] changes θ in place.
///
/// @param <P> the implementing record itself
public sealed interface Params<P extends Params<P>> permits EDParams, EParams, DParams {

    /// The same model with each array replaced by what `f` makes of it, visited in a fixed order.
    P map(Transform f);

    /// Makes an array from the one of the same name. Names are the paper's with the place in front: `W_e`,
    /// `dec.0.attn.h1.W_q`, `enc.1.gamma2`, `final.beta`.
    @FunctionalInterface
    interface Transform {
        double[][] matrix(String name, double[][] W);

        /// A vector of length n passes as a `[1, n]` matrix.
        default double[] vector(String name, double[] b) {
            return matrix(name, new double[][] {b})[0];
        }
    }

    /// Every array by name, in a fixed order; vectors of length n as `[1, n]`. The rows are those of this
    /// object.
    default Map<String, double[][]> byName() {
        var arrays = new LinkedHashMap<String, double[][]>();
        map((name, W) -> {
            arrays.put(name, W);
            return W;
        });
        return Collections.unmodifiableMap(arrays);
    }

    /// Every parameter, as the rows of every array in the order of [#byName()]: θ as one long vector, in
    /// pieces that can be written to.
    default List<double[]> rows() {
        var rows = new ArrayList<double[]>();
        byName().values().forEach(W -> rows.addAll(List.of(W)));
        return rows;
    }

    /// Number of parameters.
    default int size() {
        return rows().stream().mapToInt(row -> row.length).sum();
    }

    /// An independent copy.
    default P copy() {
        return map((_, W) -> Matrices.copy(W));
    }

    /// A new θ of the same shape, all zero.
    default P zeros() {
        return map((_, W) -> new double[W.length][Matrices.columns(W)]);
    }

    /// A new θ of the same shape to start training from: weights from the normal distribution N(0, 0.02²),
    /// biases and β 0, γ 1.
    default P initial(RandomGenerator random) {
        return map((name, W) -> {
            var last = name.substring(name.lastIndexOf('.') + 1);
            return Matrices.map(W, _ -> {
                if (last.startsWith("gamma")) {
                    return 1;
                }
                return last.startsWith("W") ? random.nextGaussian(0, 0.02) : 0;
            });
        });
    }
}
