package formers.models.translation.rnnsearch;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TargetPrefixes;
import formers.tensor.CrossEntropy;
import formers.tensor.Tensor;
import java.util.Arrays;

/// Translation by jointly learning to align (Bahdanau et al. 2015, arXiv:1409.0473): a bidirectional
/// encoder annotates the words of the source, and before each word of the target the decoder looks at all
/// of them. With [Alignment.None] it is the encoder-decoder the paper compares it with.
///
/// ```java
/// var marks = new PairBatch.Marks(0, 1, 2);
/// var model = new RnnSearch(RnnSearchConfig.of(68, 85, 32, 64, 64, marks), Parameters.initialised(1));
/// ```
public final class RnnSearch implements SequenceToSequence {

    private final RnnSearchConfig config;
    private final Parameters parameters;
    private final Encoder encoder;
    private final Decoder decoder;

    /// A model with the parameters that `parameters` makes or reads. Fresh ones are [Start#SCALED].
    public RnnSearch(RnnSearchConfig config, Parameters parameters) {
        this(config, parameters, Start.SCALED);
    }

    /// @param start how fresh parameters start
    public RnnSearch(RnnSearchConfig config, Parameters parameters, Start start) {
        this.config = config;
        this.parameters = parameters;
        encoder = new Encoder(config, parameters.at("encoder"), start);
        decoder = new Decoder(config, parameters.at("decoder"), start);
    }

    public RnnSearchConfig config() {
        return config;
    }

    @Override
    public int vocabulary() {
        return config.targetVocabulary();
    }

    @Override
    public PairBatch.Marks marks() {
        return config.marks();
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Tensor logits(PairBatch batch, Pass pass) {
        int rows = batch.input().extent(0);
        int times = batch.input().extent(1);
        var places = new int[rows * times];
        Arrays.setAll(places, i -> i % times * rows + i / times);
        return decoder.scores(readout(batch, pass).embedding(Tensor.ofInts(places)))
                .reshape(rows, times, config.targetVocabulary());
    }

    /// One product over the words that count gives their scores; padding takes no time.
    @Override
    public Tensor loss(PairBatch batch, float smoothing, Pass pass) {
        int rows = batch.input().extent(0);
        int times = batch.input().extent(1);
        var targets = batch.targets().toInts();
        var places = new int[targets.length];
        var words = new int[targets.length];
        int count = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0) {
                places[count] = i % times * rows + i / times;
                words[count++] = targets[i];
            }
        }
        var readout = readout(batch, pass).embedding(Tensor.ofInts(Arrays.copyOf(places, count)));
        var how = CrossEntropy.plain().withSmoothing(smoothing);
        return pass.penalised(decoder.scores(readout).crossEntropy(Tensor.ofInts(Arrays.copyOf(words, count)), how));
    }

    /// What words are read from, `[time·batch, l]`.
    private Tensor readout(PairBatch batch, Pass pass) {
        var words = words(batch, pass);
        return decoder.readout(words, written(batch, words, pass), pass).reshape(-1, config.maxout());
    }

    private Tensor words(PairBatch batch, Pass pass) {
        return decoder.wordsBefore(timesFirst(begun(batch)), pass);
    }

    private Decoder.Written written(PairBatch batch, Tensor words, Pass pass) {
        var source = read(batch.source(), batch.sourceLengths(), pass);
        return decoder.write(words, source.start(), source);
    }

    /// The decoder's states `[time, batch, n]` and all else, when the target is given.
    Decoder.Written written(PairBatch batch) {
        return written(batch, words(batch, Pass.plain()), Pass.plain());
    }

    /// How much each word of the target looked at each word of its source when the target was given, `α`,
    /// `[batch, T, S]`; rows sum to 1. Without attention all look at the last word, whose state is the
    /// context.
    public Tensor alignments(PairBatch batch) {
        var weights = written(batch).weights();
        int times = batch.input().extent(1);
        return weights.broadcastTo(times, weights.extent(1), weights.extent(2)).transpose(0, 1);
    }

    @Override
    public TargetPrefixes start(Tensor source, int[] lengths) {
        try (var _ = Tensor.withoutGradients()) {
            return Prefixes.of(config, decoder, read(source, lengths, Pass.plain()));
        }
    }

    private Source read(Tensor source, int[] lengths, Pass pass) {
        if (source.rank() != 2 || source.extent(0) != lengths.length || source.extent(1) == 0) {
            throw new IllegalArgumentException("sources must be [batch, S] with a length each and S of at least 1,"
                    + " found %s and %d lengths".formatted(source.shape(), lengths.length));
        }
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] < 1 || lengths[row] > source.extent(1)) {
                throw new IllegalArgumentException(
                        "source %d must have 1 to %d tokens, found %d; leave out pairs with an empty source"
                                .formatted(row, source.extent(1), lengths[row]));
            }
        }
        return decoder.source(encoder.read(timesFirst(source), lengths, pass), source.extent(1), lengths);
    }

    private Tensor begun(PairBatch batch) {
        var input = batch.input();
        if (input.rank() != 2 || input.extent(0) != batch.source().extent(0) || input.extent(1) == 0) {
            throw new IllegalArgumentException("targets must be [%d, T] with T of at least 1, found %s"
                    .formatted(batch.source().extent(0), input.shape()));
        }
        var ids = input.toInts();
        for (int row = 0; row < input.extent(0); row++) {
            requireBegin(config, row, ids[row * input.extent(1)]);
        }
        return input;
    }

    static void requireBegin(RnnSearchConfig config, int row, int id) {
        if (id != config.marks().begin()) {
            throw new IllegalArgumentException("target %d must start with %d, the mark that begins one, found %d"
                    .formatted(row, config.marks().begin(), id));
        }
    }

    private static Tensor timesFirst(Tensor ids) {
        int rows = ids.extent(0);
        int times = ids.extent(1);
        var from = ids.toInts();
        var to = new int[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i % times * rows + i / times] = from[i];
        }
        return Tensor.ofInts(to, times, rows);
    }
}
