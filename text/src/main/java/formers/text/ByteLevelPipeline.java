package formers.text;

import formers.text.Splitting.Behaviour;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The tokenizer that [ByteLevelJson] describes, made without it: of a hundred thousand tokens it takes half a
/// second to write and read, and the first value of any JSON takes the JVM 50 ms, for it initialises `BigDecimal`.
final class ByteLevelPipeline {

    private static final Limits NONE = new Limits(-1, Limits.Strategy.LONGEST_FIRST, false, null, 0, 0, false);

    private ByteLevelPipeline() {}

    /// @param vocabulary in GPT-2's byte alphabet but for special tokens
    /// @param merges     in order of rank
    /// @param pattern    of words
    /// @param special    tokens by id
    /// @param json       makes the file
    /// @throws InputException if a byte has no token, or a special token too long a name
    static Tokenizer of(
            Vocabulary vocabulary,
            List<Merge> merges,
            KnownPattern pattern,
            SortedMap<Integer, String> special,
            Supplier<ObjectNode> json) {
        boolean wholeWords = ByteLevelJson.wholeWords(pattern);
        var ids = vocabulary.ids();
        var merging = new Merging(merges);
        var settings = new BytePairModel.Settings(null, "", "", false, false, wholeWords);
        return new PipelineTokenizer(new PipelineTokenizer.Parts(
                vocabulary.names(),
                special.keySet(),
                special.entrySet().stream()
                        .map(token -> AddedTokens.Added.special(token.getKey(), token.getValue()))
                        .toList(),
                text -> text,
                words(pattern),
                new BytePairModel(vocabulary.names(), ids, merging, settings),
                new ByteLevelWords(pattern, ByteLevelWords.bytes(ids), merging, wholeWords ? ids : null),
                (texts, _) -> PostProcessor.plain(texts),
                Decoder::byteLevel,
                true,
                false,
                NONE,
                json));
    }

    private static PreTokenizer words(KnownPattern pattern) {
        var cut = new Splitting(pattern, Behaviour.ISOLATED);
        return (piece, words) -> cut.cut(piece, word -> words.accept(Normalizer.byteLevel(word)));
    }
}
