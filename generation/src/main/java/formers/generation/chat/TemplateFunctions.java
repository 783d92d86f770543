package formers.generation.chat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What templates may call besides the functions of Jinja itself.
final class TemplateFunctions {

    private TemplateFunctions() {}

    /// A template's own complaint about the messages it was given.
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    static String refuse(String message) {
        throw new Refusal(message);
    }

    /// The time now, in the notation of C's `strftime`.
    static String now(String format) {
        var time = LocalDateTime.now();
        var text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            text.append(c == '%' && i + 1 < format.length() ? field(time, format.charAt(++i)) : String.valueOf(c));
        }
        return text.toString();
    }

    private static String field(LocalDateTime time, char code) {
        var pattern = switch (code) {
            case 'd' -> "dd";
            case 'm' -> "MM";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'y' -> "yy";
            case 'Y' -> "yyyy";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'j' -> "DDD";
            case '%' -> "'%'";
            default -> throw new Refusal("strftime_now does not know %" + code);
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}
