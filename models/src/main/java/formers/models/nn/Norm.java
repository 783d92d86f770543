package formers.models.nn;

import formers.tensor.Tensor;

/// Normalises each row to unit scale. The record is the choice; [#build] makes the layer with its parameters.
public sealed interface Norm {

    /// Mean 0 and variance 1, then scale and shift (Ba et al. 2016, arXiv:1607.06450, equation 4).
    ///
    /// @param epsilon inside the root
    /// @param bias    whether there is a shift
    record Layer(float epsilon, boolean bias) implements Norm {}

    /// Root mean square 1, then scale (Zhang & Sennrich 2019, arXiv:1910.07467, equation 4).
    ///
    /// @param epsilon inside the root
    record Rms(float epsilon) implements Norm {}

    /// As [Rms], with scales stored as their difference from 1 (Gemma), so that weight decay pulls them to 1.
    ///
    /// @param epsilon inside the root
    record OffsetRms(float epsilon) implements Norm {}

    /// Inside the root.
    float epsilon();

    /// A normalisation with its parameters, `[…, width] → […, width]`.
    interface Built {
        Tensor apply(Tensor x);

        /// Normalises `x + branch` and returns the sum too, in one pass over memory.
        Tensor.Normalized afterAdding(Tensor x, Tensor branch);
    }

    /// The layer, with scales starting at 1 and shifts at 0.
    default Built build(Parameters parameters, int width) {
        var start = Initializer.constant(this instanceof OffsetRms ? 0 : 1);
        var weight = parameters.get("weight", start, width);
        return switch (this) {
            case Layer(var epsilon, var biased) -> {
                var bias = biased ? parameters.get("bias", Initializer.constant(0), width) : null;
                yield new Built() {
                    @Override
                    public Tensor apply(Tensor x) {
                        return x.layerNorm(weight, bias, epsilon);
                    }

                    @Override
                    public Tensor.Normalized afterAdding(Tensor x, Tensor branch) {
                        return x.addLayerNorm(branch, weight, bias, epsilon);
                    }
                };
            }
            case Rms(var epsilon) ->
                new Built() {
                    @Override
                    public Tensor apply(Tensor x) {
                        return x.rmsNorm(weight, epsilon);
                    }

                    @Override
                    public Tensor.Normalized afterAdding(Tensor x, Tensor branch) {
                        return x.addRmsNorm(branch, weight, epsilon);
                    }
                };
            case OffsetRms(var epsilon) ->
                new Built() {
                    @Override
                    public Tensor apply(Tensor x) {
                        return x.rmsNorm(weight.plus(1), epsilon);
                    }

                    @Override
                    public Tensor.Normalized afterAdding(Tensor x, Tensor branch) {
                        return x.addRmsNorm(branch, weight.plus(1), epsilon);
                    }
                };
        };
    }
}
