package formers.training;

import formers.tensor.AdamWUpdate;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// AdamW over all parameters of a model (Loshchilov & Hutter 2019, arXiv:1711.05101). Matrices and
/// embeddings decay; biases and norm weights, tensors of rank below 2, do not.
public final class AdamW {

    /// @param beta1   decay of the first moment
    /// @param beta2   decay of the second moment
    /// @param epsilon added to the root of the second moment
    /// @param decay   decoupled weight decay of tensors of rank 2 and above
    public record Settings(float beta1, float beta2, float epsilon, float decay) {

        /// What the GPT line uses: β = (0.9, 0.95), ε = 1e-8, decay 0.1.
        public static Settings defaults() {
            return new Settings(0.9f, 0.95f, 1e-8f, 0.1f);
        }
    }

    private record Slot(String name, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {}

    private final Settings settings;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Tensor> parameters;
    private long steps;

    public AdamW(Map<String, Tensor> parameters, Settings settings) {
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
    /// @param rate learning rate of this step
    /// @param clip largest global gradient norm; above it all gradients are scaled down. 0 does not clip
    /// @return the global gradient norm before clipping
    /// @throws DivergedException if the norm is not finite; nothing is updated then
    public double step(double rate, double clip) {
        double norm = AdamWUpdate.gradientNorm(parameters);
        if (!Double.isFinite(norm)) {
            throw new DivergedException("the gradient norm became " + norm);
        }
        double scale = clip > 0 && norm > clip ? clip / norm : 1;
        steps++;
        for (var slot : slots) {
            if (slot.parameter.gradient() == null) {
                continue;
            }
            float decay = slot.parameter.rank() >= 2 ? settings.decay : 0;
            new AdamWUpdate(steps, (float) rate, settings.beta1, settings.beta2, settings.epsilon, decay, (float) scale)
                    .apply(slot.parameter, slot.firstMoment, slot.secondMoment);
            slot.parameter.clearGradient();
        }
        return norm;
    }

    /// Steps taken so far.
    public long steps() {
        return steps;
    }

    /// Continues from a stored state whose moments have been read into [#state].
    public void resumeAt(long step) {
        steps = step;
    }

    /// The moments by name, `first_moment.NAME` and `second_moment.NAME`: for saving, and to be overwritten on
    /// resume.
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        for (var slot : slots) {
            state.put("first_moment." + slot.name, slot.firstMoment);
            state.put("second_moment." + slot.name, slot.secondMoment);
        }
        return state;
    }
}
