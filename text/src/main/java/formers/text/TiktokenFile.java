package formers.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// tiktoken's files: a line for each token, its bytes in base 64 and its id. Of two pairs the one that makes the
/// lower id is merged first.
final class TiktokenFile {

    /// Ids are below.
    private static final int LARGEST = 1 << 22;

    private static final String UNUSED = "<|unused_%d|>";

    private TiktokenFile() {}

    /// The encoding is the one that the file is named after.
    ///
    /// @throws InputException if that is none, or a line is damaged; says which
    static ObjectNode read(Path file) throws IOException {
        var name = file.getFileName().toString();
        var encoding = TiktokenEncoding.named(name)
                .orElseThrow(() -> new InputException("%s is not named after an encoding (%s)"
                        .formatted(
                                file,
                                Arrays.stream(TiktokenEncoding.values())
                                        .map(TiktokenEncoding::title)
                                        .collect(Collectors.joining(", ")))));
        var text = new String(VocabularyFile.read(file), StandardCharsets.ISO_8859_1);
        return InputException.naming(file, () -> json(file, text, encoding));
    }

    private static ObjectNode json(Path file, String text, TiktokenEncoding encoding) {
        var names = new ArrayList<String>();
        int number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (!line.isEmpty()) {
                readLine(file + ": line " + number, line, names);
            }
        }
        if (names.isEmpty()) {
            throw new InputException(file + " has no tokens");
        }
        var parts = new BitSet();
        for (int id = 0; id < names.size(); id++) {
            parts.set(id, names.get(id) != null);
        }
        complete(file, names, encoding);
        var merges = RebuiltMerges.byId(names, parts::get);
        var special = new TreeMap<Integer, String>();
        encoding.special().forEach((name, id) -> special.put(id, name));
        return ByteLevelJson.of(names, merges, encoding.pattern(), special);
    }

    private static void readLine(String place, String line, List<String> names) {
        int space = line.indexOf(' ');
        byte[] bytes;
        int id;
        try {
            bytes = Base64.getDecoder().decode(line.substring(0, Math.max(0, space)));
            id = Integer.parseInt(line.substring(space + 1));
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "%s: expected a token in base 64 and its id, found '%s'"
                            .formatted(place, line.substring(0, Math.min(line.length(), 80))),
                    e);
        }
        if (bytes.length == 0 || id < 0 || id >= LARGEST) {
            throw new InputException("%s: expected a token and an id from 0 to %d, found %d bytes and %d"
                    .formatted(place, LARGEST - 1, bytes.length, id));
        }
        if (id >= names.size()) {
            names.addAll(Collections.nCopies(id + 1 - names.size(), null));
        }
        if (names.set(id, ByteAlphabet.encode(bytes)) != null) {
            throw new InputException("%s: expected an id of its own, found %d again".formatted(place, id));
        }
    }

    /// Adds the special tokens. Ids that are left get a name that no text is cut into.
    private static void complete(Path file, List<String> names, TiktokenEncoding encoding) {
        int most = Collections.max(encoding.special().values());
        if (names.size() <= most) {
            names.addAll(Collections.nCopies(most + 1 - names.size(), null));
        }
        encoding.special().forEach((name, id) -> {
            if (names.set(id, name) != null) {
                throw new InputException(
                        "%s: expected no token %d, which is %s of %s".formatted(file, id, name, encoding.title()));
            }
        });
        for (int id = 0; id < names.size(); id++) {
            if (names.get(id) == null) {
                names.set(id, UNUSED.formatted(id));
            }
        }
    }
}
