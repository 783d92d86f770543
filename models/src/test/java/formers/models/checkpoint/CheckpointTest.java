package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.nn.Initializer;
import formers.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    @TempDir
    Path folder;

    private void shard(String file, String... names) throws IOException {
        var writer = new SafetensorsWriter();
        for (var name : names) {
            writer.floats(name, DType.F32, new int[] {1}, new float[] {name.charAt(0)}, 0);
        }
        writer.write(folder.resolve(file));
    }

    private void index(String weightMap) throws IOException {
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"metadata\":{},\"weight_map\":" + weightMap + "}");
    }

    @Test
    void oneFileFeedsParameters() throws IOException {
        shard("model.safetensors", "a", "b", "c");
        try (var weights = Checkpoint.open(folder)) {
            var parameters = Parameters.reading(weights);
            assertThat(parameters.get("b", Initializer.constant(0), 1).toArray())
                    .containsExactly('b');
            parameters.get("c", Initializer.constant(0), 1, 1);
            parameters.get("d", Initializer.constant(0), 1);
            var report = parameters.report();
            assertThat(report.missing()).containsExactly("d [1]");
            assertThat(report.misshapen()).containsExactly("c: expected [1, 1], found [1]");
            assertThat(report.unexpected()).containsExactly("a");
        }
        try (var weights = Checkpoint.open(folder.resolve("model.safetensors"))) {
            assertThat(weights.names()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void shardsAreFoundByTheirIndex() throws IOException {
        shard("model-00001-of-00002.safetensors", "a", "c");
        shard("model-00002-of-00002.safetensors", "b");
        index("""
                {"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors",
                 "c":"model-00001-of-00002.safetensors"}""");
        try (var weights = Checkpoint.open(folder)) {
            assertThat(weights.names()).containsExactly("a", "c", "b");
            assertThat(weights.floats("b")).containsExactly('b');
            assertThat(weights.entry("c").dtype()).isEqualTo(DType.F32);
            assertThat(weights.metadata()).containsEntry("format", "pt");
            assertThat(weights.shape("x")).isNull();
            assertThatThrownBy(() -> weights.floats("x"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll("index.json", "expected a tensor x", "found a, b, c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.safetensors",
                "/etc/secret.safetensors",
                "sub/x.safetensors",
                "sub\\\\x.safetensors",
                "..safetensors",
                "a..b.safetensors",
                "C:x.safetensors",
                ".hidden.safetensors",
                "x\\u0000.safetensors",
                "config.json",
                ""
            })
    void aShardOutsideTheDirectoryIsRefused(String name) throws IOException {
        index("{\"a\":\"" + name + "\"}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("index.json", "weight_map, a", "in this directory");
    }

    @Test
    void indexAndShardsMustAgree() throws IOException {
        shard("x.safetensors", "a");
        index("{\"a\":\"x.safetensors\",\"b\":\"x.safetensors\"}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("x.safetensors: expected tensor b", "index.json");
        shard("x.safetensors", "a", "b", "c");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("x.safetensors: expected only", "found c");
        index("{\"a\":\"gone.safetensors\"}");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("gone.safetensors", "missing", "1 tensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "null", "{\"a\":1}", "{\"a\":null}"})
    void anIndexWithoutAMapIsRefused(String weightMap) throws IOException {
        index(weightMap);
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("weight_map");
    }

    @Test
    void aDirectoryWithoutWeightsSaysWhatItHas() throws IOException {
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(
                        "expected model.safetensors or model.safetensors.index.json",
                        "found pytorch_model.bin",
                        "convert");
    }
}
