package formers.models.decoder;

import formers.models.nn.Pass;
import formers.models.testing.FamilyInvariants;
import formers.models.testing.TinyCheckpoint;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The decoder keeps the invariants that the oracle keeps.
class DecoderInvariantsTest extends FamilyInvariants {

    @TempDir
    private Path folder;

    @Override
    protected double[][] logits(TinyCheckpoint checkpoint, int... ids) throws IOException {
        var directory = Files.createTempDirectory(folder, "model");
        checkpoint.write(directory);
        var decoder = DecoderFiles.load(directory);
        float[] scores =
                decoder.logits(Tensor.ofInts(ids, 1, ids.length), Pass.plain()).toArray();
        var rows = new double[ids.length][decoder.vocabulary()];
        for (int t = 0; t < ids.length; t++) {
            for (int v = 0; v < rows[t].length; v++) {
                rows[t][v] = scores[t * rows[t].length + v];
            }
        }
        return rows;
    }

    @Override
    protected double tolerance() {
        return 2e-5;
    }
}
