package formers.models.translation.transformer;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// One layer of the encoder: attention over the source, and a feed-forward network (section 3.1).
record EncoderLayer(
        int number, MultiHead attention, Residual aroundAttention, PositionWise network, Residual aroundNetwork) {

    static EncoderLayer of(TransformerConfig config, Parameters parameters, Start start, int number) {
        var place = "encoder " + number;
        return new EncoderLayer(
                number,
                MultiHead.of(config, parameters.at("self_attn"), start, place),
                Residual.of(config, parameters, "self_attn_layer_norm", "attention output " + place),
                PositionWise.of(config, parameters, start, place),
                Residual.of(config, parameters, "final_layer_norm", "feed-forward output " + place));
    }

    /// `[batch, S, d] → [batch, S, d]`.
    ///
    /// @param bias added to the scores; null for none
    Tensor apply(Tensor x, int[] lengths, Tensor bias, Pass pass, Notes notes) {
        var attended = aroundAttention.around(
                y -> {
                    var look = attention.look(y, attention.memory(y, lengths), false, bias);
                    notes.looked(Notes.Kind.ENCODER, number, look);
                    return attention.apply(look, pass);
                },
                x,
                pass);
        return aroundNetwork.around(y -> network.apply(y, pass), attended, pass);
    }
}
