package formers.text;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Text to token ids and back. Thread-safe.
public interface Tokenizer {

    /// Ids are `0..vocabularySize()-1`.
    int vocabularySize();

    /// Ids of a text, special tokens not added.
    ///
    /// @throws InputException if the vocabulary cannot express the text
    int[] encode(String text);

    /// Ids of a prompt: as [#encode], after the token that models of this vocabulary expect first, if there is
    /// one.
    default int[] encodePrompt(String text) {
        return encode(text);
    }

    /// Names that [#encode] takes for the special tokens they name.
    default Set<String> specialTokens() {
        return Set.of();
    }

    /// Ids of a text that quotes others, such as a chat: names of special tokens are those tokens where this
    /// tokenizer finds them in texts, but no name that touches what is quoted is one.
    ///
    /// @param quoted places in the text, counted in `char`
    /// @throws InputException if the vocabulary cannot express the text
    default int[] encodeQuoting(String text, BitSet quoted) {
        return encode(text);
    }

    /// Ids of many texts, on all cores; each as [#encode] gives them.
    default List<int[]> encodeAll(List<String> texts) {
        return texts.parallelStream().map(this::encode).toList();
    }

    /// The tokens of a text with their places in it. Unlike [#encode] it is shortened and filled up where the
    /// tokenizer's file says so.
    ///
    /// @param special whether the tokens that go around a text are wanted
    /// @throws InputException if the vocabulary cannot express the text
    default Encoding encodeWithOffsets(String text, boolean special) {
        return ByteOffsets.of(this, text);
    }

    /// The text of ids; invalid UTF-8 becomes U+FFFD, special tokens become nothing.
    default String decode(int... ids) {
        var decoder = new StreamingDecoder(this);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.flush()).toString();
    }

    /// The UTF-8 bytes a token stands for; none for special tokens.
    ///
    /// @throws IndexOutOfBoundsException if there is no such token
    byte[] bytes(int id);

    /// The token that separates documents and ends a text, if there is one.
    OptionalInt endOfText();
}
