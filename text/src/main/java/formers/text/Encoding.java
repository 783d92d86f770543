package formers.text;

import java.util.List;

/// The tokens of a text with the place of each in it.
public record Encoding(List<Token> tokens) {

    /// A token of a text.
    ///
    /// @param id      in the vocabulary
    /// @param name    as the vocabulary has it, or as it was found if it is an added one
    /// @param start   where what it stands for begins in the original text, in UTF-16 units
    /// @param end     where that ends; as `start` for tokens that stand for nothing
    /// @param type    which of two texts it is of, 0 or 1, if the tokenizer tells them apart
    /// @param special whether it was added around the text
    /// @param padding whether it only fills up
    public record Token(int id, String name, int start, int end, int type, boolean special, boolean padding) {

        Token withRange(int newStart, int newEnd) {
            return new Token(id, name, newStart, newEnd, type, special, padding);
        }

        Token withType(int newType) {
            return new Token(id, name, start, end, newType, special, padding);
        }
    }

    public Encoding {
        tokens = List.copyOf(tokens);
    }

    public int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }
}
