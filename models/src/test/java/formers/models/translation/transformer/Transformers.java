package formers.models.translation.transformer;

import formers.models.nn.Activation;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.SinusoidLayout;
import formers.models.translation.SmallPairs;
import formers.models.translation.transformer.TransformerConfig.Biases;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import formers.tensor.Gate;
import formers.tensor.RandomSource;
import java.util.List;

/// Small models of every kind, their weights large enough to matter.
final class Transformers {

    private static final int WIDTH = 8;

    private Transformers() {}

    /// The paper's components.
    static TransformerConfig paper() {
        return TransformerConfig.of(new Vocabulary.Shared(10), SmallPairs.MARKS, 2, WIDTH)
                .heads(Heads.of(2, WIDTH))
                .feedForward(new FeedForward.Plain(Activation.RELU, 12))
                .build();
    }

    /// T5's, with few buckets, so that texts of a few tokens fill them.
    static TransformerConfig t5() {
        return paper().with(it -> it.heads(new Heads(2, 3, false))
                .norm(new Norm.Rms(1e-6f))
                .normPlace(NormPlace.PRE)
                .positions(new PositionEncoding.Relative(4, 4))
                .biases(Biases.NONE)
                .scaledEmbedding(false)
                .output(new Output.Tied(0.5f, false)));
    }

    static List<TransformerConfig> configurations() {
        var paper = paper();
        return List.of(
                paper,
                paper.with(it -> it.normPlace(NormPlace.PRE)
                        .positions(new PositionEncoding.Learned(9, 2))
                        .vocabulary(new Vocabulary.Separate(10, 9), SmallPairs.MARKS)
                        .feedForward(new FeedForward.Plain(Activation.GELU, 7))
                        .layers(1, 3)
                        .output(new Output.Tied(1, true))),
                paper.with(it -> it.normPlace(NormPlace.POST_AND_LAST)
                        .positions(
                                new PositionEncoding.None(),
                                new PositionEncoding.Sinusoidal(SinusoidLayout.HALVES_TO_THE_END, 2))
                        .feedForward(new FeedForward.Plain(Activation.SILU, 12))
                        .dropout(new Dropout(0.2f, 0.1f, 0.1f))
                        .output(new Output.Untied(true))),
                t5(),
                t5().with(it -> it.feedForward(new FeedForward.Gated(Gate.GELU_TANH, 6))
                        .dropout(new Dropout(0.1f, 0.1f, 0.1f))
                        .output(new Output.Untied(false))));
    }

    /// Nothing is 0 or small, biases neither.
    static Transformer model(TransformerConfig config) {
        var model = new Transformer(config, Parameters.initialised(1));
        var random = RandomSource.seeded(2);
        model.parameters().all().forEach((name, tensor) -> {
            boolean norm = name.endsWith("norm.weight");
            tensor.fillUniform(norm ? 0.6f : -0.6f, norm ? 1.4f : 0.6f, random.at(name));
        });
        return model;
    }
}
