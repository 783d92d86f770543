package formers.models.translation.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.SinusoidLayout;
import formers.models.nn.Sinusoids;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequenceContract;
import formers.models.translation.SmallPairs;
import formers.models.translation.transformer.TransformerConfig.Dropout;
import formers.tensor.Engine;
import formers.tensor.Gate;
import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransformerTest extends SequenceToSequenceContract<Transformer> {

    private static final float ROUNDING = 5e-6f;

    TransformerTest() {
        super(ROUNDING);
    }

    @Override
    protected List<Transformer> models() {
        return configurations().stream().map(Transformers::model).toList();
    }

    @Override
    protected Tensor alignments(Transformer model, PairBatch batch) {
        return model.alignments(batch);
    }

    static List<TransformerConfig> configurations() {
        return Transformers.configurations();
    }

    @Test
    void aBatchOfPaddingHasNoLoss() {
        var model = Transformers.model(Transformers.paper());
        model.parameters().requireGradients();
        var ids = Tensor.ofInts(new int[] {1, 0}, 1, 2);
        var batch = new PairBatch(ids, new int[] {1}, ids, Tensor.ofInts(new int[] {-1, -1}, 1, 2));
        var loss = model.loss(batch, 0.1f, Pass.plain());
        loss.backward();
        assertThat(loss.item()).isZero();
        assertThat(model.parameters()
                        .all()
                        .get("model.shared.weight")
                        .gradient()
                        .abs()
                        .sum()
                        .item())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void laterTokensDoNotChangeEarlierScores(TransformerConfig config) {
        var model = Transformers.model(config);
        var source = List.of(new int[] {4, 5, 6});
        var one = PairBatch.of(source, List.of(new int[] {3, 4, 5, 6}), SmallPairs.MARKS);
        var other = PairBatch.of(source, List.of(new int[] {3, 4, 7, 8}), SmallPairs.MARKS);
        var before = model.logits(one, Pass.plain()).slice(1, 0, 3).toArray();
        assertThat(model.logits(other, Pass.plain()).slice(1, 0, 3).toArray()).containsExactly(before);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everySourceTokenChangesTheScores(TransformerConfig config) {
        var model = Transformers.model(config);
        var target = List.of(new int[] {3});
        var one = PairBatch.of(List.of(new int[] {4, 5, 6}), target, SmallPairs.MARKS);
        float[] scores = model.logits(one, Pass.plain()).toArray();
        for (int i = 0; i < 3; i++) {
            var ids = new int[] {4, 5, 6};
            ids[i] = 7;
            var changed = PairBatch.of(List.of(ids), target, SmallPairs.MARKS);
            assertThat(model.logits(changed, Pass.plain()).toArray()).isNotEqualTo(scores);
        }
    }

    /// Without positions the encoder reads a bag of tokens; with any it does not.
    @ParameterizedTest
    @MethodSource("configurations")
    void orderCountsWherePositionsAre(TransformerConfig config) {
        var model = Transformers.model(config);
        var target = List.of(new int[] {3});
        var scores = model.logits(PairBatch.of(List.of(new int[] {4, 5, 6}), target, SmallPairs.MARKS), Pass.plain())
                .toArray();
        var turned = model.logits(PairBatch.of(List.of(new int[] {6, 5, 4}), target, SmallPairs.MARKS), Pass.plain())
                .toArray();
        if (config.encoderPositions() instanceof PositionEncoding.None) {
            assertThat(turned).containsExactly(scores, within(ROUNDING));
        } else {
            double moved = 0;
            for (int i = 0; i < scores.length; i++) {
                moved = Math.max(moved, Math.abs(scores[i] - turned[i]));
            }
            assertThat(moved).isGreaterThan(1e-3);
        }
    }

    /// More keys than a block of memory holds.
    @Test
    void longTargets() {
        var model = Transformers.model(Transformers.paper());
        var target = RandomSource.seeded(3);
        var ids = new int[150];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 3 + (int) Math.floorMod(target.at(i).stream(), 7L);
        }
        var batch = PairBatch.of(List.of(ids), List.of(ids), SmallPairs.MARKS);
        var expected = model.logits(batch, Pass.plain());
        var prefixes = model.start(batch.source(), batch.sourceLengths());
        var input = batch.input().toInts();
        for (int i = 0; i < input.length; i++) {
            assertThat(prefixes.next(new int[] {input[i]}).toArray())
                    .containsExactly(expected.slice(1, i, i + 1).toArray(), within(1e-4f));
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void aSourceWithoutTokensIsSeenAsZeros(TransformerConfig config) {
        var model = Transformers.model(config);
        model.parameters().requireGradients();
        var batch = new PairBatch(
                Tensor.ofInts(new int[] {0, 0, 4, 2}, 2, 2),
                new int[] {0, 2},
                Tensor.ofInts(new int[] {1, 5, 1, 6}, 2, 2),
                Tensor.ofInts(new int[] {5, 2, 6, 2}, 2, 2));
        var maps = model.attentions(batch);
        assertThat(maps.cross().getLast().slice(0, 0, 1).abs().sum().item()).isZero();
        assertThat(maps.cross().getLast().slice(0, 1, 2).sum().item())
                .isCloseTo(2f * config.heads().count(), within(1e-5f));
        var loss = model.loss(batch, 0.1f, Pass.plain());
        assertThat(loss.item()).isFinite();
        loss.backward();
        model.parameters()
                .all()
                .forEach((name, tensor) ->
                        assertThat(tensor.gradient().sum().item()).as(name).isFinite());
        var prefixes = model.start(batch.source(), batch.sourceLengths());
        assertThat(prefixes.next(new int[] {1, 1}).toArray())
                .containsExactly(
                        model.logits(batch, Pass.plain()).slice(1, 0, 1).toArray(), within(ROUNDING));
        assertThat(prefixes.attention().slice(0, 0, 1).toArray()).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void attentionMaps(TransformerConfig config) {
        var maps = Transformers.model(config).attentions(SmallPairs.batch());
        assertThat(maps.encoder()).hasSize(config.encoderLayers());
        assertThat(maps.decoder()).hasSize(config.decoderLayers());
        assertThat(maps.cross()).hasSize(config.decoderLayers());
        int heads = config.heads().count();
        for (var map : maps.decoder()) {
            assertThat(map.shape().extents()).containsExactly(3, heads, 6, 6);
            assertThat(map.minus(map.lowerTriangle(0)).abs().sum().item()).isZero();
        }
        for (var map : maps.cross()) {
            assertThat(map.shape().extents()).containsExactly(3, heads, 6, 6);
            assertThat(map.sum(-1).minus(1).abs().max().item()).isLessThan(1e-6f);
            assertThat(map.get(1, 0, 0, 2)).isZero(); // padding
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void threadsDoNotChangeABit(TransformerConfig config) {
        int before = Engine.threads();
        try {
            Engine.useThreads(1);
            var alone = lossAndGradients(config);
            Engine.useThreads(4);
            lossAndGradients(config)
                    .forEach((name, values) -> assertThat(values).as(name).containsExactly(alone.get(name)));
        } finally {
            Engine.useThreads(before);
        }
    }

    private static Map<String, float[]> lossAndGradients(TransformerConfig config) {
        var model = Transformers.model(config);
        model.parameters().requireGradients();
        var loss = model.loss(SmallPairs.batch(), 0.1f, Pass.training(RandomSource.seeded(5)));
        loss.backward();
        var all = new LinkedHashMap<String, float[]>();
        all.put("loss", loss.toArray());
        model.parameters()
                .all()
                .forEach((name, tensor) -> all.put(name, tensor.gradient().toArray()));
        return all;
    }

    @Test
    void dropoutIsOfTrainingAlone() {
        for (var dropout : List.of(Dropout.of(0.5f), new Dropout(0, 0.5f, 0), new Dropout(0, 0, 0.5f))) {
            var model = Transformers.model(Transformers.paper().withDropout(dropout));
            var batch = SmallPairs.batch();
            float plain = model.loss(batch, 0, Pass.plain()).item();
            float dropped =
                    model.loss(batch, 0, Pass.training(RandomSource.seeded(1))).item();
            assertThat(model.loss(batch, 0, Pass.plain()).item()).isEqualTo(plain);
            assertThat(dropped).isNotEqualTo(plain);
            assertThat(model.loss(batch, 0, Pass.training(RandomSource.seeded(1)))
                            .item())
                    .isEqualTo(dropped);
        }
    }

    @Test
    void freshParameters() {
        var config = TransformerPresets.of("transformer-tiny").config();
        var model = new Transformer(config, Parameters.initialised(3));
        var all = model.parameters().all();
        var embedding = all.get("model.shared.weight");
        assertThat(deviation(embedding)).isCloseTo(Math.sqrt(1 / 128.0), within(0.001));
        assertThat(embedding.slice(0, 0, 1).abs().sum().item()).isZero();
        var query = all.get("model.encoder.layers.0.self_attn.q_proj.weight");
        double bound = Math.sqrt(6 / 256.0);
        assertThat(query.max().item()).isBetween((float) (0.95 * bound), (float) bound);
        assertThat(deviation(query)).isCloseTo(bound / Math.sqrt(3), within(0.002));
        assertThat(deviation(all.get("model.decoder.layers.2.fc1.weight")))
                .isCloseTo(Math.sqrt(2 / 384.0), within(0.002));
        assertThat(all.get("model.decoder.layers.2.fc1.bias").abs().sum().item())
                .isZero();
        assertThat(all.get("model.decoder.layers.2.final_layer_norm.weight")
                        .min()
                        .item())
                .isEqualTo(1);
    }

    private static double deviation(Tensor x) {
        return Math.sqrt(x.square().mean().item());
    }

    @Test
    void presets() {
        assertThat(TransformerPresets.of("transformer-tiny").config().parameterCount())
                .isEqualTo(1_505_792);
        assertThat(TransformerPresets.of("transformer-base").config().parameterCount())
                .isBetween(62_000_000L, 66_000_000L);
        assertThat(TransformerPresets.of("transformer-big").config().parameterCount())
                .isBetween(212_000_000L, 215_000_000L);
        assertThat(TransformerPresets.of("t5-small").config().parameterCount()).isEqualTo(60_506_624);
        assertThat(TransformerPresets.of("t5-base").config().parameterCount()).isEqualTo(222_903_552);
        assertThatThrownBy(() -> TransformerPresets.of("transformer-huge"))
                .hasMessageContaining("there is no preset 'transformer-huge'; there are transformer-nano, ");
    }

    /// Key positions from a query on, in T5's buckets: near ones each its own, far ones shared.
    @Test
    void bucketsOfDistances() {
        var encoder = new DistanceScores(Tensor.zeros(32, 1), 128, true);
        assertThat(IntStream.of(
                                0, -1, -7, -8, -11, -12, -15, -16, -22, -23, -31, -32, -45, -46, -63, -64, -90, -91,
                                -500)
                        .map(encoder::bucket)
                        .toArray())
                .containsExactly(0, 1, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15);
        assertThat(encoder.bucket(1)).isEqualTo(17);
        assertThat(encoder.bucket(500)).isEqualTo(31);
        var decoder = new DistanceScores(Tensor.zeros(32, 1), 128, false);
        assertThat(IntStream.of(3, 0, -15, -16, -18, -19, -112, -113, -500)
                        .map(decoder::bucket)
                        .toArray())
                .containsExactly(0, 0, 15, 16, 16, 17, 30, 31, 31);
    }

    /// `PE[p+k]` is `PE[p]` with each pair turned by the same angle, whatever p (section 3.5).
    @ParameterizedTest
    @EnumSource
    void aStepTurnsSinusoidsByAFixedAngle(SinusoidLayout layout) {
        int width = 12;
        int step = 5;
        float[] table = new Sinusoids(width, layout).of(400).toArray();
        boolean side = layout == SinusoidLayout.INTERLEAVED;
        for (int pair = 0; pair < width / 2; pair++) {
            int sine = side ? 2 * pair : pair;
            int cosine = side ? 2 * pair + 1 : pair + width / 2;
            float s = table[step * width + sine];
            float c = table[step * width + cosine];
            for (int p = 0; p + step < 400; p++) {
                float a = table[p * width + sine];
                float b = table[p * width + cosine];
                assertThat(table[(p + step) * width + sine]).isCloseTo(a * c + b * s, within(1e-6f));
                assertThat(table[(p + step) * width + cosine]).isCloseTo(b * c - a * s, within(1e-6f));
            }
        }
        double last = layout == SinusoidLayout.HALVES_TO_THE_END ? 1e-4 : Math.pow(10_000, -10 / 12.0);
        assertThat(table[width + width - 1]).isCloseTo((float) Math.cos(last), within(1e-7f));
        assertThat(table[width]).isCloseTo((float) Math.sin(1), within(1e-7f));
    }

    @Test
    void mistakesAreNamed() {
        var model = Transformers.model(Transformers.paper());
        var ids = Tensor.ofInts(new int[] {4, 5, 6, 7}, 2, 2);
        assertThatThrownBy(() -> model.start(ids, new int[] {2, 3}))
                .hasMessageContaining("source 1 must have 0 to 2 tokens, found 3");
        assertThatThrownBy(() -> model.start(ids, new int[] {2})).hasMessageContaining("found [2, 2] and 1 lengths");
        var prefixes = model.start(ids, new int[] {2, 1});
        assertThatThrownBy(prefixes::attention).hasMessageContaining("no token has been asked for yet");
        assertThatThrownBy(() -> prefixes.next(new int[] {1})).hasMessageContaining("2 prefixes want a token each");
        assertThatThrownBy(() -> prefixes.next(new int[] {1, 10})).hasMessageContaining("index 10");
        assertThat(prefixes.next(new int[] {1, 1}).shape().extents()).containsExactly(2, 10);

        assertThatThrownBy(() -> Heads.of(3, 8))
                .hasMessageContaining("width 8 must be a multiple of its heads, found 3");
        assertThatThrownBy(() -> Transformers.paper().with(it -> it.layers(0, 2)))
                .hasMessageContaining("transformer encoderLayers must be at least 1, found 0");
        assertThatThrownBy(() -> Transformers.paper().with(it -> it.feedForward(new FeedForward.ClampedGated(7, 4))))
                .hasMessageContaining("feedForward must be plain or gated");
        assertThatThrownBy(() ->
                        Transformers.paper().with(it -> it.vocabulary(new Vocabulary.Shared(2), SmallPairs.MARKS)))
                .hasMessageContaining("mark end must be an id of the target vocabulary, below 2, found 2");
        assertThatThrownBy(() -> new PositionEncoding.Relative(5, 9)).hasMessageContaining("found 5 buckets");
        assertThatThrownBy(() -> Dropout.of(1)).hasMessageContaining("residual dropout must be in [0, 1), found 1.0");
        assertThatThrownBy(() ->
                        new FeedForward.Experts(1, FeedForward.Router.of(2), new FeedForward.Gated(Gate.SILU, 4), 0))
                .hasMessageContaining("1 to 1 experts");
        var learned =
                Transformers.model(Transformers.paper().with(it -> it.positions(new PositionEncoding.Learned(3))));
        assertThatThrownBy(() -> learned.logits(SmallPairs.batch(), Pass.plain()))
                .hasMessageContaining("6 tokens do not fit the 3 positions that were learned");
    }
}
