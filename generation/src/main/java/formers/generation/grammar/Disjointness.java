package formers.generation.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Proofs that no value is of two schemas: types, listed values, bounds and patterns that exclude each
/// other, and objects with a required property of which that is true. `oneOf` needs one for every two of
/// its members, because a text that is of one of them must be of no other.
final class Disjointness {

    private static final int DEEPEST = 6;

    private final JsonSchema schemas;

    Disjointness(JsonSchema schemas) {
        this.schemas = schemas;
    }

    /// @param beside what else is asked of the values of all members
    /// @throws GrammarException if there is no proof
    void require(Place oneOf, List<Place> members, Keywords beside) {
        var values = new HashMap<Object, Integer>(); // and the member that lists them
        var listed = new BitSet();
        for (int i = 0; i < members.size(); i++) {
            listed.set(i, members.get(i).lists());
            for (var value : listed.get(i) ? JsonSchema.values(Keywords.of(members.get(i))) : List.<JsonNode>of()) {
                var known = values.putIfAbsent(JsonValues.identity(value), i);
                if (known != null && known != i) {
                    throw overlap(oneOf, known, i);
                }
            }
        }
        for (int i = 0; i < members.size(); i++) {
            for (int j = 0; j < i; j++) {
                boolean known = listed.get(i) && listed.get(j);
                if (!known && !apart(members.get(j), members.get(i), beside, 0)) {
                    throw overlap(oneOf, j, i);
                }
            }
        }
    }

    private static GrammarException overlap(Place oneOf, int one, int other) {
        return oneOf.unsupported(("'oneOf' if members may overlap, as %d and %d seem to; use 'anyOf', or tell"
                        + " them apart by a type or a required property with a 'const'")
                .formatted(one, other));
    }

    private boolean apart(Place one, Place other, Keywords beside, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        var others = schemas.alternatives(other, 0);
        return schemas.alternatives(one, 0).stream()
                .map(a -> KeywordMerge.of(a, beside))
                .allMatch(a -> others.stream().allMatch(b -> apart(a, b, depth)));
    }

    private boolean apart(Keywords one, Keywords other, int depth) {
        boolean oneListed = one.hasAny("enum", "const");
        boolean otherListed = other.hasAny("enum", "const");
        if (oneListed && otherListed) {
            return JsonSchema.values(one).stream()
                    .noneMatch(a -> JsonSchema.values(other).stream().anyMatch(b -> JsonValues.equal(a, b)));
        }
        if (oneListed || otherListed) {
            var types = ValueType.allowed(oneListed ? other : one);
            return JsonSchema.values(oneListed ? one : other).stream()
                    .noneMatch(value -> types.stream().anyMatch(type -> type.has(value)));
        }
        var types = shared(ValueType.allowed(one), ValueType.allowed(other));
        return types.stream().allMatch(type -> apart(type, one, other, depth));
    }

    private static Set<ValueType> shared(Set<ValueType> one, Set<ValueType> other) {
        var both = new HashSet<>(one);
        both.retainAll(other);
        for (var type : List.of(ValueType.INTEGER, ValueType.NUMBER)) {
            var kin = type == ValueType.INTEGER ? ValueType.NUMBER : ValueType.INTEGER;
            if (one.contains(type) && other.contains(kin)) {
                both.add(ValueType.NUMBER);
            }
        }
        return both;
    }

    private boolean apart(ValueType type, Keywords one, Keywords other, int depth) {
        return switch (type) {
            case OBJECT -> toldApart(one, other, depth) || lacks(one, other) || lacks(other, one);
            case ARRAY ->
                one.count("maxItems", Expression.UNBOUNDED) < other.count("minItems", 0)
                        || other.count("maxItems", Expression.UNBOUNDED) < one.count("minItems", 0);
            case STRING -> StringSchema.apart(one, other);
            case NUMBER, INTEGER -> NumberSchema.apart(one, other);
            case BOOLEAN, NULL -> false;
        };
    }

    private static List<String> required(Keywords keywords) {
        var names = new ArrayList<String>();
        if (keywords.has("required")) {
            keywords.get("required").items().forEach(place -> names.add(place.string()));
        }
        return names;
    }

    private static Place property(Keywords keywords, String name) {
        return keywords.has("properties") ? keywords.get("properties").object().get(name) : null;
    }

    /// Whether some property that both require has no value that suits both.
    private boolean toldApart(Keywords one, Keywords other, int depth) {
        return required(one).stream()
                .filter(required(other)::contains)
                .filter(name -> property(one, name) != null && property(other, name) != null)
                .anyMatch(name -> apart(property(one, name), property(other, name), Keywords.NONE, depth + 1));
    }

    /// Whether one requires a property that the other has no place for.
    private static boolean lacks(Keywords one, Keywords other) {
        var additional = other.get("additionalProperties");
        boolean closed = additional != null && additional.node().isBoolean() && !additional.bool();
        return closed && required(one).stream().anyMatch(name -> property(other, name) == null);
    }
}
