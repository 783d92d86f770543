package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.checkpoint.Checkpoint;
import formers.models.checkpoint.DType;
import formers.models.nn.Pass;
import formers.models.nn.Positions;
import formers.models.nn.RotaryScaling;
import formers.models.testing.RecordedLogits;
import formers.models.testing.TinyCheckpoint;
import formers.models.testing.TinyCheckpoints;
import formers.tensor.AdamWUpdate;
import formers.tensor.ElementType;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every family of checkpoints, and every switch in its configuration, through the loader: scores, the way
/// back to the file, generation with a cache, training.
class FamiliesTest {

    private static final int VOCABULARY = 96;

    @TempDir
    private Path folder;

    static List<TinyCheckpoint> checkpoints() {
        return TinyCheckpoints.all();
    }

    static List<TinyCheckpoint> recorded() {
        return checkpoints().stream()
                .filter(checkpoint -> checkpoint.recorded().isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void scoresAreThoseOfTheReference(TinyCheckpoint checkpoint) throws IOException {
        int[] ids = RecordedLogits.ids();
        double[][] expected = checkpoint.reference().logits(ids);
        float[][] found = scores(load(checkpoint), ids);
        double largest = Arrays.stream(expected)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        for (int t = 0; t < ids.length; t++) {
            assertThat(doubles(found[t])).as("scores at %d", t).containsExactly(expected[t], within(1e-5 * largest));
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void scoresAreThoseOfHuggingFace(TinyCheckpoint checkpoint) throws IOException {
        var expected = checkpoint.recorded().orElseThrow();
        float[][] scores = scores(load(checkpoint), RecordedLogits.ids());
        var found = RecordedLogits.of(
                Arrays.stream(scores).map(FamiliesTest::doubles).toArray(double[][]::new));
        assertThat(found.first()).containsExactly(expected.first(), within(5e-4));
        assertThat(found.argmax()).isEqualTo(expected.argmax());
        assertThat(found.sum()).isCloseTo(expected.sum(), within(5e-3));
        assertThat(found.rms()).isCloseTo(expected.rms(), within(5e-4));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void savedItHasTheSameTensors(TinyCheckpoint checkpoint) throws IOException {
        var decoder = load(checkpoint);
        var copy = Files.createDirectory(folder.resolve("copy"));
        DecoderFiles.save(decoder, copy);
        try (var original = Checkpoint.open(folder.resolve("original"));
                var saved = Checkpoint.open(copy)) {
            var names = original.names().stream()
                    .filter(name -> !decoder.config().tied() || !name.equals("lm_head.weight"))
                    .toList();
            assertThat(saved.names()).containsExactlyInAnyOrderElementsOf(names);
            for (var name : names) {
                assertThat(saved.shape(name)).as(name).isEqualTo(original.shape(name));
                assertThat(saved.bytes(name).mismatch(original.bytes(name)))
                        .as(name)
                        .isEqualTo(-1);
            }
        }
        var again = DecoderFiles.load(copy);
        assertThat(again.config()).isEqualTo(decoder.config());
        assertThat(again.origin()).isEqualTo(decoder.origin());
        int[] ids = RecordedLogits.ids();
        assertThat(scores(again, ids)).isDeepEqualTo(scores(decoder, ids));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void halvesUsedAsStoredGiveTheScoresOfTheirValues(TinyCheckpoint checkpoint) throws IOException {
        int[] ids = RecordedLogits.ids();
        var original = load(checkpoint);
        for (var type : List.of(DType.F16, DType.BF16)) {
            var copy = Files.createDirectory(folder.resolve(type.name()));
            DecoderFiles.save(original, copy, SaveOptions.plain().as(type));
            var expected = scores(DecoderFiles.load(copy), ids);
            var decoder = DecoderFiles.loadAsStored(copy);
            assertThat(decoder.parameters().all().values())
                    .as("packed weights")
                    .anyMatch(tensor -> tensor.type() == ElementType.PACKED);
            var found = scores(decoder, ids);
            for (int t = 0; t < ids.length; t++) {
                assertThat(found[t]).as("%s, scores at %d", type, t).containsExactly(expected[t], within(2e-5f));
            }
            assertThatThrownBy(() -> DecoderFiles.save(decoder, folder.resolve("again")))
                    .hasMessageContaining("load the model without packing to save it");
            assertThatThrownBy(() -> decoder.parameters().requireGradients()).hasMessageContaining("PACKED");
        }
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void aCacheChangesNothing(TinyCheckpoint checkpoint) throws IOException {
        var decoder = load(checkpoint);
        int[] ids = RecordedLogits.ids();
        float[][] whole = scores(decoder, Arrays.copyOf(ids, Math.min(ids.length, trainedLength(decoder.config()))));
        var cache = decoder.newCache(1);
        int seen = 0;
        for (int count : new int[] {5, 1, 1, 3, 1, 1}) {
            var next = Tensor.ofInts(Arrays.copyOfRange(ids, seen, seen + count), 1, count);
            float[] scores = decoder.logits(next, Pass.continuing(cache)).toArray();
            seen += count;
            if (seen <= trainedLength(decoder.config())) {
                var last = Arrays.copyOfRange(scores, scores.length - VOCABULARY, scores.length);
                assertThat(last).as("after %d tokens", seen).containsExactly(whole[seen - 1], within(1e-5f));
            }
        }
    }

    /// Beyond the length of training, some scalings turn all tokens of a text by other angles with every
    /// token that is added, and scores with and without a cache differ by the nature of the method.
    private static int trainedLength(DecoderConfig config) {
        if (!(config.positions() instanceof Positions.Rotary rotary)) {
            return Integer.MAX_VALUE;
        }
        return switch (rotary.full().scaling()) {
            case RotaryScaling.Dynamic(var _, var original) -> original;
            case RotaryScaling.LongRope longRope -> longRope.original();
            case RotaryScaling _ -> Integer.MAX_VALUE;
        };
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void trainingLowersTheLoss(TinyCheckpoint checkpoint) throws IOException {
        var decoder = load(checkpoint);
        var parameters = decoder.parameters();
        parameters.requireGradients();
        var moments = new HashMap<String, Tensor[]>();
        parameters
                .all()
                .forEach((name, tensor) -> moments.put(name, new Tensor[] {
                    Tensor.zeros(tensor.shape().extents()),
                    Tensor.zeros(tensor.shape().extents())
                }));
        int[] ids = RecordedLogits.ids();
        var input = Tensor.ofInts(Arrays.copyOf(ids, 11), 1, 11);
        var targets = Tensor.ofInts(Arrays.copyOfRange(ids, 1, 12), 1, 11);
        float first = 0;
        float last = 0;
        for (int step = 1; step <= 5; step++) {
            try (var _ = Scope.open()) {
                var loss = decoder.loss(input, targets, Pass.plain());
                loss.backward();
                last = loss.item();
            }
            first = step == 1 ? last : first;
            for (var parameter : parameters.all().entrySet()) {
                if (parameter.getValue().gradient() != null) {
                    var both = moments.get(parameter.getKey());
                    new AdamWUpdate(step, 0.005f, 0.9f, 0.95f, 1e-8f, 0, 1)
                            .apply(parameter.getValue(), both[0], both[1]);
                    parameter.getValue().clearGradient();
                }
            }
        }
        assertThat(last).isLessThan(first - 0.1f);
    }

    private Decoder load(TinyCheckpoint checkpoint) throws IOException {
        var original = Files.createDirectory(folder.resolve("original"));
        checkpoint.write(original);
        return DecoderFiles.load(original);
    }

    private static float[][] scores(Decoder decoder, int[] ids) {
        float[] all =
                decoder.logits(Tensor.ofInts(ids, 1, ids.length), Pass.plain()).toArray();
        var rows = new float[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            rows[t] = Arrays.copyOfRange(all, t * VOCABULARY, (t + 1) * VOCABULARY);
        }
        return rows;
    }

    private static double[] doubles(float[] floats) {
        var doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}
