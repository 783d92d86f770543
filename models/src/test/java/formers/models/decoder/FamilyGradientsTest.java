package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.checkpoint.Checkpoint;
import formers.models.nn.Pass;
import formers.models.testing.RecordedLogits;
import formers.models.testing.SeededWeights;
import formers.models.testing.StoredTensor;
import formers.models.testing.TinyCheckpoint;
import formers.models.testing.TinyCheckpoints;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The gradient by every tensor of a checkpoint, under its name and in its layout there, against differences of the
/// reference's loss.
class FamilyGradientsTest {

    private static final int[] IDS = RecordedLogits.ids();
    private static final int[] TARGETS = {10, 17, 95, 31, 38, 0, 52, 59, 66, 73, 80, 3};

    // Central differences in double precision: the error is about 1e-10.
    private static final double STEP = 1e-5;

    @TempDir
    private Path folder;

    static List<TinyCheckpoint> all() {
        return TinyCheckpoints.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientsAreTheSlopesOfTheReference(TinyCheckpoint checkpoint) throws IOException {
        var gradients = gradients(checkpoint);
        assertThat(gradients.keySet()).isEqualTo(checkpoint.tensors().keySet());
        gradients.forEach((name, gradient) -> {
            double[] direction = SeededWeights.values("direction of " + name, gradient.length, 1, 0);
            double slope =
                    (loss(checkpoint, name, direction, STEP) - loss(checkpoint, name, direction, -STEP)) / (2 * STEP);
            double along = 0;
            double square = 0;
            for (int i = 0; i < gradient.length; i++) {
                along += gradient[i] * direction[i];
                square += (double) gradient[i] * gradient[i];
            }
            assertThat(along).as(name).isCloseTo(slope, within(1e-4 * Math.sqrt(square) + 1e-7));
        });
    }

    /// The reference's loss with one tensor moved.
    private static double loss(TinyCheckpoint checkpoint, String name, double[] direction, double step) {
        var tensor = checkpoint.tensors().get(name);
        double[] moved = tensor.values().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        return checkpoint
                .with(Map.of(name, new StoredTensor(tensor.shape(), moved)))
                .reference()
                .loss(IDS, TARGETS);
    }

    /// The gradients of the decoder's loss by names in the file: saved in place of the parameters, they get these.
    private Map<String, float[]> gradients(TinyCheckpoint checkpoint) throws IOException {
        var directory = Files.createDirectory(folder.resolve("model"));
        checkpoint.write(directory);
        var decoder = DecoderFiles.load(directory);
        decoder.parameters().requireGradients();
        decoder.loss(Tensor.ofInts(IDS, 1, IDS.length), Tensor.ofInts(TARGETS, 1, IDS.length), Pass.plain())
                .backward();
        decoder.parameters()
                .all()
                .values()
                // An expert that no token was sent to has none.
                .forEach(tensor -> tensor.set(
                        tensor.gradient() == null
                                ? new float[tensor.size()]
                                : tensor.gradient().toArray()));
        DecoderFiles.save(decoder, directory);
        try (var saved = Checkpoint.open(directory)) {
            var byName = new LinkedHashMap<String, float[]>();
            saved.names().forEach(name -> byName.put(name, saved.floats(name)));
            return byName;
        }
    }
}
