package formers.models.translation.transformer;

import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;
import java.util.function.UnaryOperator;

/// The residual connection around a sub-layer, with its norm and dropout (sections 3.1 and 5.4).
///
/// @param place its name among the places of dropout
record Residual(NormPlace normPlace, Norm.Built norm, float dropout, String place) {

    /// @param name of the norm
    static Residual of(TransformerConfig config, Parameters parameters, String name, String place) {
        return new Residual(
                config.normPlace(),
                config.norm().build(parameters.at(name), config.width()),
                config.dropout().residual(),
                place);
    }

    /// `[batch, tokens, d] → [batch, tokens, d]`.
    Tensor around(UnaryOperator<Tensor> sublayer, Tensor x, Pass pass) {
        return switch (normPlace) {
            case POST, POST_AND_LAST ->
                norm.afterAdding(x, pass.dropout(sublayer.apply(x), dropout, place))
                        .normalized();
            case PRE -> x.plus(pass.dropout(sublayer.apply(norm.apply(x)), dropout, place));
        };
    }
}
