package formers.models.translation.rnnsearch;

import formers.models.nn.Linear;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;
import java.util.stream.IntStream;

/// Writes targets: looks at the source, moves its state, reads a word from it (appendix A.2.2).
final class Decoder {

    private final RnnSearchConfig config;
    private final Tensor embedding; // E_y, [targetVocabulary, m]
    private final Linear first; // W_s, [n, n]
    private final Aligner aligner;
    private final Gru gru;
    private final Tensor context; // C_z, C_r, C, [3n, context]
    private final Linear fromState; // U_o, [2l, n], and the bias of the readout
    private final Tensor fromWord; // V_o, [2l, m]
    private final Tensor fromContext; // C_o, [2l, context]
    private final Linear output; // W_o, [targetVocabulary, l]

    Decoder(RnnSearchConfig config, Parameters parameters, Start start) {
        this.config = config;
        int n = config.hidden();
        int wide = config.context();
        int pairs = 2 * config.maxout();
        embedding =
                parameters.weight("embedding.weight", start.embedding(), config.targetVocabulary(), config.embedding());
        first = Linear.of(parameters.at("start"), start.matrix(n), n, n, true);
        aligner = Aligner.of(config.alignment(), parameters.at("alignment"), start, n, wide);
        gru = Gru.of(parameters, start, config.gru(), config.embedding(), n);
        context = parameters.weight("context.weight", start.matrix(wide), 3 * n, wide);
        var readout = parameters.at("readout");
        fromState = Linear.of(readout.at("state"), start.matrix(n), n, pairs, true);
        fromWord = readout.weight("word.weight", start.matrix(config.embedding()), pairs, config.embedding());
        fromContext = readout.weight("context.weight", start.matrix(wide), pairs, wide);
        output = Linear.of(
                parameters.at("output"),
                start.matrix(config.maxout()),
                config.maxout(),
                config.targetVocabulary(),
                true);
    }

    /// Prepares what was read for being looked at; `s_0 = tanh(W_s summary + b_s)`.
    Source source(Encoder.Read read, int times, int[] lengths) {
        return new Source(
                read.annotations(),
                aligner.keys(read.annotations()),
                read.annotations().linear(context, null),
                Source.mask(lengths, times),
                first.apply(read.summary()).tanh(),
                lengths,
                IntStream.range(0, lengths.length).toArray());
    }

    /// Embeddings of the words before, `[time, batch, m]`; that of the word before the first is zero.
    ///
    /// @param ids I32, `[time, batch]`; the first row is not looked up
    Tensor wordsBefore(Tensor ids, Pass pass) {
        int times = ids.extent(0);
        if (times == 1) {
            return Tensor.zeros(1, ids.extent(1), config.embedding());
        }
        var words = words(ids.slice(0, 1, times));
        return pass.dropout(words, config.dropout(), "target embedding").pad(0, 1, 0, 0);
    }

    Tensor words(Tensor ids) {
        return embedding.embedding(ids);
    }

    /// A decoder that has written some words.
    ///
    /// @param before   `s_{i−1}` of each time, `[time, batch, n]`
    /// @param states   `s_i`
    /// @param contexts `c_i`, `[time, batch, context]`, or `[1, batch, context]` if it is the same at all
    ///                 times
    /// @param weights  `α_i`, `[time, batch, S]`, or `[1, batch, S]` if they are the same at all times
    record Written(Tensor before, Tensor states, Tensor contexts, Tensor weights) {}

    /// Goes through the times of `words` `[time, batch, m]` from the state `from` `[batch, n]`.
    Written write(Tensor words, Tensor from, Source source) {
        var projected = gru.projected(words);
        return aligner instanceof FixedAligner fixed
                ? writeUnder(fixed.look(from, source), projected, from, source)
                : writeLooking(projected, from, source);
    }

    /// Without attention all inputs are known beforehand.
    private Written writeUnder(Aligner.Look look, Tensor projected, Tensor from, Source source) {
        var states = gru.states(projected.plus(look.mixed()), from);
        return new Written(before(from, states), states, source.annotations().transpose(0, 1), single(look.weights()));
    }

    private Written writeLooking(Tensor projected, Tensor from, Source source) {
        int times = projected.extent(0);
        var states = new Tensor[times];
        var weights = new Tensor[times];
        var state = from;
        for (int i = 0; i < times; i++) {
            var look = aligner.look(state, source);
            states[i] = gru.states(projected.slice(0, i, i + 1).plus(look.mixed()), state);
            weights[i] = single(look.weights());
            state = states[i].reshape(from.shape().extents());
        }
        var all = Tensor.concat(0, states);
        var looked = Tensor.concat(0, weights);
        var contexts = looked.transpose(0, 1).matmul(source.annotations()).transpose(0, 1);
        return new Written(before(from, all), all, contexts, looked);
    }

    private static Tensor single(Tensor x) {
        return x.reshape(1, x.extent(0), x.extent(1));
    }

    private Tensor before(Tensor from, Tensor states) {
        return switch (config.readout()) {
            case CURRENT -> null; // nobody reads it
            case PREVIOUS -> Tensor.concat(0, single(from), states.slice(0, 0, states.extent(0) - 1));
        };
    }

    /// `t_i[k] = max(t̃_i[2k−1], t̃_i[2k])` where `t̃_i = U_o s + V_o E y_{i−1} + C_o c_i + b`, `[time,
    /// batch, l]`.
    Tensor readout(Tensor words, Written written, Pass pass) {
        var state = switch (config.readout()) {
            case CURRENT -> written.states();
            case PREVIOUS -> written.before();
        };
        var sums = fromState
                .apply(state)
                .plus(words.linear(fromWord, null))
                .plus(written.contexts().linear(fromContext, null));
        return pass.dropout(sums.maxout(2), config.dropout(), "readout");
    }

    /// Scores of the next word, `[…, l] → […, targetVocabulary]`.
    Tensor scores(Tensor readout) {
        return output.apply(readout);
    }
}
