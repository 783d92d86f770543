package formers.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The fields of a JSON object, each asked for by name and type. What nobody has asked for in the end is
/// refused: ignoring a wish is worse than not knowing it.
final class Fields {

    private final JsonNode object;
    private final String place; // of the object within the request; empty at the top
    private final Set<String> known = new HashSet<>();

    private Fields(JsonNode object, String place) {
        this.object = object;
        this.place = place;
    }

    /// @param place what to call the object in messages; empty for the request itself
    static Fields of(JsonNode node, String place) {
        if (!node.isObject()) {
            throw ApiException.invalid(
                    place.isEmpty() ? null : place,
                    (place.isEmpty() ? "the request" : place) + " must be a JSON object, found " + kind(node));
        }
        return new Fields(node, place);
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().toString().toLowerCase(java.util.Locale.ROOT);
    }

    /// How a field is called in messages.
    String name(String field) {
        return place.isEmpty() ? field : place + "." + field;
    }

    ApiException wrong(String field, String wanted) {
        return ApiException.invalid(
                name(field), "%s must be %s, found %s".formatted(name(field), wanted, found(field)));
    }

    private String found(String field) {
        var text = object.path(field).toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /// Names of the fields there are, for objects that have what names they like.
    Collection<String> names() {
        return object.propertyNames();
    }

    /// The field, or nothing if it is missing or null.
    Optional<JsonNode> node(String field) {
        known.add(field);
        var node = object.get(field);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    Optional<String> text(String field) {
        return node(field).map(node -> {
            if (!node.isString()) {
                throw wrong(field, "a string");
            }
            return node.stringValue();
        });
    }

    String requiredText(String field) {
        return text(field).orElseThrow(() -> ApiException.invalid(name(field), name(field) + " is missing"));
    }

    int integer(String field, int otherwise, int least, int most) {
        return node(field)
                .map(node -> {
                    if (!node.isIntegralNumber()
                            || !node.canConvertToInt()
                            || node.intValue() < least
                            || node.intValue() > most) {
                        throw wrong(field, "a whole number from %d to %d".formatted(least, most));
                    }
                    return node.intValue();
                })
                .orElse(otherwise);
    }

    Optional<Long> whole(String field) {
        return node(field).map(node -> {
            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                throw wrong(field, "a whole number of 64 bits");
            }
            return node.longValue();
        });
    }

    float number(String field, float otherwise, float least, float most) {
        return node(field).isEmpty() ? otherwise : requiredNumber(field, least, most);
    }

    float requiredNumber(String field, float least, float most) {
        return node(field)
                .filter(node -> node.isNumber() && node.doubleValue() >= least && node.doubleValue() <= most)
                .orElseThrow(() -> wrong(field, "a number from %s to %s".formatted(least, most)))
                .floatValue();
    }

    boolean flag(String field, boolean otherwise) {
        return node(field)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrong(field, "true or false");
                    }
                    return node.booleanValue();
                })
                .orElse(otherwise);
    }

    Optional<Fields> object(String field) {
        return node(field).map(node -> of(node, name(field)));
    }

    /// The elements of an array; none if it is missing.
    List<JsonNode> array(String field) {
        return node(field)
                .map(node -> {
                    if (!node.isArray()) {
                        throw wrong(field, "an array");
                    }
                    return List.copyOf(node.values());
                })
                .orElse(List.of());
    }

    /// The objects of an array; none if it is missing.
    List<Fields> objects(String field) {
        var objects = new ArrayList<Fields>();
        for (var node : array(field)) {
            objects.add(of(node, "%s[%d]".formatted(name(field), objects.size())));
        }
        return objects;
    }

    /// A string or an array of strings.
    List<String> texts(String field) {
        return node(field)
                .map(node -> {
                    if (node.isString()) {
                        return List.of(node.stringValue());
                    }
                    if (!node.isArray() || node.values().stream().anyMatch(it -> !it.isString())) {
                        throw wrong(field, "a string or an array of strings");
                    }
                    return node.values().stream().map(JsonNode::stringValue).toList();
                })
                .orElse(List.of());
    }

    /// Fields that may be there and change nothing.
    void ignore(String... fields) {
        known.addAll(List.of(fields));
    }

    /// Refuses fields that may only have the value that changes nothing.
    void onlyDefault(String field, JsonNode harmless) {
        node(field).ifPresent(node -> {
            if (!node.equals(harmless)) {
                throw ApiException.invalid(
                        name(field),
                        "%s is not supported, found %s; leave it out".formatted(name(field), found(field)));
            }
        });
    }

    /// Refuses whatever has not been asked for.
    void end() {
        for (var name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw ApiException.invalid(
                        name(name), "%s is not a parameter that this server knows; leave it out".formatted(name(name)));
            }
        }
    }
}
