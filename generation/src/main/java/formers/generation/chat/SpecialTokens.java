package formers.generation.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The special tokens that a model directory's `tokenizer.json` names.
public final class SpecialTokens {

    private SpecialTokens() {}

    /// Ids by names; none where there is no such file.
    public static Map<String, Integer> read(Path directory) throws IOException {
        var ids = new HashMap<String, Integer>();
        var file = directory.resolve("tokenizer.json");
        if (Files.isRegularFile(file)) {
            for (var token :
                    JsonMapper.shared().readTree(Files.readString(file)).path("added_tokens")) {
                var name = token.path("content").asString("");
                if (!name.isEmpty() && token.path("special").asBoolean(false)) {
                    ids.put(name, token.path("id").asInt());
                }
            }
        }
        return ids;
    }
}
