package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that does nothing but save is killed without warning (SIGKILL where there are signals), again and
/// again.
class KilledWriterTest {

    private static final int ROUNDS = 5;

    /// Writes version after version of `state.safetensors`, each full of its own number, and a line for each.
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            var folder = Path.of(arguments[0]);
            try (var lines = LineFile.open(folder.resolve("metrics.jsonl"))) {
                for (int version = Integer.parseInt(arguments[1]); ; version++) {
                    int size = 50_000 + version % 7 * 10_000;
                    var values = new int[size];
                    Arrays.fill(values, version);
                    new SafetensorsWriter()
                            .metadata("version", Integer.toString(version))
                            .ints("values", new int[] {size}, values, 0)
                            .write(folder.resolve("state.safetensors"));
                    lines.append(line(version));
                }
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aKillAtAnyMomentLeavesACompleteVersion() throws Exception {
        var random = new Random(3);
        var state = folder.resolve("state.safetensors");
        var versions = new HashSet<Integer>();
        int next = 0;
        var before = List.<String>of();
        for (int round = 0; round < ROUNDS; round++) {
            var writer = ChildJvm.start(Writer.class, List.of(), folder.toString(), Integer.toString(next));
            awaitVersion(writer, state, next);
            Thread.sleep(random.nextInt(60));
            writer.destroyForcibly().waitFor();

            int version = version(state);
            versions.add(version);
            var lines = LineFile.lines(folder.resolve("metrics.jsonl"));
            var expected = new ArrayList<>(before);
            for (int written = next; written < version; written++) {
                expected.add(line(written));
            }
            if (lines.size() > expected.size()) {
                expected.add(line(version)); // else the kill came between the version and its line
            }
            assertThat(lines).isEqualTo(expected);
            before = lines;
            next = version + 1;
        }
        assertThat(versions).hasSize(ROUNDS);

        new SafetensorsWriter().write(state);
        assertThat(Files.list(folder).map(file -> file.getFileName().toString()))
                .as("what the killed processes left is gone")
                .containsExactlyInAnyOrder("state.safetensors", "metrics.jsonl");
    }

    private static String line(int version) {
        return "{\"version\":%d}".formatted(version);
    }

    private static void awaitVersion(Process writer, Path state, int version) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(state) || version(state) < version) {
            assertThat(writer.isAlive()).as(() -> output(writer)).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    private static String output(Process writer) {
        try {
            return new String(writer.getInputStream().readAllBytes());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// The version of the file, all of which must be of that version.
    private static int version(Path state) throws IOException {
        try (var file = Safetensors.open(state)) {
            int version = Integer.parseInt(file.metadata().get("version"));
            int[] values = file.ints("values");
            assertThat(values.length).isEqualTo(50_000 + version % 7 * 10_000);
            assertThat(Arrays.stream(values).allMatch(value -> value == version))
                    .isTrue();
            return version;
        }
    }
}
