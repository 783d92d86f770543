package formers.models.translation.transformer;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// One layer of the decoder: attention over the target's tokens so far, attention over the source, and a
/// feed-forward network (section 3.1).
record DecoderLayer(
        int number,
        MultiHead attention,
        Residual aroundAttention,
        MultiHead cross,
        Residual aroundCross,
        PositionWise network,
        Residual aroundNetwork) {

    static DecoderLayer of(TransformerConfig config, Parameters parameters, Start start, int number) {
        var place = "decoder " + number;
        return new DecoderLayer(
                number,
                MultiHead.of(config, parameters.at("self_attn"), start, place),
                Residual.of(config, parameters, "self_attn_layer_norm", "attention output " + place),
                MultiHead.of(config, parameters.at("encoder_attn"), start, "cross " + place),
                Residual.of(config, parameters, "encoder_attn_layer_norm", "cross-attention output " + place),
                PositionWise.of(config, parameters, start, place),
                Residual.of(config, parameters, "final_layer_norm", "feed-forward output " + place));
    }

    /// `[batch, T, d] → [batch, T, d]`.
    ///
    /// @param bias added to the scores of the tokens so far; null for none
    Tensor apply(Tensor x, Surroundings surroundings, Tensor bias, Pass pass, Notes notes) {
        var attended = aroundAttention.around(
                y -> {
                    var memory = surroundings.target(number, attention.memory(y, null));
                    var look = attention.look(y, memory, true, bias);
                    notes.looked(Notes.Kind.DECODER, number, look);
                    return attention.apply(look, pass);
                },
                x,
                pass);
        var informed = aroundCross.around(
                y -> {
                    var look = cross.look(y, surroundings.source(number, cross), false, null);
                    notes.looked(Notes.Kind.CROSS, number, look);
                    return cross.apply(look, pass);
                },
                attended,
                pass);
        return aroundNetwork.around(y -> network.apply(y, pass), informed, pass);
    }
}
