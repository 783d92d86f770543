package formers.generation.alignment;

/// Text as HTML and SVG write it.
final class Markup {

    private Markup() {}

    /// For content and quoted attributes. What XML has no way to write is U+FFFD.
    static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(it -> {
            switch (it) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(allowed(it) ? it : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /// Characters of XML 1.0, section 2.2.
    private static boolean allowed(int it) {
        return it == '\t'
                || it == '\n'
                || it == '\r'
                || it >= ' ' && it < Character.MIN_SURROGATE
                || it > Character.MAX_SURROGATE && it < 0xFFFE
                || it > 0xFFFF;
    }
}
