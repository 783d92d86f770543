package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process with 32 MB of heap writes and reads a file four times as large, and refuses files that promise far
/// more.
class LittleMemoryTest {

    private static final int ELEMENTS = 1 << 20; // per tensor, 4 MB each, stored 32 times

    static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            var folder = Path.of(arguments[0]);
            var values = new float[ELEMENTS];
            values[ELEMENTS - 1] = 7;
            var writer = new SafetensorsWriter();
            for (int i = 0; i < 32; i++) {
                writer.floats("w" + i, DType.F32, new int[] {ELEMENTS}, values, 0);
            }
            writer.write(folder.resolve("large"));
            try (var large = Safetensors.open(folder.resolve("large"))) {
                for (var entry : large.entries()) {
                    large.read(entry.name(), 0, ELEMENTS, values, 0);
                }
                System.out.println("read " + large.entries().size() + " " + values[ELEMENTS - 1]);
            }
            for (var file : List.of("header", "data", "shape")) {
                try {
                    Safetensors.open(folder.resolve(file)).close();
                    System.out.println(file + " opened");
                } catch (CheckpointException e) {
                    System.out.println(file + " refused");
                }
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void memoryDoesNotDependOnWhatAFilePromises() throws Exception {
        var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(99_000_000);
        Files.write(folder.resolve("header"), length.array());
        Files.write(
                folder.resolve("data"),
                TinyFile.bytes("{\"w\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}"));
        byte[] start = TinyFile.bytes(
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[1099511627776],\"data_offsets\":[0,1099511627776]}}");
        try (var sparse = new RandomAccessFile(folder.resolve("shape").toFile(), "rw")) {
            sparse.write(start);
            sparse.setLength(start.length + (1L << 40)); // a terabyte that takes no room: well-formed
        }
        var child = ChildJvm.start(Reader.class, List.of("-Xmx32m"), folder.toString());
        var output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output.lines()).containsExactly("read 32 7.0", "header refused", "data refused", "shape opened");
    }
}
