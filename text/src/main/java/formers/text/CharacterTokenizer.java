package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeSet;

/// Characters (Unicode code points) as tokens, those of a corpus in order of their code: nanoGPT's choice for
/// small texts.
public final class CharacterTokenizer implements Tokenizer {

    private final int[] characters;
    private final Map<Integer, Integer> ids = new HashMap<>();

    /// @param characters code points, each once, in order of id
    public CharacterTokenizer(int... characters) {
        this.characters = characters.clone();
        for (int i = 0; i < characters.length; i++) {
            if (ids.putIfAbsent(characters[i], i) != null) {
                throw new InputException(
                        "character '%s' is twice in the vocabulary".formatted(Character.toString(characters[i])));
            }
        }
    }

    /// The characters of some texts.
    public static CharacterTokenizer of(Iterable<String> texts) {
        var found = new TreeSet<Integer>();
        for (var text : texts) {
            text.codePoints().forEach(found::add);
        }
        if (found.isEmpty()) {
            throw new InputException("no text to take characters from");
        }
        return new CharacterTokenizer(found.stream().mapToInt(Integer::intValue).toArray());
    }

    /// The characters in order of id.
    public int[] characters() {
        return characters.clone();
    }

    @Override
    public int vocabularySize() {
        return characters.length;
    }

    @Override
    public int[] encode(String text) {
        var encoded = new int[text.codePointCount(0, text.length())];
        int at = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            var id = ids.get(character);
            if (id == null) {
                throw new InputException(
                        "character '%s' (U+%04X) at position %d was not in the text this tokenizer was made from; it knows %d characters"
                                .formatted(Character.toString(character), character, i, characters.length));
            }
            encoded[at++] = id;
            i += Character.charCount(character);
        }
        return encoded;
    }

    @Override
    public byte[] bytes(int id) {
        return Character.toString(characters[Objects.checkIndex(id, characters.length)])
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public OptionalInt endOfText() {
        return OptionalInt.empty();
    }
}
