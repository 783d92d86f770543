package formers.text;

import java.util.OptionalInt;

/// What cuts one word, normalised and cut from its text already, into tokens of a vocabulary. Thread-safe.
interface SubwordModel {

    /// Ids are `0..size()-1`.
    int size();

    /// The name of a token as files have it.
    String token(int id);

    OptionalInt id(String token);

    /// Appends the tokens of `word`, with the place of each in it.
    ///
    /// @throws InputException if the vocabulary cannot express the word
    void encode(String word, Pieces into);
}
