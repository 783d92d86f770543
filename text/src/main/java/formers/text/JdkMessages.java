package formers.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The messages of the JDK's own tools in English and another language: some thousand pairs of lines, mostly of words,
/// that are on every machine with a JDK, in the resource bundles among its sources. No line comes twice.
public final class JdkMessages {

    private static final String STRING = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"";
    private static final Pattern LITERAL = Pattern.compile(STRING);
    private static final Pattern ENTRY = Pattern.compile(
            "\\{\\s*(%1$s|[A-Za-z_][\\w.]*)\\s*,\\s*(%1$s(?:\\s*\\+\\s*%1$s)*+)\\s*\\}".formatted(STRING));
    private static final Pattern UNICODE = Pattern.compile("\\\\u+([0-9a-fA-F]{4})");
    private static final double MOSTLY = 0.85;
    private static final String JAVA = ".java";

    private JdkMessages() {}

    /// English lines and their translations, in an order that depends on their words alone.
    ///
    /// @param language as bundles name it: `de`, `ja`, `zh_CN`; a few also in others, such as `fr` or `es`
    /// @throws InputException if this Java has no sources or no messages in that language
    public static ParallelText in(String language) {
        var archive = JdkSources.archive();
        try (var zip = new ZipFile(archive.toFile())) {
            var pairs = new Pairs();
            var suffix = "_" + language + JAVA;
            for (var translated : Collections.list(zip.entries()).stream()
                    .filter(entry -> entry.getName().endsWith(suffix))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList()) {
                var name = translated.getName();
                var english = zip.getEntry(name.substring(0, name.length() - suffix.length()) + JAVA);
                if (english != null) {
                    pairs.add(messages(zip, english), messages(zip, translated));
                }
            }
            if (pairs.source.isEmpty()) {
                throw new InputException("the JDK's sources (%s) have no messages in '%s'; there are de, ja and zh_CN"
                        .formatted(archive, language));
            }
            return new ParallelText(pairs.source, pairs.target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> messages(ZipFile zip, ZipEntry bundle) throws IOException {
        try (var in = zip.getInputStream(bundle)) {
            var messages = new LinkedHashMap<String, String>();
            var entries = ENTRY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (entries.find()) {
                messages.put(entries.group(1), value(entries.group(2)));
            }
            return messages;
        }
    }

    /// What an expression of string literals means.
    private static String value(String literals) {
        var text = new StringBuilder();
        var literal = LITERAL.matcher(literals);
        while (literal.find()) {
            text.append(literals, literal.start() + 1, literal.end() - 1);
        }
        return UNICODE.matcher(text)
                .replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))))
                .translateEscapes();
    }

    /// Pairs of lines, those that were not translated left out.
    private static final class Pairs {
        private final List<String> source = new ArrayList<>();
        private final List<String> target = new ArrayList<>();
        private final HashSet<String> seen = new HashSet<>();

        /// Messages of one line: the lines of longer ones are broken anywhere, and are not translations of each other.
        void add(Map<String, String> english, Map<String, String> translated) {
            english.forEach((key, text) -> {
                var other = translated.getOrDefault(key, "").strip();
                if (text.strip().indexOf('\n') < 0 && other.indexOf('\n') < 0) {
                    add(tidy(text), tidy(other));
                }
            });
        }

        private void add(String from, String to) {
            if (inWords(from) && !to.isEmpty() && !from.equals(to) && seen.add(from)) {
                source.add(from);
                target.add(to);
            }
        }

        /// Two words or more, and hardly anything else: not the lists of options.
        private static boolean inWords(String line) {
            long letters =
                    line.chars().filter(c -> Character.isLetter(c) || c == ' ').count();
            return line.indexOf(' ') > 0 && letters >= MOSTLY * line.length();
        }

        /// White space as it is between words, and quotes as people read them: formats write them twice.
        private static String tidy(String line) {
            return line.strip().replaceAll("\\s+", " ").replace("''", "'");
        }
    }
}
