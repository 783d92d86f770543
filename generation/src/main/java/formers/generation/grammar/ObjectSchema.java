package formers.generation.grammar;

import static formers.generation.grammar.Expression.any;
import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;
import static formers.generation.grammar.JsonText.SPACE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Objects of a schema. Properties come in the order in which the schema has them, those that are not
/// required or not, and additional ones behind them. There are additional ones where the schema speaks of
/// them, or of no properties at all.
final class ObjectSchema {

    private record Property(String name, Expression value, boolean required) {}

    private final Keywords keywords;
    private final JsonSchema schemas;
    private final List<Property> properties = new ArrayList<>();

    /// Null where there are none.
    private final Expression additional;

    ObjectSchema(Keywords keywords, JsonSchema schemas) {
        this.keywords = keywords;
        this.schemas = schemas;
        var place = keywords.get("additionalProperties");
        boolean open =
                place == null ? !keywords.has("properties") : !place.node().isBoolean() || place.bool();
        this.additional = open ? additionalValue() : null;
        declare();
    }

    private Expression additionalValue() {
        var place = keywords.get("additionalProperties");
        return place == null ? JsonText.value() : schemas.value(place);
    }

    private void declare() {
        var required = new HashSet<String>();
        if (keywords.has("required")) {
            keywords.get("required").items().forEach(name -> required.add(name.string()));
        }
        var declared = new HashSet<String>();
        if (keywords.has("properties")) {
            var place = keywords.get("properties").object();
            for (var name : place.node().propertyNames()) {
                declared.add(name);
                properties.add(new Property(name, schemas.value(place.get(name)), required.contains(name)));
            }
        }
        if (keywords.has("required")) {
            for (var place : keywords.get("required").items()) {
                if (declared.add(place.string())) {
                    properties.add(new Property(place.string(), additionalValue(), true));
                }
            }
        }
    }

    Expression expression() {
        int min = keywords.count("minProperties", 0);
        int max = keywords.count("maxProperties", Expression.UNBOUNDED);
        if (properties.isEmpty() && additional != null) {
            requireDistinct(min, 1);
            return JsonText.list("{", JsonText.member(JsonText.STRING, additional), min, max, "}");
        }
        long required = properties.stream().filter(Property::required).count();
        requireDistinct(min, required);
        if (additional != null ? max != Expression.UNBOUNDED : max < properties.size()) {
            throw keywords.get("maxProperties")
                    .unsupported("a bound that depends on which optional or additional properties there are");
        }
        return sequence(text("{"), first(), text("}"));
    }

    private void requireDistinct(int min, long sure) {
        if (min > sure) {
            throw keywords.get("minProperties")
                    .unsupported("a bound above the number of required properties; require them by name");
        }
    }

    /// What comes between the braces, from the last property to the first: `more` behind another member,
    /// `none` where there has been no member yet.
    private Expression first() {
        var more = SPACE;
        var none = SPACE;
        if (additional != null) {
            var member = JsonText.member(additionalName(), additional);
            more = rule(sequence(any(sequence(SPACE, text(","), SPACE, member)), SPACE));
            none = rule(choice(SPACE, sequence(SPACE, member, more)));
        }
        for (var property : properties.reversed()) {
            var member = JsonText.member(JsonString.literal(property.name), property.value);
            var begun = sequence(SPACE, member, more);
            var next = sequence(SPACE, text(","), SPACE, member, more);
            none = rule(property.required ? begun : choice(begun, none));
            more = rule(property.required ? next : choice(next, more));
        }
        return none;
    }

    /// Any name but those of the declared properties.
    private Expression additionalName() {
        var declared = Expression.choice(
                properties.stream().map(property -> text(property.name)).toList());
        return JsonString.quoted(
                StringSchema.ANYTHING.minus(Automaton.of(declared)).rules("name", JsonString::character));
    }

    private static Expression rule(Expression body) {
        return new Expression.Call(new Rule("object", body));
    }
}
