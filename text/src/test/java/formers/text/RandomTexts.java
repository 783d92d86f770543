package formers.text;

import java.util.Random;

/// Random texts of the kinds that break tokenizers: runs of white space, contractions, digits of many scripts,
/// combining marks, characters beyond the 16-bit plane, control characters.
final class RandomTexts {

    private static final String[] PIECES = (" ~  ~\n~\r\n~\t~\u00A0~\u3000~\u0085~'s~'re~'ll~'t~'~''~don't~"
                    + "the~Formers~x~ab~aab~1~42~٣~Ⅷ~½~é~e\u0301~ß~日本~한국~😀~👩‍👩‍👧~𝔘𝔫~"
                    + "{~}~();~//~_~\u0000~\u200B~<|endoftext|>~▁~<0x41>~०~ؤ~\uFEFF")
            .split("~");

    private final Random random;

    RandomTexts(long seed) {
        random = new Random(seed);
    }

    String next() {
        var text = new StringBuilder();
        for (int n = random.nextInt(30); n > 0; n--) {
            text.append(random.nextInt(8) == 0 ? character() : PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /// A character of the 16-bit plane that has been assigned for long: newer ones differ between Unicode versions.
    private String character() {
        while (true) {
            char c = (char) random.nextInt(0x3000);
            if (Character.isDefined(c) && "\u0560\u0588\u05EF\u061D\u07FD\u07FE\u07FF".indexOf(c) < 0 && c < 0x0860) {
                return String.valueOf(c);
            }
        }
    }
}
