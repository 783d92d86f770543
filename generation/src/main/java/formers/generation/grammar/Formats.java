package formers.generation.grammar;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/// Formats of strings, each a set of texts that every reader of the format takes: calendars are exact, and of
/// addresses there are the plain ones, without comments, quoted parts or names in other alphabets.
final class Formats {

    private static final String LEAP_YEAR =
            "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
    private static final String YEAR = "(?:[1-9]\\d{3}|0[1-9]\\d\\d|00[1-9]\\d|000[1-9])";
    private static final String DATE = "(?:" + YEAR + "-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|" + LEAP_YEAR + "-02-29)";
    private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
    private static final String TIME = CLOCK + ":[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]" + CLOCK + ")";
    private static final String OCTET = "(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final String LABEL = "[a-z](?:-?[a-z0-9]){0,20}";
    private static final String HOST = "(?:" + LABEL + "\\.){1,3}(?:com|org|net|edu|info|eu|uk|de|fr|jp|in)";

    private static final Map<String, String> PATTERNS = new TreeMap<>(Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("date-time", DATE + "T" + TIME),
            Map.entry(
                    "duration",
                    "P(?:\\d{1,4}W|\\d{1,4}D(?:T\\d{1,4}H)?|\\d{1,4}Y(?:\\d{1,2}M(?:\\d{1,2}D)?)?"
                            + "|T(?:\\d{1,4}H(?:\\d{1,2}M(?:\\d{1,2}S)?)?|\\d{1,4}M(?:\\d{1,2}S)?|\\d{1,6}S))"),
            Map.entry("email", "[a-z0-9_+-]{1,30}(?:\\.[a-z0-9_+-]{1,10}){0,2}@" + HOST),
            Map.entry("hostname", HOST),
            Map.entry("ipv4", OCTET + "(?:\\." + OCTET + "){3}"),
            Map.entry("ipv6", ipv6()),
            Map.entry(
                    "uri",
                    "https?://" + HOST + "(?::[1-9]\\d{0,3})?(?:/[A-Za-z0-9._~-]{1,40}){0,10}/?(?:\\?[a-z0-9=&]{1,80})?"
                            + "(?:#[a-z0-9]{1,40})?"),
            Map.entry("uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")));

    private Formats() {}

    /// Eight groups, or fewer around one `::`.
    private static String ipv6() {
        var forms = new ArrayList<String>();
        var group = "[0-9a-f]{1,4}";
        forms.add(group + "(?::" + group + "){7}");
        for (int before = 0; before <= 6; before++) {
            var left = before == 0 ? "" : group + "(?::" + group + "){" + (before - 1) + "}";
            var right = "(?:" + group + "(?::" + group + "){0," + (6 - before) + "})?";
            forms.add(left + "::" + (before == 6 ? "(?:" + group + ")?" : right));
        }
        return String.join("|", forms);
    }

    static Expression of(Place place) {
        var pattern = PATTERNS.get(place.string());
        if (pattern == null) {
            throw place.unsupported("the format '%s' for strings; those that are: %s"
                    .formatted(place.string(), String.join(", ", PATTERNS.keySet())));
        }
        return Regex.whole(pattern);
    }
}
