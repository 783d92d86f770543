package formers.text;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// What OpenAI's tiktoken files leave to the program that reads them: how text is cut into words, and the special
/// tokens.
enum TiktokenEncoding {
    GPT2("gpt2", KnownPattern.GPT2, Map.of("<|endoftext|>", 50256)),
    R50K("r50k_base", KnownPattern.GPT2, Map.of("<|endoftext|>", 50256)),
    P50K("p50k_base", KnownPattern.GPT2, Map.of("<|endoftext|>", 50256)),
    CL100K(
            "cl100k_base",
            KnownPattern.CL100K,
            Map.of(
                    "<|endoftext|>", 100257,
                    "<|fim_prefix|>", 100258,
                    "<|fim_middle|>", 100259,
                    "<|fim_suffix|>", 100260,
                    "<|endofprompt|>", 100276)),
    O200K("o200k_base", KnownPattern.O200K, Map.of("<|endoftext|>", 199999, "<|endofprompt|>", 200018));

    private final String title;
    private final KnownPattern pattern;
    private final Map<String, Integer> special;

    TiktokenEncoding(String title, KnownPattern pattern, Map<String, Integer> special) {
        this.title = title;
        this.pattern = pattern;
        this.special = special;
    }

    /// As tiktoken names it.
    String title() {
        return title;
    }

    KnownPattern pattern() {
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
