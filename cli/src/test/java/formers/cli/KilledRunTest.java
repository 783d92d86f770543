package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.checkpoint.Safetensors;
import formers.training.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that is killed at random moments and resumed ends with the bits of one that never stopped.
class KilledRunTest {

    private static final String TEXT = "she sells sea shells by the sea shore; ".repeat(80);

    @TempDir
    Path folder;

    @Test
    void killedAndResumedEqualsUninterrupted() throws Exception {
        var text = Files.writeString(folder.resolve("text.txt"), TEXT);
        var calm = folder.resolve("calm");
        assertThat(finish(start(text, calm))).isZero();

        var troubled = folder.resolve("troubled");
        var random = new SplittableRandom(11);
        var process = start(text, troubled);
        for (int kill = 0; kill < 3 && process.isAlive(); kill++) {
            awaitSave(troubled, process);
            Thread.sleep(random.nextInt(250));
            process.destroyForcibly().waitFor();
            process = resume(troubled);
        }
        assertThat(finish(process)).isZero();

        assertSameTensors(calm.resolve("model.safetensors"), troubled.resolve("model.safetensors"));
        assertSameTensors(calm.resolve("training_state.safetensors"), troubled.resolve("training_state.safetensors"));
        assertThat(losses(troubled)).isEqualTo(losses(calm));
    }

    @Test
    void askedToStopItSavesFirst() throws Exception {
        var text = Files.writeString(folder.resolve("text.txt"), TEXT);
        var run = folder.resolve("stopped");
        var process = start(text, run);
        awaitSave(run, process);
        process.destroy(); // SIGTERM, as Ctrl-C sends SIGINT
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(finish(resume(run))).isZero();
        assertThat(Metrics.read(run.resolve("metrics.jsonl"))).anyMatch(entry -> entry.step() == 60);
    }

    /// Waits until the state on disk is a new one.
    private static void awaitSave(Path run, Process process) throws Exception {
        var state = run.resolve("training_state.safetensors");
        long before = Files.exists(state) ? Files.getLastModifiedTime(state).toMillis() : 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (Files.exists(state) && Files.getLastModifiedTime(state).toMillis() > before) {
                return;
            }
            Thread.sleep(5);
        }
    }

    private static List<Double> losses(Path run) throws IOException {
        var losses = new ArrayList<Double>();
        for (var entry : Metrics.read(run.resolve("metrics.jsonl"))) {
            losses.add((double) entry.step());
            losses.add(entry.values().get("train_loss"));
            losses.add(entry.values().get("val_loss"));
        }
        return losses;
    }

    private static void assertSameTensors(Path expected, Path found) throws IOException {
        try (var a = Safetensors.open(expected);
                var b = Safetensors.open(found)) {
            assertThat(b.entries()).isEqualTo(a.entries());
            for (var entry : a.entries()) {
                assertThat(b.bytes(entry.name()).mismatch(a.bytes(entry.name())))
                        .describedAs(entry.name())
                        .isEqualTo(-1);
            }
        }
    }

    private static int finish(Process process) throws InterruptedException {
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Process start(Path text, Path out) throws IOException {
        return java(
                "train",
                "gpt-nano",
                "--data",
                text.toString(),
                "--tokenizer",
                "char",
                "--context",
                "16",
                "--batch",
                "4",
                "--dropout",
                "0.1",
                "--steps",
                "60",
                "--eval-every",
                "20",
                "--save-every",
                "5",
                "--out",
                out.toString());
    }

    private static Process resume(Path run) throws IOException {
        return java("train", "--resume", run.toString());
    }

    private static Process java(String... arguments) throws IOException {
        return CommandProcess.of(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
