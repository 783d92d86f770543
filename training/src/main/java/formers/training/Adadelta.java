package formers.training;

import formers.tensor.AdamWUpdate;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Adadelta over all parameters of a model (Zeiler 2012, arXiv:1212.5701, algorithm 1), which sets its own
/// pace: `E[g²] = ρE[g²] + (1−ρ)g²`, `Δ = −√(E[Δ²] + ε)/√(E[g²] + ε)·g`, `E[Δ²] = ρE[Δ²] + (1−ρ)Δ²`, `p +=
/// Δ`. RNNsearch was trained with it, gradients clipped to norm 1.
public final class Adadelta {

    /// @param rho     ρ, decay of both averages
    /// @param epsilon ε, which sets the length of the first steps
    public record Settings(float rho, float epsilon) {

        public Settings {
            if (!(rho >= 0 && rho < 1) || !(epsilon > 0)) {
                throw new IllegalArgumentException(
                        "Adadelta wants rho in [0, 1) and epsilon above 0, found %s and %s".formatted(rho, epsilon));
            }
        }

        /// ρ = 0.95, ε = 1e-6, as Bahdanau et al. 2015, arXiv:1409.0473, appendix B.2 have it.
        public static Settings defaults() {
            return new Settings(0.95f, 1e-6f);
        }
    }

    /// @param squares `E[g²]`
    /// @param moves   `E[Δ²]`
    private record Slot(String name, Tensor parameter, Tensor squares, Tensor moves) {}

    private final Settings settings;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Tensor> parameters;

    public Adadelta(Map<String, Tensor> parameters, Settings settings) {
        this.settings = settings;
        this.parameters = List.copyOf(parameters.values());
        parameters.forEach(
                (name, parameter) -> slots.add(new Slot(name, parameter, zerosLike(parameter), zerosLike(parameter))));
    }

    private static Tensor zerosLike(Tensor parameter) {
        return Tensor.wrap(new float[parameter.size()], parameter.shape().extents());
    }

    /// Updates every parameter that has a gradient, and clears the gradients.
    ///
    /// @param rate factor on `Δ`; 1 in the papers
    /// @param clip largest global gradient norm; above it all gradients are scaled down. 0 does not clip
    /// @return the global gradient norm before clipping
    /// @throws DivergedException if the norm is not finite; nothing is updated then
    public double step(double rate, double clip) {
        double norm = AdamWUpdate.gradientNorm(parameters);
        if (!Double.isFinite(norm)) {
            throw new DivergedException("the gradient norm became " + norm);
        }
        float scale = (float) (clip > 0 && norm > clip ? clip / norm : 1);
        try (var _ = Tensor.withoutGradients()) {
            for (var slot : slots) {
                if (slot.parameter.gradient() != null) {
                    update(slot, scale, (float) rate);
                    slot.parameter.clearGradient();
                }
            }
        }
        return norm;
    }

    private void update(Slot slot, float scale, float rate) {
        float rho = settings.rho;
        float epsilon = settings.epsilon;
        try (var _ = Scope.open()) {
            var gradient = slot.parameter.gradient().times(scale);
            slot.squares.assign(slot.squares.times(rho).plus(gradient.square().times(1 - rho)));
            var move = slot.moves
                    .plus(epsilon)
                    .sqrt()
                    .dividedBy(slot.squares.plus(epsilon).sqrt())
                    .times(gradient)
                    .negate();
            slot.moves.assign(slot.moves.times(rho).plus(move.square().times(1 - rho)));
            slot.parameter.assign(slot.parameter.plus(move.times(rate)));
        }
    }

    /// The averages by name, `squares.NAME` and `moves.NAME`: for saving, and to be overwritten on resume.
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        for (var slot : slots) {
            state.put("squares." + slot.name, slot.squares);
            state.put("moves." + slot.name, slot.moves);
        }
        return state;
    }
}
