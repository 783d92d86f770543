package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The reader against files written by hand.
class SafetensorsTest {

    @TempDir
    Path folder;

    @Test
    void readsWhatTheFormatSays() throws IOException {
        var file = TinyFile.write(folder, """
                {"__metadata__":{"format":"pt"},\
                "b":{"data_offsets":[8,12],"shape":[2],"dtype":"BF16"},\
                "a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
                "none":{"dtype":"F32","shape":[0,7],"data_offsets":[12,12]},\
                "h":{"dtype":"F16","shape":[],"data_offsets":[12,14]}}  \s""", new byte[] {
            0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, (byte) 0x80, 0x3f, (byte) 0xc0, 0x7f, 0x00, 0x3c
        });
        try (var tensors = Safetensors.open(file)) {
            assertThat(tensors.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(tensors.entries())
                    .extracting(TensorEntry::toString)
                    .containsExactly("a F32 [2, 1]", "b BF16 [2]", "none F32 [0, 7]", "h F16 []");
            assertThat(tensors.entry("a")).isEqualTo(new TensorEntry("a", DType.F32, List.of(2L, 1L), 0, 8));
            assertThat(tensors.floats("a")).containsExactly(1, -2);
            assertThat(tensors.floats("b")).containsExactly(1, Float.NaN);
            assertThat(tensors.floats("none")).isEmpty();
            assertThat(tensors.floats("h")).containsExactly(1);
            assertThat(tensors.bytes("b").toArray(ValueLayout.JAVA_BYTE)).containsExactly(0x80, 0x3f, 0xc0, 0x7f);
            assertThat(tensors.bytes("b").isReadOnly()).isTrue();

            var part = new float[] {9, 9, 9};
            tensors.read("a", 1, 1, part, 2);
            assertThat(part).containsExactly(9, 9, -2);

            var tensor = Tensor.zeros(2, 1);
            tensors.read("a", tensor);
            assertThat(tensor.toArray()).containsExactly(1, -2);
            assertThatThrownBy(() -> tensors.read("a", Tensor.zeros(1, 2)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll("tensor a", "expected shape [1, 2], found [2, 1]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "I8,   1, ff,               -1",
        "U8,   1, ff,               255",
        "BOOL, 1, 01,               1",
        "I16,  2, feff,             -2",
        "U16,  2, feff,             65534",
        "I32,  4, fdffffff,         -3",
        "U32,  4, fdffffff,         4294967293",
        "I64,  8, 0000000000000080, -9223372036854775808"
    })
    void readsIntegers(String dtype, int size, String hex, long expected) throws IOException {
        var file = TinyFile.write(
                folder,
                "{\"n\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}".formatted(dtype, size),
                java.util.HexFormat.of().parseHex(hex));
        try (var tensors = Safetensors.open(file)) {
            assertThat(tensors.longs("n")).containsExactly(expected);
            if (expected == (int) expected) {
                assertThat(tensors.ints("n")).containsExactly((int) expected);
            } else {
                assertThatThrownBy(() -> tensors.ints("n"))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContainingAll("32-bit", Long.toString(expected));
            }
            assertThatThrownBy(() -> tensors.floats("n"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll("tensor n", dtype, "expected F64, F32, F16 or BF16");
        }
    }

    @Test
    void typesWithoutNumbersInJavaAreListedAndReadAsBytes() throws IOException {
        var file = TinyFile.write(
                folder, "{\"q\":{\"dtype\":\"F4\",\"shape\":[2,2],\"data_offsets\":[0,2]}}", new byte[] {1, 2});
        try (var tensors = Safetensors.open(file)) {
            assertThat(tensors.bytes("q").byteSize()).isEqualTo(2);
            assertThatThrownBy(() -> tensors.floats("q")).isInstanceOf(CheckpointException.class);
            assertThatThrownBy(() -> tensors.longs("q")).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void doublesAreRoundedToFloats() throws IOException {
        var file = TinyFile.write(
                folder,
                "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                java.util.HexFormat.of().parseHex("9a9999999999b93f"));
        try (var tensors = Safetensors.open(file)) {
            assertThat(tensors.floats("d")).containsExactly(0.1f);
        }
    }

    @Test
    void aMissingTensorIsNamedWithWhatThereIs() throws IOException {
        var file = TinyFile.write(folder, "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        try (var tensors = Safetensors.open(file)) {
            assertThatThrownBy(() -> tensors.floats("wte"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll("tiny.safetensors", "expected a tensor wte", "found a");
        }
    }

    @Test
    void aMissingFileIsAnInputOutputError() {
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void bytesEndWithTheFile() throws IOException {
        var file = TinyFile.write(folder, "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", (byte) 7);
        var tensors = Safetensors.open(file);
        var bytes = tensors.bytes("a");
        tensors.close();
        assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }
}
