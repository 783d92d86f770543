package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsWriterTest {

    @TempDir
    Path folder;

    @Test
    void writesExactlyTheseBytes() throws IOException {
        var file = folder.resolve("golden.safetensors");
        new SafetensorsWriter()
                .floats("h", DType.BF16, new int[] {2}, new float[] {0, 1, -2}, 1)
                .floats("a", DType.F32, new int[] {1, 1}, new float[] {1}, 0)
                .longs("step", new int[] {}, new long[] {258}, 0)
                .write(file);
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[8,12]},"
                + "\"h\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[12,16]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        assertThat(padded.length() % 8).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(TinyFile.bytes(padded, new byte[] {
            2, 1, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, (byte) 0x80, 0x3f, 0, (byte) 0xc0
        }));
    }

    @Test
    void theOrderOfAddingDoesNotMatter() throws IOException {
        var one = folder.resolve("one");
        var other = folder.resolve("other");
        var a = Tensor.of(new float[] {1, 2}, 2);
        var b = Tensor.of(new float[] {3}, 1);
        new SafetensorsWriter()
                .tensor("a", a)
                .tensor("b", b)
                .metadata("x", "1")
                .metadata("b", "2")
                .write(one);
        new SafetensorsWriter()
                .metadata("b", "2")
                .tensor("b", b)
                .tensor("a", a)
                .metadata("x", "1")
                .write(other);
        assertThat(other).hasSameBinaryContentAs(one);
    }

    /// Sizes around the writer's piece of 2^18 floats, and all types.
    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var random = new Random(7);
        var file = folder.resolve("model.safetensors");
        var writer = new SafetensorsWriter().metadata("note", "größer \"quoted\"\n");
        var expected = new ArrayList<float[]>();
        int[] sizes = {0, 1, 7, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 2 * (1 << 18) + 3};
        for (int size : sizes) {
            var values = new float[size + 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.float16ToFloat((short) (random.nextInt(0x7c00) | random.nextInt(2) << 15));
            }
            expected.add(values);
            writer.floats("f32." + size, DType.F32, new int[] {size}, values, 2);
            writer.floats("f16." + size, DType.F16, new int[] {size, 1}, values, 2);
            writer.floats("bf16." + size, DType.BF16, new int[] {1, size}, values, 2);
        }
        var ints = random.ints(300_000).toArray();
        var longs = random.longs(150_000).toArray();
        writer.ints("ints", new int[] {ints.length}, ints, 0).longs("longs", new int[] {longs.length}, longs, 0);
        var tensor = Tensor.of(expected.getLast(), expected.getLast().length);
        writer.tensor("tensor", tensor).tensor("indices", Tensor.ofInts(new int[] {3, -1}, 2, 1));
        writer.write(file);

        try (var tensors = Safetensors.open(file)) {
            assertThat(tensors.metadata())
                    .containsEntry("note", "größer \"quoted\"\n")
                    .containsEntry("format", "pt");
            for (int i = 0; i < sizes.length; i++) {
                var values = java.util.Arrays.copyOfRange(expected.get(i), 2, sizes[i] + 2);
                assertThat(tensors.floats("f32." + sizes[i])).isEqualTo(values);
                assertThat(tensors.floats("f16." + sizes[i])).isEqualTo(values);
                var rounded = tensors.floats("bf16." + sizes[i]);
                for (int j = 0; j < values.length; j++) {
                    assertThat(rounded[j]).isEqualTo(Elements.fromBf16(Elements.toBf16(values[j])));
                }
            }
            assertThat(tensors.ints("ints")).isEqualTo(ints);
            assertThat(tensors.longs("longs")).isEqualTo(longs);
            assertThat(tensors.floats("tensor")).isEqualTo(expected.getLast());
            assertThat(tensors.ints("indices")).containsExactly(3, -1);
            var copy = Tensor.zeros(tensor.size());
            tensors.read("tensor", copy);
            assertThat(copy.toArray()).isEqualTo(expected.getLast());
            for (var entry : tensors.entries()) {
                assertThat(entry.begin() * 8 % entry.dtype().bits())
                        .as("alignment of %s", entry)
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3f800000, 3f80", // 1
        "3f808000, 3f80", // halfway, to even: down
        "3f818000, 3f82", // halfway, to even: up
        "3f808001, 3f81", // above halfway
        "3f807fff, 3f80", // below halfway
        "80000000, 8000", // -0
        "00000001, 0000", // the smallest subnormal
        "7f800000, 7f80", // infinity
        "ff800000, ff80",
        "7f800001, 7fc0", // NaN with a payload in the lower half only
        "ffffffff, ffff"
    })
    void bf16IsRoundedToNearestEven(String bits, String expected) {
        short half = Elements.toBf16(Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16)));
        assertThat(half).isEqualTo((short) Integer.parseInt(expected, 16));
    }

    @Test
    void bf16IsTheNearestOfAll() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt(0x10000, 0x7f7e0000));
            short half = Elements.toBf16(value);
            double error = Math.abs((double) Elements.fromBf16(half) - value);
            assertThat(error).isLessThanOrEqualTo(Math.abs((double) Elements.fromBf16((short) (half - 1)) - value));
            assertThat(error).isLessThanOrEqualTo(Math.abs((double) Elements.fromBf16((short) (half + 1)) - value));
        }
    }

    @Test
    void nanAndInfinityAreKept() throws IOException {
        var file = folder.resolve("x.safetensors");
        float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
        new SafetensorsWriter()
                .floats("f16", DType.F16, new int[] {4}, values, 0)
                .floats("bf16", DType.BF16, new int[] {4}, values, 0)
                .floats("f32", DType.F32, new int[] {4}, values, 0)
                .write(file);
        try (var tensors = Safetensors.open(file)) {
            for (var entry : tensors.entries()) {
                assertThat(tensors.floats(entry.name())).isEqualTo(values);
            }
        }
    }

    @Test
    void aValueBeyondTheRangeIsAnErrorAndTheOldFileStays() throws IOException {
        var file = Files.writeString(folder.resolve("x.safetensors"), "old");
        var writer = new SafetensorsWriter().floats("w", DType.F16, new int[] {2}, new float[] {65504, 65520}, 0);
        assertThatThrownBy(() -> writer.write(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("tensor w", "65520.0 at index 1", "F16");
        assertThat(file).hasContent("old");
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void aDiskThatFillsUpKeepsTheOldFile() throws IOException {
        var file = Files.writeString(folder.resolve("x.safetensors"), "old");
        var writer = new SafetensorsWriter().floats("w", DType.F32, new int[] {1000}, new float[1000], 0);
        assertThat(writer.dataBytes()).isEqualTo(4000);
        assertThatThrownBy(() -> writer.write(file, new FullDisk(1000, 1 << 20)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("x.safetensors", "1000 bytes written of 4", "the file is as it was before");
        assertThat(file).hasContent("old");
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void whatCannotBeStoredIsRefusedAtOnce() {
        var writer = new SafetensorsWriter().ints("taken", new int[] {1}, new int[1], 0);
        assertThatThrownBy(() -> writer.ints("taken", new int[] {1}, new int[1], 0))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> writer.ints("__metadata__", new int[] {1}, new int[1], 0))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> writer.ints("", new int[] {1}, new int[1], 0)).hasMessageContaining("name");
        assertThatThrownBy(() -> writer.ints("x", new int[] {2, 2}, new int[5], 2))
                .hasMessageContainingAll("tensor x", "needs 4 values from index 2", "array of 5");
        assertThatThrownBy(() -> writer.metadata("a", "\ud800")).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> writer.floats("x", DType.F64, new int[] {1}, new float[1], 0))
                .hasMessageContaining("not as F64");
        assertThatThrownBy(() -> writer.tensor("x", DType.F32, Tensor.ofInts(new int[1], 1)))
                .hasMessageContaining("found I32");
    }
}
