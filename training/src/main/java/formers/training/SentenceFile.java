package formers.training;

import formers.text.InputException;
import formers.text.TokenFile;
import formers.text.Tokenizer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Lines of text as tokens in a [TokenFile], each followed by the mark that ends it.
final class SentenceFile implements Closeable {

    private static final int CHUNK = 1 << 14;

    private final TokenFile tokens;
    private final long[] ends;

    private SentenceFile(TokenFile tokens, long[] ends) {
        this.tokens = tokens;
        this.ends = ends;
    }

    /// @throws InputException if a line cannot be expressed: says which
    static void write(Path file, List<String> lines, Tokenizer tokenizer, int end) throws IOException {
        try (var writer = new TokenFile.Writer(file, tokenizer)) {
            for (int from = 0; from < lines.size(); from += CHUNK) {
                int first = from;
                var chunk = IntStream.range(from, Math.min(lines.size(), from + CHUNK))
                        .parallel()
                        .mapToObj(line -> encoded(tokenizer, lines.get(line), line))
                        .toList();
                for (int i = 0; i < chunk.size(); i++) {
                    if (Arrays.stream(chunk.get(i)).anyMatch(id -> id == end)) {
                        throw new InputException(
                                "line %d holds token %d, which ends lines".formatted(first + i + 1, end));
                    }
                    writer.add(chunk.get(i));
                    writer.add(new int[] {end});
                }
            }
            writer.commit();
        }
    }

    /// Names of special tokens in a line are text.
    private static int[] encoded(Tokenizer tokenizer, String line, int number) {
        var quoted = new BitSet();
        quoted.set(0, line.length());
        try {
            return tokenizer.encodeQuoting(line, quoted);
        } catch (InputException e) {
            throw new InputException("line %d: %s".formatted(number + 1, e.getMessage()), e);
        }
    }

    /// @throws InputException if the file was not written with this tokenizer
    static SentenceFile open(Path file, Tokenizer tokenizer, int end) throws IOException {
        var tokens = TokenFile.open(file);
        if (!tokens.isOf(tokenizer)) {
            tokens.close();
            throw new InputException(
                    "%s (vocabulary of %d) was not made with the tokenizer beside it (%d); delete the folder %s"
                            .formatted(file, tokens.vocabulary(), tokenizer.vocabularySize(), file.getParent()));
        }
        return new SentenceFile(tokens, ends(tokens, end));
    }

    private static long[] ends(TokenFile tokens, int end) {
        var ends = new long[1 << 10];
        int found = 0;
        var chunk = new int[CHUNK];
        for (long from = 0; from < tokens.count(); from += CHUNK) {
            int read = (int) Math.min(CHUNK, tokens.count() - from);
            tokens.read(from, read, chunk, 0);
            for (int i = 0; i < read; i++) {
                if (chunk[i] == end) {
                    ends = found == ends.length ? Arrays.copyOf(ends, 2 * found) : ends;
                    ends[found++] = from + i;
                }
            }
        }
        return Arrays.copyOf(ends, found);
    }

    /// Sentences there are.
    int count() {
        return ends.length;
    }

    /// Tokens of a sentence, the mark not counted.
    int length(int sentence) {
        return (int) (ends[sentence] - start(sentence));
    }

    private long start(int sentence) {
        return sentence == 0 ? 0 : ends[sentence - 1] + 1;
    }

    /// The tokens of a sentence.
    ///
    /// @param marked whether with the mark that ends it
    int[] tokens(int sentence, boolean marked) {
        var read = new int[length(sentence) + (marked ? 1 : 0)];
        tokens.read(start(sentence), read.length, read, 0);
        return read;
    }

    @Override
    public void close() {
        tokens.close();
    }
}
