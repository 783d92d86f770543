package formers.generation.alignment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The tokens of one side of an alignment, and the words they are parts of.
///
/// @param tokens as they stand in the text, white space included
/// @param words  the word of each token, counted from 0, never falling; -1 for what is in no word, such as
///               marks
public record Side(List<String> tokens, List<Integer> words) {

    private static final int NONE = -1;

    /// @throws IllegalArgumentException if not every token has a word or words are not numbered in order
    public Side {
        tokens = List.copyOf(tokens);
        words = List.copyOf(words);
        if (tokens.size() != words.size()) {
            throw new IllegalArgumentException(
                    "%d tokens want the number of a word each, found %d".formatted(tokens.size(), words.size()));
        }
        int last = NONE;
        for (int word : words) {
            if (word != NONE && word < last || word < NONE) {
                throw new IllegalArgumentException(
                        "word %d follows word %d; words are counted from 0 in the order of the text, and -1 is none"
                                .formatted(word, last));
            }
            last = Math.max(last, word);
        }
    }

    /// Tokens that are words each.
    public static Side ofWords(List<String> words) {
        return new Side(words, IntStream.range(0, words.size()).boxed().toList());
    }

    /// Tokens of a text, words being what stands between white space. A token is of the word that the first
    /// character is of that is no white space, be it the token's own or a later one's: spaces belong to the
    /// word behind them, and so do tokens that are empty here because a later one completes their
    /// character.
    ///
    /// @param pieces of the text, which they are when put together
    public static Side ofPieces(List<String> pieces) {
        var text = String.join("", pieces);
        var wordAt = wordsByPlace(text);
        var words = new ArrayList<Integer>();
        int place = 0;
        for (var piece : pieces) {
            int first = place;
            while (first < text.length() && wordAt[first] == NONE) {
                first++;
            }
            words.add(first < text.length() ? wordAt[first] : NONE);
            place += piece.length();
        }
        return new Side(pieces, words);
    }

    /// The word at each place of a text; -1 at white space.
    private static int[] wordsByPlace(String text) {
        var words = new int[text.length()];
        int word = NONE;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = WhiteSpace.is(text.charAt(i));
            word += !space && !inside ? 1 : 0;
            inside = !space;
            words[i] = space ? NONE : word;
        }
        return words;
    }

    /// With a token more that is no text, such as the mark that ends a source.
    public Side withMark(String name) {
        var longer = new ArrayList<>(tokens);
        longer.add(name);
        var numbers = new ArrayList<>(words);
        numbers.add(NONE);
        return new Side(longer, numbers);
    }

    public int size() {
        return tokens.size();
    }

    /// Whether a token is part of a word.
    boolean inWord(int token) {
        return words.get(token) != NONE;
    }

    /// The first tokens of words and of what is no word.
    int[] starts() {
        return IntStream.range(0, size())
                .filter(i -> i == 0 || !inWord(i) || !words.get(i).equals(words.get(i - 1)))
                .toArray();
    }

    /// Words in place of their tokens; what is no word stays.
    ///
    /// @param starts from [#starts]
    Side merged(int[] starts) {
        var merged = new ArrayList<String>();
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < starts.length; i++) {
            int end = i + 1 < starts.length ? starts[i + 1] : size();
            var whole = String.join("", tokens.subList(starts[i], end));
            merged.add(inWord(starts[i]) ? WhiteSpace.stripped(whole) : whole);
            numbers.add(words.get(starts[i]));
        }
        return new Side(merged, numbers);
    }
}
