package formers.cli;

import formers.generation.chat.Message;
import formers.generation.chat.Role;
import formers.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// A chat in a file: a JSON list of `role` and `content`, as Transformers takes it.
final class ChatFile {

    private ChatFile() {}

    static void write(Path file, List<Message> messages) throws IOException {
        var list = JsonMapper.shared().createArrayNode();
        for (var message : messages) {
            list.addObject().put("role", message.role().label()).put("content", message.content());
        }
        AtomicFile.writeText(file, list.toPrettyString() + "\n");
    }

    static List<Message> read(Path file) throws IOException {
        try {
            if (JsonMapper.shared().readTree(Files.readString(file)) instanceof ArrayNode list) {
                return list.valueStream()
                        .map(it -> new Message(
                                Role.labelled(it.path("role").asString("")),
                                it.path("content").asString("")))
                        .toList();
            }
        } catch (JacksonException e) {
            throw new Failure("%s: not JSON: %s".formatted(file, e.getOriginalMessage()));
        }
        throw new Failure(file + ": not a chat; a chat is a JSON list of messages with role and content");
    }
}
