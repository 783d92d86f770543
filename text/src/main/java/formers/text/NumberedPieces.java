package formers.text;

import formers.text.Encoding.Token;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Pieces of one SentencePiece model under the ids of a vocabulary that has those of others too.
final class NumberedPieces implements Tokenizer {

    /// What names the language to translate to, before a text.
    private static final Pattern LANGUAGE = Pattern.compile(">>[^<>\\s]+<<");

    private final PipelineTokenizer cutter;
    private final Vocabulary vocabulary;
    private final int[] ids; // of each piece of the cutter; that of the unknown piece for those without
    private final int unknownPiece; // of the cutter; -1 for none
    private final int unknown;
    private final Set<Integer> special;
    private final int end;
    private final boolean languages;

    /// @param unknownPiece the cutter's id for what it cannot express; -1 for none
    /// @param unknown      the vocabulary's
    /// @param special      ids that stand for no text
    /// @param end          id of what ends a text
    /// @param languages    whether texts may begin with the name of a language, such as `>>fra<<`
    NumberedPieces(
            PipelineTokenizer cutter,
            int unknownPiece,
            Vocabulary vocabulary,
            int unknown,
            Set<Integer> special,
            int end,
            boolean languages) {
        this.cutter = cutter;
        this.vocabulary = vocabulary;
        this.unknownPiece = unknownPiece;
        this.unknown = unknown;
        this.special = Set.copyOf(special);
        this.end = end;
        this.languages = languages;
        ids = new int[cutter.vocabularySize()];
        for (int piece = 0; piece < ids.length; piece++) {
            ids[piece] = vocabulary.id(cutter.name(piece)).orElse(unknown);
        }
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int[] encode(String text) {
        var found = new IdList(text.length() / 3);
        var language = LANGUAGE.matcher(text);
        String rest = text;
        if (languages && language.lookingAt()) {
            var id = vocabulary.id(language.group());
            if (id.isPresent()) {
                found.add(id.getAsInt());
                rest = text.substring(language.end());
            }
        }
        for (var token : cutter.tokens(rest)) {
            found.add(token.id() == unknownPiece ? other(rest, token) : ids[token.id()]);
        }
        return found.toArray();
    }

    /// The other language's model may know what this one does not.
    private int other(String text, Token token) {
        return vocabulary.id(text.substring(token.start(), token.end())).orElse(unknown);
    }

    /// The text of ids, spaces around it gone.
    @Override
    public String decode(int... tokens) {
        return Tokenizer.super.decode(tokens).strip();
    }

    @Override
    public byte[] bytes(int id) {
        var name = vocabulary.name(id);
        if (special.contains(id) || LANGUAGE.matcher(name).matches()) {
            return new byte[0];
        }
        int b = Utf8.named(name);
        return b >= 0
                ? new byte[] {(byte) b}
                : name.replace(TokenizerJson.SPACE, " ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public OptionalInt endOfText() {
        return OptionalInt.of(end);
    }
}
