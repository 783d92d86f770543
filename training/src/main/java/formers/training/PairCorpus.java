package formers.training;

import formers.models.translation.PairBatch;
import formers.text.BytePairTokenizer;
import formers.text.InputException;
import formers.text.ParallelText;
import formers.text.Tokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Sentences and their translations as tokens of one vocabulary, in two files.
public final class PairCorpus implements Closeable {

    private static final List<String> PADDING = List.of("<pad>", "<|pad|>", "[PAD]", "<|padding|>");

    private final SentenceFile sources;
    private final SentenceFile targets;
    private final PairBatch.Marks marks;

    private PairCorpus(SentenceFile sources, SentenceFile targets, PairBatch.Marks marks) {
        this.sources = sources;
        this.targets = targets;
        this.marks = marks;
    }

    /// What ends, begins and fills up a target in this vocabulary. As in Marian's models padding also begins a
    /// target; where a vocabulary has no padding, the end of the one before does.
    ///
    /// @throws InputException if the vocabulary has no token that ends a text
    public static PairBatch.Marks marks(Tokenizer tokenizer) {
        int end = tokenizer
                .endOfText()
                .orElseThrow(
                        () -> new InputException(
                                "translation needs a tokenizer with a token that ends a text, such as </s>; this one has none"));
        int padding = PADDING.stream()
                .mapToInt(name -> special(tokenizer, name))
                .filter(id -> id >= 0)
                .findFirst()
                .orElse(end);
        return new PairBatch.Marks(padding, padding, end);
    }

    /// The id of a special token; -1 if there is none of that name.
    private static int special(Tokenizer tokenizer, String name) {
        if (tokenizer instanceof BytePairTokenizer pairs) {
            return pairs.special().entrySet().stream()
                    .filter(entry -> entry.getValue().equals(name))
                    .mapToInt(entry -> entry.getKey())
                    .findFirst()
                    .orElse(-1);
        }
        if (!tokenizer.specialTokens().contains(name)) {
            return -1;
        }
        var ids = tokenizer.encode(name);
        return ids.length == 1 ? ids[0] : -1;
    }

    /// Writes the tokens of both sides.
    ///
    /// @throws InputException if a line cannot be expressed
    public static void write(ParallelText text, Tokenizer tokenizer, Path sources, Path targets) throws IOException {
        int end = marks(tokenizer).end();
        SentenceFile.write(sources, text.source(), tokenizer, end);
        SentenceFile.write(targets, text.target(), tokenizer, end);
    }

    /// @throws InputException if the files were not written with this tokenizer, or are not of the same text
    public static PairCorpus open(Path sources, Path targets, Tokenizer tokenizer) throws IOException {
        var marks = marks(tokenizer);
        var from = SentenceFile.open(sources, tokenizer, marks.end());
        var to = SentenceFile.open(targets, tokenizer, marks.end());
        if (from.count() != to.count()) {
            from.close();
            to.close();
            throw new InputException("%s has %d sentences and %s %d; delete both, and they are made anew"
                    .formatted(sources, from.count(), targets, to.count()));
        }
        return new PairCorpus(from, to, marks);
    }

    /// Ids that are not text.
    public PairBatch.Marks marks() {
        return marks;
    }

    /// Pairs there are.
    public int size() {
        return sources.count();
    }

    /// Tokens of a source, the mark that ends it included.
    int sourceLength(int pair) {
        return sources.length(pair) + 1;
    }

    /// Tokens of a target, the mark that ends it included.
    int targetLength(int pair) {
        return targets.length(pair) + 1;
    }

    /// The tokens of a source as a model reads them.
    public int[] source(int pair) {
        return sources.tokens(pair, true);
    }

    /// The tokens of a target.
    public int[] target(int pair) {
        return targets.tokens(pair, false);
    }

    @Override
    public void close() {
        sources.close();
        targets.close();
    }
}
