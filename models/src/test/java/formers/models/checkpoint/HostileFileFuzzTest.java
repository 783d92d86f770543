package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files, by the thousand: each is read in full or refused with [CheckpointException]; nothing else comes
/// out.
class HostileFileFuzzTest {

    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "null",
            "true",
            "-1",
            "0",
            "1e9",
            "9223372036854775807",
            "18446744073709551616",
            "\"dtype\"",
            "\"shape\"",
            "\"data_offsets\"",
            "\"__metadata__\"",
            "\"F32\"",
            "\"F4\"",
            "\\u0000",
            "\\ud800",
            "weight_map",
            "../x.safetensors",
            " ",
            "\n",
            "\0",
            "[[[[[[[[",
            "ü");

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void safetensors() throws IOException {
        var random = new Random(20);
        var seeds = List.of(small(), mixed());
        int accepted = 0;
        for (int i = 0; i < 16_000; i++) {
            byte[] bytes = mutate(seeds.get(i % seeds.size()), random);
            accepted += opens(bytes, i);
        }
        // Neither does every mutation miss, nor does the reader refuse all files.
        assertThat(accepted).isBetween(500, 12_000);
    }

    private static byte[] small() {
        return TinyFile.bytes(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1,1],\"data_offsets\":[8,10]}}",
                new byte[10]);
    }

    private byte[] mixed() throws IOException {
        var file = folder.resolve("seed.safetensors");
        new SafetensorsWriter()
                .floats("model.layers.0.weight", DType.F32, new int[] {3, 5}, new float[15], 0)
                .floats("half", DType.F16, new int[] {4}, new float[4], 0)
                .ints("ids", new int[] {0}, new int[0], 0)
                .longs("step", new int[] {}, new long[1], 0)
                .write(file);
        return Files.readAllBytes(file);
    }

    private int opens(byte[] bytes, int round) throws IOException {
        var file = TinyFile.write(folder, bytes);
        try (var tensors = Safetensors.open(file)) {
            for (var entry : tensors.entries()) {
                assertThat(tensors.bytes(entry.name()).byteSize()).isEqualTo(entry.bytes());
                if (entry.dtype().isFloat()) {
                    assertThat((long) tensors.floats(entry.name()).length).isEqualTo(entry.elements());
                } else if (entry.dtype().isInteger()) {
                    assertThat((long) tensors.longs(entry.name()).length).isEqualTo(entry.elements());
                }
            }
            return 1;
        } catch (CheckpointException e) {
            assertThat(e).hasMessageStartingWith(file + ": ");
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("round " + round + ": " + Arrays.toString(bytes), e);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void configurationsAndIndices() throws IOException {
        var random = new Random(21);
        var config = "{\"n_layer\":12,\"eos\":[1,2],\"rope\":{\"type\":\"yarn\",\"factor\":2.0},\"tied\":true}"
                .getBytes(StandardCharsets.UTF_8);
        var index = "{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"x.safetensors\",\"b\":\"y.safetensors\"}}"
                .getBytes(StandardCharsets.UTF_8);
        int accepted = 0;
        for (int i = 0; i < 4_000; i++) {
            var configFile = TinyFile.writeAnew(folder, "config.json", mutate(config, random));
            var indexFile = TinyFile.writeAnew(folder, ModelDirectory.SHARD_INDEX, mutate(index, random));
            accepted += refusesOrReads(() -> {
                var read = JsonConfig.read(configFile);
                read.intOr("n_layer", 1, 1, 100);
                read.ints("eos", 0, 100);
                read.booleanOr("tied", false);
                read.object("rope").ifPresent(rope -> rope.doubleOr("factor", 1, 0, 100));
            });
            accepted += refusesOrReads(() -> ShardIndex.read(indexFile)
                    .tensorsByShard()
                    .keySet()
                    .forEach(name -> {
                        assertThat(folder.resolve(name).normalize().getParent()).isEqualTo(folder);
                    }));
        }
        assertThat(accepted).isBetween(400, 7_000);
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static int refusesOrReads(Reading reading) throws IOException {
        try {
            reading.run();
            return 1;
        } catch (CheckpointException _) {
            return 0;
        }
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) ('0' + random.nextInt(10));
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
                case 5 ->
                    bytes = insert(
                            bytes, at, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
                case 6 -> bytes = insert(bytes, at, Arrays.copyOfRange(bytes, at / 2, at));
                case 7 -> {
                    if (bytes.length >= 8) {
                        long length = random.nextBoolean() ? random.nextLong() : random.nextInt(2 * bytes.length);
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
                    }
                }
                default -> throw new AssertionError();
            }
        }
        return bytes;
    }

    /// Inserts, and keeps a header length in step half of the time, so that the change reaches the parser.
    private static byte[] insert(byte[] bytes, int at, byte[] inserted) {
        var result = ByteBuffer.allocate(bytes.length + inserted.length).order(ByteOrder.LITTLE_ENDIAN);
        result.put(bytes, 0, at).put(inserted).put(bytes, at, bytes.length - at);
        if (at > 8) {
            result.putLong(0, result.getLong(0) + inserted.length);
        }
        return result.array();
    }

    /// A header of many tensors, many extents, much metadata or much of nothing: a few seconds at most.
    @Test
    void bigHeadersTakeBoundedTime() throws IOException {
        var many = new StringBuilder("{");
        for (int i = 0; i < 50_000; i++) {
            many.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        var headers = List.of(
                many + "}",
                "{\"__metadata__\":{\"a\":\"" + "x".repeat(5_000_000) + "\"}}",
                "{" + " ".repeat(5_000_000) + "}",
                "{\"w\":{\"shape\":[" + "1,".repeat(2_000_000) + "1]}}",
                "{\"w\":{\"shape\":[" + "1".repeat(5_000_000) + "]}}",
                "{\"" + "n".repeat(5_000_000) + "\":1}");
        for (var header : headers) {
            var file = TinyFile.write(folder, header);
            Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> refusesOrReads(() -> Safetensors.open(file).close()));
        }
    }
}
