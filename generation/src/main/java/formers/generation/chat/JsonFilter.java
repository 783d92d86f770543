package formers.generation.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// `tojson` as Transformers defines it: Python's spacing, nothing escaped for HTML.
final class JsonFilter implements Filter {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String getName() {
        return "tojson";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
        int indent = arguments.length > 0 && arguments[0] != null ? Integer.parseInt(arguments[0]) : -1;
        return json(value, indent, 0);
    }

    private static String json(Object value, int indent, int depth) {
        return switch (value) {
            case Map<?, ?> map ->
                joined(
                        map.entrySet().iterator(),
                        "{}",
                        indent,
                        depth,
                        (Map.Entry<?, ?> entry) -> JSON.writeValueAsString(String.valueOf(entry.getKey())) + ": "
                                + json(entry.getValue(), indent, depth + 1));
            case Iterable<?> list -> joined(list.iterator(), "[]", indent, depth, it -> json(it, indent, depth + 1));
            case null -> "null";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> JSON.writeValueAsString(value.toString());
        };
    }

    private static <T> String joined(
            Iterator<? extends T> items, String brackets, int indent, int depth, Function<T, String> text) {
        if (!items.hasNext()) {
            return brackets;
        }
        var separator = indent < 0 ? ", " : ",\n" + " ".repeat(indent * (depth + 1));
        var json = new StringBuilder(brackets.substring(0, 1));
        json.append(indent < 0 ? "" : separator.substring(1));
        while (items.hasNext()) {
            json.append(text.apply(items.next())).append(items.hasNext() ? separator : "");
        }
        return json.append(indent < 0 ? "" : "\n" + " ".repeat(indent * depth))
                .append(brackets.charAt(1))
                .toString();
    }
}
