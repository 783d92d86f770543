package formers.models.translation.transformer;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TargetPrefixes;
import formers.tensor.CrossEntropy;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;

/// The encoder-decoder Transformer (Vaswani et al. 2017, arXiv:1706.03762), and with other components T5
/// (Raffel et al. 2020, arXiv:1910.10683). Parameters are called as in Hugging Face's `MarianMTModel`.
///
/// ```java
/// var config = TransformerPresets.of("transformer-tiny").config();
/// var model = new Transformer(config, Parameters.initialised(1));
/// ```
///
/// One definition serves training and decoding; what a decoder's layer looks at is an argument.
public final class Transformer implements SequenceToSequence {

    private final TransformerConfig config;
    private final Parameters parameters;
    private final Encoder encoder;
    private final Decoder decoder;
    private final Scoring scoring;

    /// A model with the parameters that `parameters` makes or reads. Fresh matrices start Xavier-uniform,
    /// embeddings with deviation `1/√d` and a padding of 0; without scaled scores all as in T5.
    public Transformer(TransformerConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        var start = Start.of(config);
        var model = parameters.at("model");
        Tensor source;
        Tensor target;
        switch (config.vocabulary()) {
            case Vocabulary.Shared(var tokens) -> {
                source = model.weight("shared.weight", start.embedding(), tokens, config.width());
                target = source;
            }
            case Vocabulary.Separate(var ofSource, var ofTarget) -> {
                source = model.weight("encoder.embed_tokens.weight", start.embedding(), ofSource, config.width());
                target = model.weight("decoder.embed_tokens.weight", start.embedding(), ofTarget, config.width());
            }
        }
        encoder = Encoder.of(config, model.at("encoder"), start, source);
        decoder = Decoder.of(config, model.at("decoder"), start, target);
        scoring = Scoring.of(config, parameters, start, target);
    }

    public TransformerConfig config() {
        return config;
    }

    Decoder decoder() {
        return decoder;
    }

    @Override
    public int vocabulary() {
        return config.vocabulary().target();
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
        return scores(states(batch, pass, Notes.NONE));
    }

    /// Scores are computed for the tokens that count alone: padding takes no product with the vocabulary.
    @Override
    public Tensor loss(PairBatch batch, float smoothing, Pass pass) {
        var targets = batch.targets().toInts();
        var places = new int[targets.length];
        var tokens = new int[targets.length];
        int count = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0) {
                places[count] = i;
                tokens[count++] = targets[i];
            }
        }
        var states = states(batch, pass, Notes.NONE)
                .reshape(-1, config.width())
                .embedding(Tensor.ofInts(Arrays.copyOf(places, count)));
        var how = CrossEntropy.plain().withSmoothing(smoothing);
        return pass.penalised(scores(states).crossEntropy(Tensor.ofInts(Arrays.copyOf(tokens, count)), how));
    }

    /// `[…, d] → […, V]`.
    Tensor scores(Tensor states) {
        return scoring.apply(states);
    }

    /// The decoder's last states, `[batch, T, d]`.
    private Tensor states(PairBatch batch, Pass pass, Notes notes) {
        var input = batch.input();
        if (input.rank() != 2 || input.extent(0) != batch.source().extent(0) || input.extent(1) == 0) {
            throw new IllegalArgumentException("targets must be [%d, T] with T of at least 1, found %s"
                    .formatted(batch.source().extent(0), input.shape()));
        }
        var read = read(batch.source(), batch.sourceLengths(), pass, notes);
        return decoder.apply(input, new Surroundings.Whole(read, batch.sourceLengths()), pass, notes);
    }

    /// The encoder's last states, `[batch, S] → [batch, S, d]`; those of padding mean nothing.
    ///
    /// @param source  ids (I32), padded on the right
    /// @param lengths tokens of each source, padding not counted; a source without a token is seen as zeros
    public Tensor encode(Tensor source, int[] lengths, Pass pass) {
        return read(source, lengths, pass, Notes.NONE);
    }

    private Tensor read(Tensor source, int[] lengths, Pass pass, Notes notes) {
        if (source.rank() != 2 || source.extent(0) != lengths.length || source.extent(1) == 0) {
            throw new IllegalArgumentException("sources must be [batch, S] with a length each and S of at least 1,"
                    + " found %s and %d lengths".formatted(source.shape(), lengths.length));
        }
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] < 0 || lengths[row] > source.extent(1)) {
                throw new IllegalArgumentException(
                        "source %d must have 0 to %d tokens, found %d".formatted(row, source.extent(1), lengths[row]));
            }
        }
        return encoder.apply(source, lengths, pass, notes);
    }

    /// Reads the sources. Keys and values for the decoder are computed once a source, whatever the number of
    /// prefixes that [TargetPrefixes#select] makes of it.
    @Override
    public TargetPrefixes start(Tensor source, int[] lengths) {
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            return Prefixes.of(this, encode(source, lengths, Pass.plain()), lengths);
        }
    }

    /// Where every head of every layer looks while `batch` is read, its target given.
    public AttentionMaps attentions(PairBatch batch) {
        var ofEncoder = new ArrayList<Tensor>();
        var ofDecoder = new ArrayList<Tensor>();
        var cross = new ArrayList<Tensor>();
        try (var _ = Tensor.withoutGradients()) {
            states(batch, Pass.plain(), (kind, _, look) -> {
                var maps = switch (kind) {
                    case ENCODER -> ofEncoder;
                    case DECODER -> ofDecoder;
                    case CROSS -> cross;
                };
                maps.add(look.weights());
            });
        }
        return new AttentionMaps(ofEncoder, ofDecoder, cross);
    }

    /// How much each token of the target looks at each token of its source, in the last layer and averaged
    /// over its heads, `[batch, T, S]`; rows sum to 1, or are 0 for a source without tokens.
    public Tensor alignments(PairBatch batch) {
        return attentions(batch).cross().getLast().mean(1);
    }
}
