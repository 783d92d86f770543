package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonConfigTest {

    @TempDir
    Path folder;

    private JsonConfig config(String json) throws IOException {
        return JsonConfig.read(Files.writeString(folder.resolve("config.json"), json));
    }

    @Test
    void readsValuesOfEveryKind() throws IOException {
        var config = config("""
                {"layers": 12, "theta": 10000, "epsilon": 1e-5, "tied": true, "type": "gpt2", "nothing": null,
                 "eos": [1, 2], "bos": 7, "names": ["a"], "rope": {"factor": 2.5}}""");
        assertThat(config.requireInt("layers", 1, 12)).isEqualTo(12);
        assertThat(config.intOr("nothing", 3, 0, 9)).isEqualTo(3);
        assertThat(config.requireDouble("theta", 1, 1e9)).isEqualTo(10_000);
        assertThat(config.doubleOr("epsilon", 1, 0, 1)).isEqualTo(1e-5);
        assertThat(config.doubleOr("absent", 0.5, 0, 1)).isEqualTo(0.5);
        assertThat(config.requireBoolean("tied")).isTrue();
        assertThat(config.booleanOr("absent", true)).isTrue();
        assertThat(config.requireString("type")).isEqualTo("gpt2");
        assertThat(config.stringOr("absent", "x")).isEqualTo("x");
        assertThat(config.requireOneOf("type", "llama", "gpt2")).isEqualTo("gpt2");
        assertThat(config.ints("eos", 0, 9)).containsExactly(1, 2);
        assertThat(config.ints("bos", 0, 9)).containsExactly(7);
        assertThat(config.ints("absent", 0, 9)).isEmpty();
        assertThat(config.strings("names")).containsExactly("a");
        assertThat(config.object("rope").orElseThrow().requireDouble("factor", 1, 8))
                .isEqualTo(2.5);
        assertThat(config.object("absent")).isEmpty();
        assertThat(config.has("nothing")).isFalse();
        assertThat(config.keys()).contains("nothing", "rope").hasSize(10);
    }

    private static Arguments wrong(String json, Function<JsonConfig, ?> read, String message) {
        return Arguments.of(json, read, message);
    }

    static Stream<Arguments> wrongValues() {
        Function<JsonConfig, ?> number = config -> config.requireInt("n", 1, 100);
        Function<JsonConfig, ?> real = config -> config.requireDouble("n", 0, 1);
        Function<JsonConfig, ?> word = config -> config.requireOneOf("n", "a", "b");
        return Stream.of(
                wrong("{}", number, "n: expected an integer from 1 to 100, found nothing"),
                wrong("{\"n\":null}", number, "n: expected an integer from 1 to 100, found null"),
                wrong("{\"n\":0}", number, "found 0"),
                wrong("{\"n\":101}", number, "found 101"),
                wrong("{\"n\":1.5}", number, "found 1.5"),
                wrong("{\"n\":\"1\"}", number, "found \"1\""),
                wrong("{\"n\":4294967297}", number, "found 4294967297"),
                wrong("{\"n\":123456789012345678901234567890}", number, "found 123456789012345678901234567890"),
                wrong("{\"n\":[1,0]}", config -> config.ints("n", 1, 100), "from 1 to 100, found 0"),
                wrong("{\"n\":1.5}", real, "n: expected a number from 0.0 to 1.0, found 1.5"),
                wrong("{\"n\":1e999}", real, "expected a number from 0.0 to 1.0"),
                wrong("{\"n\":true}", real, "found true"),
                wrong("{\"n\":1}", config -> config.requireBoolean("n"), "expected true or false, found 1"),
                wrong("{\"n\":1}", config -> config.requireString("n"), "expected a string, found 1"),
                wrong("{\"n\":\"c\"}", word, "expected one of a, b, found \"c\""),
                wrong("{\"n\":1}", config -> config.requireObject("n"), "expected an object, found 1"),
                wrong(
                        "{\"n\":{}}",
                        config -> config.requireObject("n").requireInt("m", 0, 1),
                        "n.m: expected an integer"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsNamedWithFileAndKey(String json, Function<JsonConfig, ?> read, String message)
            throws IOException {
        var config = config(json);
        assertThatThrownBy(() -> read.apply(config))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("config.json: ", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "1", "null", "{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":NaN}", "{'a':1}", "{\"a\":01}"
            })
    void whatIsNotOneObjectIsRefused(String json) {
        assertThatThrownBy(() -> config(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("config.json: ");
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> config("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void malformedUtf8IsRefused() throws IOException {
        var file = Files.write(folder.resolve("config.json"), "{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> JsonConfig.read(file)).isInstanceOf(CheckpointException.class);
    }

    @Test
    void aFileThatIsTooLongIsNotRead() throws IOException {
        var file = folder.resolve("config.json");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> JsonConfig.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("at most 4000000 bytes", "found " + (1L << 40));
    }
}
