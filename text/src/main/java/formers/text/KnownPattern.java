package formers.text;

import java.util.Arrays;
import java.util.Optional;

/// The patterns of widespread vocabularies, each with a scanner that cuts where the pattern does, many times faster;
/// tests hold the two together. Every character is part of a word.
enum KnownPattern implements TextPattern {

    /// GPT-2 (Radford et al. 2019, section 2.2).
    GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+") {
        @Override
        int end(String text, int start) {
            return WordScanner.wordEnd(text, start);
        }
    },

    /// GPT-4's `cl100k_base`, and Llama 3.
    CL100K("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+") {
        @Override
        int end(String text, int start) {
            return LineScanner.wordEnd(text, start, 3);
        }
    },

    /// Qwen 2, in which every digit is a word.
    QWEN2("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+") {
        @Override
        int end(String text, int start) {
            return LineScanner.wordEnd(text, start, 1);
        }
    },

    /// GPT-4o's `o200k_base`, in which a word has capitals at its beginning only.
    O200K("[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
            + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
            + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+") {
        @Override
        int end(String text, int start) {
            return CapitalScanner.wordEnd(text, start);
        }
    };

    private final String source;

    KnownPattern(String source) {
        this.source = source;
    }

    /// The pattern written so.
    static Optional<KnownPattern> of(String source) {
        return Arrays.stream(values())
                .filter(known -> known.source.equals(source))
                .findFirst();
    }

    /// Oniguruma's spelling.
    String source() {
        return source;
    }

    /// Where the word that begins at `start`, before the end of the text, ends.
    abstract int end(String text, int start);

    @Override
    public void find(String text, Found found) {
        for (int start = 0, end; start < text.length(); start = end) {
            end = end(text, start);
            found.at(start, end);
        }
    }
}
