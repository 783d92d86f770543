package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Pass;
import formers.models.testing.RecordedLogits;
import formers.models.testing.TinyCheckpoint;
import formers.models.testing.TinyCheckpoints;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A table used both to embed tokens and to score them learns from both.
class TiedEmbeddingTest {

    @TempDir
    private Path folder;

    @Test
    void itsGradientIsTheSumOfThoseOfBothUses() throws IOException {
        var untied = TinyCheckpoints.named("llama");
        var embedding = untied.tensors().get("model.embed_tokens.weight");
        var twice = gradients(untied.with(Map.of("lm_head.weight", embedding)));
        var once = gradients(TinyCheckpoints.named("llama-tied"));

        float[] sum = twice.get("tokens").gradient().toArray();
        float[] ofHead = twice.get("head.weight").gradient().toArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += ofHead[i];
        }
        assertThat(once.get("tokens").gradient().toArray()).containsExactly(sum, within(1e-6f));
        assertThat(once).doesNotContainKey("head.weight");
    }

    /// The parameters after a backward pass.
    private Map<String, Tensor> gradients(TinyCheckpoint checkpoint) throws IOException {
        var directory = Files.createTempDirectory(folder, "model");
        checkpoint.write(directory);
        var decoder = DecoderFiles.load(directory);
        decoder.parameters().requireGradients();
        int[] ids = RecordedLogits.ids();
        var text = Tensor.ofInts(ids, 1, ids.length);
        decoder.loss(text, text, Pass.plain()).backward();
        return decoder.parameters().all();
    }
}
