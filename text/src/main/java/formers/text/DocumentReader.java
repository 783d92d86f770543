package formers.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Makes documents of bytes: a plain text is one, a gzip stream what it holds, JSON lines (name ending
/// in `.jsonl`) one per line, its field `text`. What is read is bounded by bytes that come out, not by
/// what a header announces.
///
/// @param replacing whether invalid UTF-8 becomes U+FFFD instead of an error
record DocumentReader(boolean replacing) {

    /// Bytes of the largest single document: what one string can hold, with room to spare.
    private static final int LARGEST = 1 << 29;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    void read(String name, InputStream in, Consumer<Document> visitor) throws IOException {
        if (name.endsWith(".gz")) {
            read(name.substring(0, name.length() - 3), new GZIPInputStream(in, 1 << 16), visitor);
        } else if (name.endsWith(".jsonl")) {
            readLines(name, new BufferedInputStream(in, 1 << 16), visitor);
        } else {
            byte[] bytes = in.readNBytes(LARGEST);
            if (bytes.length == LARGEST) {
                throw tooLarge(name);
            }
            visitor.accept(new Document(name, decode(name, bytes, 0)));
        }
    }

    private static InputException tooLarge(String name) {
        return new InputException("%s holds a text of %d bytes or more; split it".formatted(name, LARGEST));
    }

    private void readLines(String name, InputStream in, Consumer<Document> visitor) throws IOException {
        var line = new ByteArrayOutputStream();
        long offset = 0;
        int number = 0;
        for (int b = 0; b >= 0; ) {
            b = in.read();
            if (b >= 0 && b != '\n') {
                if (line.size() == LARGEST) {
                    throw tooLarge(name);
                }
                line.write(b);
                continue;
            }
            number++;
            var text = decode(name, line.toByteArray(), offset);
            if (!text.isBlank()) {
                visitor.accept(new Document(name + ":" + number, field(name, number, text)));
            }
            offset += line.size() + 1L;
            line.reset();
        }
    }

    private static String field(String name, int number, String line) {
        try {
            var field = JSON.readTree(line).path("text");
            if (field.isString()) {
                return field.stringValue();
            }
            throw new InputException("%s line %d: expected an object with a string 'text', found %s"
                    .formatted(name, number, line.length() > 100 ? line.substring(0, 100) + "…" : line));
        } catch (JacksonException e) {
            throw new InputException("%s line %d is not JSON: %s".formatted(name, number, e.getOriginalMessage()), e);
        }
    }

    private String decode(String name, byte[] bytes, long offset) {
        var action = replacing ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
        var in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(action)
                    .onUnmappableCharacter(action)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException e) {
            int at = in.position();
            throw new InputException(
                    "%s is not UTF-8: no valid character begins with byte 0x%02X at offset %d; convert it, or leave it out"
                            .formatted(name, bytes[at], offset + at),
                    e);
        }
    }
}
