package formers.models.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON from files nobody vouches for: strict UTF-8, no duplicate keys, bounded depth, bounded names and numbers.
final class StrictJson {

    /// Nested objects and arrays; the deepest configuration of a known model has five.
    static final int DEPTH = 32;

    static final int LONGEST_NAME = 1024;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Each name is met once: a table of them would only cost memory, and can be attacked by collisions.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(64)
                    .maxTokenCount(20_000_000)
                    .build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private StrictJson() {}

    /// Characters of UTF-8 text; a malformed sequence is an error, not a replacement character.
    static Reader decode(byte[] utf8) {
        return new InputStreamReader(
                new ByteArrayInputStream(utf8),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /// The object that is all of `file`.
    ///
    /// @throws CheckpointException if the file is longer than `limit` bytes or is not one well-formed object
    static ObjectNode readObject(Path file, long limit) throws IOException {
        requireSize(file, limit);
        byte[] text = Files.readAllBytes(file);
        try {
            JsonNode root = MAPPER.readTree(decode(text));
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw new CheckpointException(file, "expected a JSON object, found " + root.getNodeType());
        } catch (JacksonException e) {
            throw malformed(file, e);
        }
    }

    static void requireSize(Path file, long limit) throws IOException {
        long size = Files.size(file);
        if (size > limit) {
            throw new CheckpointException(file, "expected at most %d bytes, found %d".formatted(limit, size));
        }
    }

    static CheckpointException malformed(Path file, JacksonException e) {
        var at = e.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return new CheckpointException(
                file, "expected well-formed JSON%s, found: %s".formatted(where, e.getOriginalMessage()), e);
    }

    /// A value for a message: as JSON, cut when long.
    static String show(JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "nothing";
        }
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
