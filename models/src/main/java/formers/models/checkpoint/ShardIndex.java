package formers.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// `model.safetensors.index.json`: `{"metadata": {…}, "weight_map": {tensor: file}}`.
///
/// @param tensorsByShard names of the tensors in each file, by file name
record ShardIndex(Map<String, Set<String>> tensorsByShard) {

    static final long LONGEST = 64_000_000;

    /// A plain file name: it cannot lead out of the directory on any system.
    private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.safetensors");

    static ShardIndex read(Path file) throws IOException {
        if (!(StrictJson.readObject(file, LONGEST).get("weight_map") instanceof ObjectNode map) || map.isEmpty()) {
            throw new CheckpointException(file, "weight_map: expected an object with at least one tensor");
        }
        var shards = new TreeMap<String, Set<String>>();
        for (var property : map.properties()) {
            if (!property.getValue().isString()) {
                throw new CheckpointException(
                        file,
                        "weight_map, %s: expected a file name, found %s"
                                .formatted(property.getKey(), StrictJson.show(property.getValue())));
            }
            String shard = property.getValue().stringValue();
            if (!SHARD_NAME.matcher(shard).matches() || shard.contains("..")) {
                throw new CheckpointException(
                        file,
                        "weight_map, %s: expected the name of a .safetensors file in this directory, found %s"
                                .formatted(property.getKey(), StrictJson.show(property.getValue())));
            }
            shards.computeIfAbsent(shard, _ -> new TreeSet<>()).add(property.getKey());
        }
        return new ShardIndex(shards);
    }
}
