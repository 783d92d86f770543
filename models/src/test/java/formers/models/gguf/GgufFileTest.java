package formers.models.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.checkpoint.CheckpointException;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufFileTest {

    private static final int MUTATIONS = 3000;

    @TempDir
    private Path folder;

    private static GgufWriter writer() {
        return new GgufWriter()
                .metadata("general.architecture", "llama")
                .metadata("a.number", 7)
                .metadata("a.long", -5_000_000_000L)
                .metadata("a.float", 1.5f)
                .metadata("a.double", 2.25)
                .metadata("a.flag", true)
                .metadata("strings", List.of("one", "zwei", "trois 🙂"))
                .metadata("integers", List.of(1, -2, 3))
                .metadata("numbers", List.of(0.5f, -0.25f))
                .metadata("nothing", List.of())
                .tensor("plain", List.of(3L, 5L), WeightFormat.F32, counting())
                .tensor("half", List.of(7L), WeightFormat.F16, counting())
                .tensor("packed", List.of(2L, 64L), WeightFormat.Q8_0, counting());
    }

    private static GgufWriter.Elements counting() {
        return (from, count, to) -> {
            for (int i = 0; i < count; i++) {
                to[i] = from + i;
            }
        };
    }

    private Path written() throws IOException {
        var file = folder.resolve("model.gguf");
        writer().write(file);
        return file;
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        var file = GgufFile.open(written());
        var metadata = file.metadata();
        assertThat(metadata.requireInt("a.number", 0, 10)).isEqualTo(7);
        assertThat(metadata.values()).containsEntry("a.long", -5_000_000_000L).containsEntry("a.flag", true);
        assertThat(metadata.doubleOr("a.float", 0, 0, 9)).isEqualTo(1.5);
        assertThat(metadata.doubleOr("a.double", 0, 0, 9)).isEqualTo(2.25);
        assertThat(metadata.strings("strings")).containsExactly("one", "zwei", "trois 🙂");
        assertThat(metadata.integers("integers")).containsExactly(1L, -2L, 3L);
        assertThat(metadata.strings("nothing")).isEmpty();
        assertThat(metadata.numbers("numbers")).containsExactly(0.5, -0.25);
        assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("plain", "half", "packed");
        assertThat(file.tensor("plain").extents()).containsExactly(3L, 5L);
        assertThat(file.tensor("plain").data().byteSize()).isEqualTo(60);
        assertThat(file.tensor("packed").data().byteSize()).isEqualTo(4 * 34);
        assertThat(file.tensor("other")).isNull();
    }

    /// Headers are read through a window of 64 KiB.
    @Test
    void textsOfAllLengthsAreRead() throws IOException {
        var texts = IntStream.range(0, 40)
                .mapToObj(i -> "é".repeat((i * 7919 * 31) % 40_000))
                .toList();
        var file = folder.resolve("long.gguf");
        writer().metadata("texts", texts).metadata("behind", 8).write(file);
        var metadata = GgufFile.open(file).metadata();
        assertThat(metadata.strings("texts")).isEqualTo(texts);
        assertThat(metadata.requireInt("behind", 0, 10)).isEqualTo(8);
    }

    @Test
    void wrongValuesAreNamed() throws IOException {
        var metadata = GgufFile.open(written()).metadata();
        assertThatThrownBy(() -> metadata.requireInt("a.number", 8, 10))
                .hasMessageContaining("a.number: expected an integer from 8 to 10, found 7");
        assertThatThrownBy(() -> metadata.requireString("a.number")).hasMessageContaining("expected a string, found 7");
        assertThatThrownBy(() -> metadata.requireString("none")).hasMessageContaining("found no such key");
        assertThatThrownBy(() -> metadata.strings("integers")).hasMessageContaining("a list of strings");
    }

    @Test
    void severalFilesAreOneModel() throws IOException {
        var first = folder.resolve("m-00001-of-00002.gguf");
        var second = folder.resolve("m-00002-of-00002.gguf");
        new GgufWriter()
                .metadata("split.count", 2)
                .tensor("a", List.of(4L), WeightFormat.F32, counting())
                .write(first);
        assertThatThrownBy(() -> GgufFile.open(first)).hasMessageContaining("m-00002-of-00002.gguf is missing");
        new GgufWriter().tensor("b", List.of(4L), WeightFormat.F32, counting()).write(second);
        assertThat(GgufFile.open(first).tensors()).extracting(GgufTensor::name).containsExactly("a", "b");
        new GgufWriter().tensor("a", List.of(4L), WeightFormat.F32, counting()).write(second);
        assertThatThrownBy(() -> GgufFile.open(first)).hasMessageContaining("found in two");
    }

    /// Values put at a place of a small file with one tensor `t` of 8 floats, and what is said about them.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0  | 4 | 1           | expected "GGUF"
            4  | 4 | 1           | version 2 or 3
            4  | 4 | 50331648    | a big-endian file
            8  | 8 | -1          | a number of tensors that fits
            8  | 8 | 1000000000  | a number of tensors that fits
            16 | 8 | 99999999    | a number of key-value pairs that fits
            24 | 8 | 1000        | a number of bytes of a tensor's name that fits
            33 | 4 | 5           | at most 4 axes
            37 | 8 | 0           | extents of t of at least 1
            37 | 8 | 4611686018427387904 | a size of t
            45 | 4 | 99          | in one of the formats
            45 | 4 | 39          | found type 39 (MXFP4)
            45 | 4 | 8           | a size of t
            49 | 8 | 7           | a multiple of 32
            49 | 8 | 3200        | is the file complete?
            49 | 8 | -32         | a multiple of 32
            """)
    void wrongFieldsAreNamed(int at, int width, long value, String message) throws IOException {
        var file = folder.resolve("small.gguf");
        new GgufWriter().tensor("t", List.of(8L), WeightFormat.F32, counting()).write(file);
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (width == 4) {
            bytes.putInt(at, (int) value);
        } else {
            bytes.putLong(at, value);
        }
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> GgufFile.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("small.gguf")
                .hasMessageContaining(message);
    }

    @Test
    void everyCutAndEveryMutationIsReadOrRefused() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        var file = folder.resolve("broken.gguf");
        int padding = 24; // behind the last tensor, of 136 bytes
        for (int length = 0; length < whole.length - padding; length += 1 + length / 40) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> GgufFile.open(file))
                    .as("cut at %d", length)
                    .isInstanceOf(CheckpointException.class);
        }
        long seed = Long.getLong("formers.seed", 11);
        var random = new Random(seed);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = whole.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(Math.min(mutated.length, 600));
                mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutated[at] ^ 1 << random.nextInt(8));
            }
            Files.write(file, mutated);
            assertThatCode(() -> readOrRefuse(file))
                    .as("seed %d, mutation %d", seed, i)
                    .doesNotThrowAnyException();
        }
    }

    private static void readOrRefuse(Path file) throws IOException {
        try {
            for (var tensor : GgufFile.open(file).tensors()) {
                assertThat(tensor.data().byteSize()).isLessThanOrEqualTo(Files.size(file));
            }
        } catch (CheckpointException refused) {
            assertThat(refused).hasMessageContaining(file.getFileName().toString());
        }
    }

    @Test
    void mistakesOfTheWriterAreNamed() {
        var writer = writer();
        assertThatThrownBy(() -> writer.metadata("map", Map.of())).hasMessageContaining("no type for");
        assertThatThrownBy(() -> writer.tensor("plain", List.of(1L), WeightFormat.F32, counting()))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> writer.tensor("odd", List.of(33L), WeightFormat.Q8_0, counting()))
                .hasMessageContaining("blocks of 32 elements, found 33");
    }
}
