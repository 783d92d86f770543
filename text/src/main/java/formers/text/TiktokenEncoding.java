package formers.text;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// What OpenAI's tiktoken files leave to the program that reads them: how text is cut into words, and the special
/// tokens.
enum TiktokenEncoding {
    GPT2("gpt2", Pattern.GPT2, Map.of("<|endoftext|>", 50256)),
    R50K("r50k_base", Pattern.GPT2, Map.of("<|endoftext|>", 50256)),
    P50K("p50k_base", Pattern.GPT2, Map.of("<|endoftext|>", 50256)),
    CL100K(
            "cl100k_base",
            Pattern.CL100K,
            Map.of(
                    "<|endoftext|>", 100257,
                    "<|fim_prefix|>", 100258,
                    "<|fim_middle|>", 100259,
                    "<|fim_suffix|>", 100260,
                    "<|endofprompt|>", 100276)),
    O200K("o200k_base", Pattern.O200K, Map.of("<|endoftext|>", 199999, "<|endofprompt|>", 200018));

    /// Regular expressions, as Hugging Face's files spell them.
    static final class Pattern {
        /// That of the byte-level pre-tokenizer itself.
        static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

        static final String CL100K = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

        static final String QWEN2 = CL100K.replace("{1,3}", "");

        static final String O200K = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
                + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
                + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
                + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
                + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

        private Pattern() {}
    }

    private final String title;
    private final String pattern;
    private final Map<String, Integer> special;

    TiktokenEncoding(String title, String pattern, Map<String, Integer> special) {
        this.title = title;
        this.pattern = pattern;
        this.special = special;
    }

    /// As tiktoken names it.
    String title() {
        return title;
    }

    String pattern() {
        return pattern;
    }

    /// Ids of special tokens by name.
    Map<String, Integer> special() {
        return special;
    }

    /// The encoding of a name, or of a file named after it, such as `cl100k_base.tiktoken`.
    static Optional<TiktokenEncoding> named(String name) {
        int dot = name.indexOf('.');
        var title = dot < 0 ? name : name.substring(0, dot);
        return Arrays.stream(values()).filter(one -> one.title.equals(title)).findFirst();
    }
}
