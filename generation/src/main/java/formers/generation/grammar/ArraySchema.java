package formers.generation.grammar;

import static formers.generation.grammar.Expression.choice;
import static formers.generation.grammar.Expression.repeat;
import static formers.generation.grammar.Expression.sequence;
import static formers.generation.grammar.Expression.text;
import static formers.generation.grammar.JsonText.SPACE;

import java.util.List;

/// Arrays of a schema. Behind the items of `prefixItems` there are more where the schema speaks of `items`
/// or asks for so many.
final class ArraySchema {

    private final Keywords keywords;
    private final JsonSchema schemas;
    private final List<Expression> prefix;
    private final int min;
    private final int max;

    ArraySchema(Keywords keywords, JsonSchema schemas) {
        this.keywords = keywords;
        this.schemas = schemas;
        this.prefix = keywords.has("prefixItems")
                ? keywords.get("prefixItems").items().stream()
                        .map(schemas::value)
                        .toList()
                : List.of();
        this.min = keywords.count("minItems", 0);
        this.max = keywords.count("maxItems", Expression.UNBOUNDED);
    }

    Expression expression() {
        var unique = keywords.get("uniqueItems");
        if (unique != null && unique.bool() && max > 1) {
            throw unique.unsupported("that items are all different");
        }
        var items = keywords.get("items");
        if (items != null && items.node().isArray()) {
            throw items.unsupported("an array of schemas; from draft 2020-12 on its name is 'prefixItems'");
        }
        if (min > max) {
            return Expression.NOTHING;
        }
        var item = items == null ? JsonText.value() : schemas.value(items);
        if (prefix.isEmpty()) {
            return JsonText.list("[", item, min, max, "]");
        }
        var rest = rest(item, items != null);
        for (int i = Math.min(prefix.size(), max) - 1; i >= 0; i--) {
            var here = i == 0
                    ? sequence(SPACE, prefix.get(i), rest)
                    : sequence(SPACE, text(","), SPACE, prefix.get(i), rest);
            rest = new Expression.Call(new Rule("array", i >= min ? choice(SPACE, here) : here));
        }
        return sequence(text("["), rest, text("]"));
    }

    /// What comes behind the items of the prefix.
    private Expression rest(Expression item, boolean more) {
        if (max <= prefix.size()) {
            return SPACE;
        }
        int least = Math.max(0, min - prefix.size());
        int most = !more ? least : max == Expression.UNBOUNDED ? max : max - prefix.size();
        return sequence(repeat(sequence(SPACE, text(","), SPACE, item), least, most), SPACE);
    }
}
