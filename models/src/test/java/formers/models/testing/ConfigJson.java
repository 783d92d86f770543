package formers.models.testing;

import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A `config.json`, or an object in it. A key whose value is `null` counts as absent.
record ConfigJson(JsonNode node) {

    static final ConfigJson EMPTY = new ConfigJson(JsonNodeFactory.instance.objectNode());

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    String text(String key) {
        return require(key).asString();
    }

    String text(String key, String fallback) {
        return has(key) ? text(key) : fallback;
    }

    int integer(String key) {
        return require(key).asInt();
    }

    int integer(String key, int fallback) {
        return has(key) ? integer(key) : fallback;
    }

    double number(String key) {
        return require(key).asDouble();
    }

    double number(String key, double fallback) {
        return has(key) ? number(key) : fallback;
    }

    boolean flag(String key, boolean fallback) {
        return has(key) ? require(key).asBoolean() : fallback;
    }

    /// Refuses a configuration that asks for what the reference does not have.
    void requireOnly(String key, boolean only) {
        if (flag(key, only) != only) {
            throw new IllegalArgumentException("the reference has no model with %s %s".formatted(key, !only));
        }
    }

    Optional<ConfigJson> object(String key) {
        return has(key) ? Optional.of(new ConfigJson(node.get(key))) : Optional.empty();
    }

    double[] numbers(String key) {
        var list = require(key);
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).asDouble())
                .toArray();
    }

    int[] integers(String key) {
        var list = require(key);
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    /// The entry of a list that has one per layer.
    String entry(String key, int layer) {
        return require(key).get(layer).asString();
    }

    private JsonNode require(String key) {
        if (!has(key)) {
            throw new IllegalArgumentException("the configuration has no %s: %s".formatted(key, node));
        }
        return node.get(key);
    }
}
