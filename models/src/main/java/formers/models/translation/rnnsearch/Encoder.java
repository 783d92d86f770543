package formers.models.translation.rnnsearch;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// Reads sources, forwards and, where there is attention, backwards too (section 3.2, appendix A.1.1).
final class Encoder {

    private final RnnSearchConfig config;
    private final Tensor embedding; // E_x, [sourceVocabulary, m]
    private final Gru forward;
    private final Gru backward; // null without attention

    Encoder(RnnSearchConfig config, Parameters parameters, Start start) {
        this.config = config;
        embedding =
                parameters.weight("embedding.weight", start.embedding(), config.sourceVocabulary(), config.embedding());
        forward = gru(parameters.at("forward"), start);
        backward = config.alignment() instanceof Alignment.None ? null : gru(parameters.at("backward"), start);
    }

    private Gru gru(Parameters parameters, Start start) {
        return Gru.of(parameters, start, config.gru(), config.embedding(), config.hidden());
    }

    /// What was read.
    ///
    /// @param annotations `h_j = [→h_j; ←h_j]`, `[batch, S, context]`; without attention `→h_S`, `[batch,
    ///                    1, n]`
    /// @param summary     what the decoder starts from, `[batch, n]`: `←h_1`, or `→h_S` without attention
    record Read(Tensor annotations, Tensor summary) {}

    /// @param ids I32, `[S, batch]`, padded on the right
    Read read(Tensor ids, int[] lengths, Pass pass) {
        var words = pass.dropout(embedding.embedding(ids), config.dropout(), "source embedding");
        int times = ids.extent(0);
        var zeros = Tensor.zeros(ids.extent(1), config.hidden());
        var forwards = forward.states(forward.projected(words), zeros, false, lengths);
        if (backward == null) {
            // Over padding the state stays as it is: the last one is that of the last word.
            var last = at(forwards, times - 1);
            return new Read(last.reshape(last.extent(0), 1, -1), last);
        }
        var backwards = backward.states(backward.projected(words), zeros, true, lengths);
        return new Read(Tensor.concat(-1, forwards, backwards).transpose(0, 1), at(backwards, 0));
    }

    private static Tensor at(Tensor states, int time) {
        return states.slice(0, time, time + 1).reshape(states.extent(1), states.extent(2));
    }
}
