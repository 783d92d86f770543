package formers.models.translation.rnnsearch;

import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import formers.tensor.Tensor;

/// An [Alignment] with its parameters. It has two parts, so that what depends on the source alone is
/// computed once a sentence.
sealed interface Aligner permits AdditiveAligner, GeneralAligner, FixedAligner {

    /// The alignment model with its parameters.
    ///
    /// @param hidden  width of a decoder state
    /// @param context width of an annotation
    static Aligner of(Alignment alignment, Parameters parameters, Start start, int hidden, int context) {
        return switch (alignment) {
            case Alignment.Additive(var width) ->
                new AdditiveAligner(
                        parameters.weight("state.weight", start.alignment(hidden), width, hidden),
                        parameters.weight("annotation.weight", start.alignment(context), width, context),
                        parameters.get("score.weight", Initializer.constant(0), width));
            case Alignment.General() ->
                new GeneralAligner(parameters.weight("annotation.weight", start.alignment(context), hidden, context));
            case Alignment.None() -> new FixedAligner();
        };
    }

    /// What one look at the source gave.
    ///
    /// @param mixed   the values so weighted, `C c_i`, `[batch, 3n]`
    /// @param weights `α_i`, `[batch, S]`, 0 on padding
    record Look(Tensor mixed, Tensor weights) {}

    /// Prepares annotations `[batch, S, context]` to be looked at.
    Tensor keys(Tensor annotations);

    /// Looks from the state `s_{i−1}` `[batch, hidden]`.
    Look look(Tensor state, Source source);
}
