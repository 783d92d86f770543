package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.decoder.DecoderFiles;
import formers.models.nn.Parameters;
import formers.text.BytePairTokenizer;
import formers.text.TokenizerFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServeCommandTest {

    private static final Pattern ADDRESS = Pattern.compile("serving tiny at (http://127\\.0\\.0\\.1:\\d+/)");

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void save() throws IOException {
        var tokenizer = BytePairTokenizer.ofBytes();
        model = folder.resolve("tiny");
        var config = DecoderConfig.of(tokenizer.vocabularySize(), 4000, 2, 16).build();
        DecoderFiles.save(new Decoder(config, Parameters.initialised(1)), model);
        Files.writeString(model.resolve("tokenizer.json"), TokenizerFiles.toJson(tokenizer));
    }

    /// Asked to stop, it finishes what it has begun.
    @Test
    void itServesUntilItIsStoppedAndFinishesWhatItHasBegun() throws Exception {
        var notes = folder.resolve("notes.txt");
        var process = CommandProcess.of("serve", model.toString(), "--port", "0")
                .redirectError(notes.toFile())
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var line = out.readLine();
            if (line == null) {
                throw new AssertionError(Files.readString(notes));
            }
            var address = ADDRESS.matcher(line);
            assertThat(address.find()).as(line).isTrue();
            assertThat(read(address.group(1) + "health", null)).contains("ok");
            // Behind this, the text that warms it up is written. An answer may be here before it is counted as done.
            read(address.group(1) + "v1/completions", "{\"prompt\": \"a\", \"max_tokens\": 100}");
            awaitTexts(address.group(1), 0);
            var answer = CompletableFuture.supplyAsync(() -> read(
                    address.group(1) + "v1/completions",
                    "{\"prompt\": \"a\", \"max_tokens\": 1600, \"grammar\": \"root ::= [a-z]{1500}\"}"));
            awaitTexts(address.group(1), 1);
            process.destroy(); // SIGTERM, as Ctrl-C sends SIGINT
            assertThat(answer.get(60, TimeUnit.SECONDS)).contains("\"completion_tokens\":1500");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(notes))
                    .contains("finishing what is under way")
                    .doesNotContain("\tat ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitTexts(String address, int running) throws InterruptedException {
        while (!read(address + "metrics", null).contains("formers_texts_running{model=\"tiny\"} " + running + ".0")) {
            Thread.sleep(5);
        }
    }

    /// @param body of a POST; null for a GET
    private static String read(String url, String body) {
        try {
            var connection = URI.create(url).toURL().openConnection();
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            try (var in = connection.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var run = CommandRun.of("serve", model.toString(), "--port", Integer.toString(taken.getLocalPort()));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .contains("cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .contains("--port");
        }
    }

    @Test
    void namesMustDiffer() {
        var run = CommandRun.of("serve", model.toString(), "tiny=" + model);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("two models are called \"tiny\"");
    }
}
