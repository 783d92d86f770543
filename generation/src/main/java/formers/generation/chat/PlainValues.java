package formers.generation.chat;

import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/// All that a template can reach: entries of maps and lists, the state of a loop, and Python's methods of strings
/// and dictionaries named here. Java's own methods and properties are out of reach, since nothing looks for them.
final class PlainValues extends ELResolver {

    private static final Pattern WORD = Pattern.compile("[\\p{L}]+");
    private static final Pattern INDEX = Pattern.compile("-?\\d{1,9}");

    /// Filters and tests are called by their Java methods, which only the engine's own syntax leads to.
    private final ELResolver engine = new JinjavaBeanELResolver();

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return switch (base) {
            case Map<?, ?> map -> map.get(String.valueOf(property));
            case List<?> list -> at(list, property);
            case Object[] array -> at(Arrays.asList(array), property);
            case String text -> at(text.chars().mapToObj(Character::toString).toList(), property);
            case ForLoop loop -> loop(loop, String.valueOf(property));
            case null, default -> null;
        };
    }

    /// The engine hands indices over as numbers or as their digits.
    private static Object at(List<?> list, Object property) {
        var digits = String.valueOf(property);
        if (!INDEX.matcher(digits).matches()) {
            return null;
        }
        int index = Integer.parseInt(digits);
        int place = index < 0 ? list.size() + index : index;
        return place >= 0 && place < list.size() ? list.get(place) : null;
    }

    private static Object loop(ForLoop loop, String property) {
        return switch (property) {
            case "index" -> loop.getIndex();
            case "index0" -> loop.getIndex0();
            case "first" -> loop.isFirst();
            case "last" -> loop.isLast();
            case "length" -> loop.getLength();
            case "revindex" -> loop.getRevindex();
            case "revindex0" -> loop.getRevindex0();
            default -> null;
        };
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        context.setPropertyResolved(true);
        return switch (base) {
            case String text -> ofText(text, String.valueOf(method), arguments);
            case Map<?, ?> map -> ofMap(map, String.valueOf(method), arguments);
            case Filter filter -> engine.invoke(context, filter, method, types, arguments);
            case ExpTest test -> engine.invoke(context, test, method, types, arguments);
            case null, default -> throw new TemplateFunctions.Refusal("there is no method " + method);
        };
    }

    private static Object ofText(String text, String method, Object[] arguments) {
        return switch (method) {
            case "strip" -> strip(text, arguments, true, true);
            case "lstrip" -> strip(text, arguments, true, false);
            case "rstrip" -> strip(text, arguments, false, true);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> text.isEmpty() ? text : capitalized(text);
            case "title" -> WORD.matcher(text).replaceAll(word -> capitalized(word.group()));
            case "startswith" -> text.startsWith(argument(arguments, 0));
            case "endswith" -> text.endsWith(argument(arguments, 0));
            case "replace" -> text.replace(argument(arguments, 0), argument(arguments, 1));
            case "split" -> split(text, arguments);
            case "find" -> (long) text.indexOf(argument(arguments, 0));
            default -> throw new TemplateFunctions.Refusal("strings have no method " + method);
        };
    }

    private static Object ofMap(Map<?, ?> map, String method, Object[] arguments) {
        return switch (method) {
            case "items" ->
                map.entrySet().stream()
                        .map(entry -> Arrays.asList(entry.getKey(), entry.getValue()))
                        .toList();
            case "keys" -> List.copyOf(map.keySet());
            case "values" -> Arrays.asList(map.values().toArray());
            case "get" -> {
                var value = map.get(argument(arguments, 0));
                yield value == null && arguments.length > 1 ? arguments[1] : value;
            }
            default -> throw new TemplateFunctions.Refusal("dictionaries have no method " + method);
        };
    }

    private static List<String> split(String text, Object[] arguments) {
        if (arguments.length == 0 || arguments[0] == null) {
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
        }
        int most = arguments.length > 1 && arguments[1] instanceof Number limit ? limit.intValue() + 1 : 0;
        return List.of(text.split(Pattern.quote(argument(arguments, 0)), most > 0 ? most : -1));
    }

    private static String strip(String text, Object[] arguments, boolean front, boolean back) {
        var set = arguments.length > 0 && arguments[0] != null ? arguments[0].toString() : null;
        int start = 0;
        int end = text.length();
        while (front && start < end && strips(text.charAt(start), set)) {
            start++;
        }
        while (back && end > start && strips(text.charAt(end - 1), set)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean strips(char c, String set) {
        return set == null ? Character.isWhitespace(c) || Character.isSpaceChar(c) : set.indexOf(c) >= 0;
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String argument(Object[] arguments, int index) {
        if (index >= arguments.length || arguments[index] == null) {
            throw new TemplateFunctions.Refusal("a string method lacks an argument");
        }
        return arguments[index].toString();
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return Object.class;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new TemplateFunctions.Refusal("templates change nothing but namespaces");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}
