package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every rule of the format, broken alone.
class BadSafetensorsTest {

    @TempDir
    Path folder;

    private static Arguments bad(String title, int dataBytes, String header, String... message) {
        return Arguments.argumentSet(title, header, dataBytes, message);
    }

    private static String one(String dtype, String shape, String offsets) {
        return "{\"w\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets);
    }

    private static String two(long begin1, long end1, long begin2, long end2) {
        return "{\"v\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]},"
                        .formatted(end1 - begin1, begin1, end1)
                + "\"w\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}"
                        .formatted(end2 - begin2, begin2, end2);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                bad("data missing", 3, one("F32", "[1]", "[0,4]"), "tensor w", "byte 3", "found 4", "cut short"),
                bad("data left over", 5, one("F32", "[1]", "[0,4]"), "expected 4 bytes of data", "found 5"),
                bad("shape and size differ", 4, one("F32", "[2]", "[0,4]"), "w F32 [2]: expected 8 bytes", "0 to 4"),
                bad("backwards", 4, one("F32", "[1]", "[4,0]"), "expected 4 bytes", "4 to 0"),
                bad("hole at the start", 8, one("F32", "[1]", "[4,8]"), "begin at byte 0", "found 4 (a hole)"),
                bad("hole", 9, two(0, 4, 5, 9), "tensor w", "begin at byte 4", "found 5 (a hole)"),
                bad("overlap", 7, two(0, 4, 3, 7), "tensor w", "begin at byte 4", "found 3 (an overlap)"),
                bad("twice the same bytes", 4, two(0, 4, 0, 4), "begin at byte 4", "found 0 (an overlap)"),
                bad("negative offset", 4, one("F32", "[1]", "[-4,0]"), "w, data_offsets", "at least 0, found -4"),
                bad("three offsets", 4, one("F32", "[1]", "[0,4,4]"), "at most 2 numbers"),
                bad("one offset", 4, one("F32", "[1]", "[0]"), "two data_offsets", "[0]"),
                bad("fractional offset", 4, one("F32", "[1]", "[0,4.0]"), "expected an integer"),
                bad("offset beyond 64 bits", 4, one("F32", "[1]", "[0,99999999999999999999]"), "out of range"),
                bad("negative extent", 4, one("F32", "[-1]", "[0,4]"), "w, shape", "at least 0, found -1"),
                bad("elements overflow", 4, one("F32", "[4294967296,4294967296]", "[0,4]"), "below 2^63", "overflow"),
                bad("overflow before zero", 0, one("U8", "[9223372036854775807,2,0]", "[0,0]"), "overflow"),
                bad("bytes overflow", 4, one("F64", "[4611686018427387904]", "[0,4]"), "below 2^63", "overflow"),
                bad("half a byte", 1, one("F4", "[1]", "[0,1]"), "whole bytes"),
                bad("shape no array", 4, one("F32", "4", "[0,4]"), "w, shape: expected an array of integers"),
                bad("rank 65", 1, one("U8", "[" + "1,".repeat(64) + "1]", "[0,1]"), "at most 64 numbers"),
                bad("unknown type", 4, one("F33", "[1]", "[0,4]"), "w, dtype: expected one of", "found \"F33\""),
                bad(
                        "type no string",
                        4,
                        "{\"w\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]}}",
                        "expected a string"),
                bad("no shape", 4, "{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", "tensor w", "found F32, null"),
                bad("empty entry", 0, "{\"w\":{}}", "found null, null and null"),
                bad("entry no object", 0, "{\"w\":[]}", "tensor w: expected an object"),
                bad("unknown field", 0, "{\"w\":{\"scale\":1}}", "tensor w", "found scale"),
                bad("field twice", 0, "{\"w\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", "uplicate", "dtype"),
                bad("tensor twice", 0, "{\"w\":" + U8_EMPTY + ",\"w\":" + U8_EMPTY + "}", "uplicate", "\"w\""),
                bad("metadata twice", 0, "{\"__metadata__\":{},\"__metadata__\":{}}", "uplicate", "__metadata__"),
                bad("metadata no object", 0, "{\"__metadata__\":\"pt\"}", "__metadata__: expected an object"),
                bad("metadata no string", 0, "{\"__metadata__\":{\"a\":1}}", "__metadata__.a: expected a string"),
                bad("half a pair in metadata", 0, "{\"__metadata__\":{\"a\":\"\\ud800\"}}", "surrogate"),
                bad("no name", 0, "{\"\":" + U8_EMPTY + "}", "tensor name"),
                bad("control character", 0, "{\"a\\u0000b\":" + U8_EMPTY + "}", "tensor name", "a?b"),
                bad("half a surrogate pair", 0, "{\"a\\ud800\":" + U8_EMPTY + "}", "surrogate"),
                bad("endless name", 0, "{\"" + "n".repeat(2000) + "\":" + U8_EMPTY + "}", "1024"),
                bad("deep", 0, "{\"w\":" + "[".repeat(5000) + "}", "expected an object"),
                bad("deep metadata", 0, "{\"__metadata__\":" + "{\"a\":".repeat(5000) + "}", "expected a string"),
                bad("an array", 0, "[]", "expected '{' first, found byte 0x5b"),
                bad("space first", 0, " {}", "expected '{' first, found byte 0x20"),
                bad("cut short", 0, "{\"w\":", "well-formed JSON"),
                bad("something after", 0, "{}{}", "expected nothing but spaces"),
                bad("zero bytes after", 0, "{}\0\0", "well-formed JSON"),
                bad("comment", 0, "{/**/}", "well-formed JSON"),
                bad("not a number", 0, "{\"w\":{\"shape\":[NaN]}}", "well-formed JSON"));
    }

    private static final String U8_EMPTY = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";

    @ParameterizedTest
    @MethodSource("headers")
    void isRefused(String header, int dataBytes, String[] message) throws IOException {
        var file = TinyFile.write(folder, header, new byte[dataBytes]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void aFileWithoutALengthIsRefused(int bytes) throws IOException {
        var file = TinyFile.write(folder, new byte[bytes]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("found %d bytes", bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void anImpossibleHeaderLengthIsRefused(long length) throws IOException {
        var file = TinyFile.write(folder, withLength(length));
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("header length: expected 2 to 100000000", Long.toUnsignedString(length));
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        var file = TinyFile.write(folder, withLength(90_000_000));
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("at most the 2 bytes that follow", "found 90000000");
    }

    private static byte[] withLength(long length) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put("{}".getBytes(StandardCharsets.UTF_8))
                .array();
    }

    @Test
    void malformedUtf8IsRefused() throws IOException {
        byte[] bytes = TinyFile.bytes("{\"xx\":" + U8_EMPTY + "}");
        bytes[10] = (byte) 0xc0; // an overlong encoding of '/'
        bytes[11] = (byte) 0xaf;
        var file = TinyFile.write(folder, bytes);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("well-formed JSON");
    }

    @Test
    void aFileWithoutTensorsIsFine() throws IOException {
        try (var tensors = Safetensors.open(TinyFile.write(folder, "{}"))) {
            assertThat(tensors.entries()).isEmpty();
        }
    }
}
