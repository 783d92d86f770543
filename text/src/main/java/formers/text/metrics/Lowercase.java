package formers.text.metrics;

import java.util.Locale;
import java.util.regex.Pattern;

/// Lower case by the rules of Unicode, as Python has it. Java looks no further than a word, by its own idea
/// of words, for whether a capital sigma ends one; so of `Α-Σ` it makes `α-ς`.
final class Lowercase {

    /// What is passed over in the search for letters (Unicode, section 3.13, Case_Ignorable).
    private static final String IGNORED = "\\p{Mn}\\p{Me}\\p{Cf}\\p{Lm}\\p{Sk}'.:\u00B7\u0387\u055F\u05F4\u2018\u2019"
            + "\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private static final String CASED = "[\\p{IsLowercase}\\p{IsUppercase}\\p{Lt}&&[^" + IGNORED + "]]";
    private static final int FAR = 30; // a look back needs a bound

    /// One with a letter before it and none after it (Unicode, table 3-17, Final_Sigma).
    private static final Pattern FINAL_SIGMA = Pattern.compile(
            "(?<=" + CASED + "[" + IGNORED + "]{0," + FAR + "})\u03A3(?![" + IGNORED + "]*+" + CASED + ")");

    private Lowercase() {}

    static String of(String line) {
        if (line.indexOf('\u03A3') < 0) {
            return line.toLowerCase(Locale.ROOT);
        }
        return FINAL_SIGMA
                .matcher(line)
                .replaceAll("\u03C2")
                .replace('\u03A3', '\u03C3')
                .toLowerCase(Locale.ROOT);
    }
}
