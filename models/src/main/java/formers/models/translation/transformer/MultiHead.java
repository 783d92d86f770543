package formers.models.translation.transformer;

import formers.models.nn.Linear;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// Multi-head attention (section 3.2.2). Queries and memory come apart, because a memory may be kept.
///
/// @param dropout of the probabilities
/// @param place   its name among the places of dropout
record MultiHead(Linear query, Linear key, Linear value, Linear output, Heads heads, float dropout, String place) {

    static MultiHead of(TransformerConfig config, Parameters parameters, Start start, String place) {
        int width = config.width();
        int total = config.heads().total();
        boolean bias = config.biases().attention();
        return new MultiHead(
                Linear.of(
                        parameters.at("q_proj"),
                        start.query(width, config.heads().width()),
                        width,
                        total,
                        bias),
                Linear.of(parameters.at("k_proj"), start.matrix(width), width, total, bias),
                Linear.of(parameters.at("v_proj"), start.matrix(width), width, total, bias),
                Linear.of(parameters.at("out_proj"), start.matrix(total), total, width, bias),
                config.heads(),
                config.dropout().attention(),
                place);
    }

    /// Keys and values of `y`, `[batch, tokens, d]`.
    ///
    /// @param ends tokens of each row that count; null if all do
    Memory.Fresh memory(Tensor y, int[] ends) {
        return new Memory.Fresh(split(key.apply(y)), split(value.apply(y)), ends);
    }

    /// The look of `x`, `[batch, tokens, d]`, at a memory.
    Look look(Tensor x, Memory memory, boolean causal, Tensor bias) {
        return new Look(split(query.apply(x)), memory, causal, bias, heads.scale());
    }

    private Tensor split(Tensor x) {
        return x.reshape(x.extent(0), x.extent(1), heads.count(), heads.width());
    }

    /// What was seen, `[batch, tokens, d]`.
    Tensor apply(Look look, Pass pass) {
        var random = pass.random() == null ? null : pass.random().at("attention " + place);
        var mixed = look.mixed(dropout, random);
        return output.apply(mixed.reshape(mixed.extent(0), mixed.extent(1), heads.total()));
    }
}
