package formers.text;

import java.util.List;
import java.util.OptionalInt;

/// Whole words as tokens.
///
/// @param unknown name of the token for words that have none
record WordLevel(List<String> names, NameTable ids, String unknown) implements SubwordModel {

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public String token(int id) {
        return names.get(id);
    }

    @Override
    public OptionalInt id(String token) {
        int id = ids.id(token);
        return id == NameTable.NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public void encode(String word, Pieces into) {
        int known = ids.id(word);
        int id = known == NameTable.NONE ? ids.id(unknown) : known;
        if (id == NameTable.NONE) {
            throw new InputException("'%s' is none of the %d words of the vocabulary, which has no '%s' for such"
                    .formatted(word, names.size(), unknown));
        }
        into.add(id, 0, word.length());
    }
}
