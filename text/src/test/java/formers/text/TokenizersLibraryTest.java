package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we write, Hugging Face's own library reads, and gives the same ids and the same text.
class TokenizersLibraryTest {

    private static final int TEXTS = 2000;

    @TempDir
    Path folder;

    @BeforeAll
    static void stayOffline() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    @Test
    void bytes() throws IOException {
        agree(BytePairTokenizer.ofBytes());
    }

    @Test
    void bytePairs() throws IOException {
        agree(SmallTokenizers.bytePairs());
    }

    @Test
    void characters() throws IOException {
        var all = new StringBuilder();
        var texts = new RandomTexts(21);
        for (int i = 0; i < TEXTS; i++) {
            all.append(texts.next());
        }
        agree(SmallTokenizers.characters(all.toString()));
    }

    @Test
    void llama() throws IOException {
        agree(SmallTokenizers.llama());
    }

    @Test
    @Tag("shared-data")
    void llamaOfTinyStories() throws IOException {
        var file = data("tinystories-260k/tokenizer.json");
        agree(TokenizerFiles.read(file));
        var rewritten = folder.resolve("rewritten.json");
        Files.writeString(rewritten, TokenizerFiles.toJson(TokenizerFiles.read(file)));
        try (var theirs = library(rewritten)) {
            assertThat(theirs.encode("Once upon a time", true, false).getIds())
                    .isEqualTo(longs(TokenizerFiles.read(file).encodePrompt("Once upon a time")));
        }
    }

    @Test
    @Tag("shared-data")
    void gpt2() throws IOException {
        var gpt2 = TokenizerFiles.read(data("gpt2"));
        assertThat(gpt2.vocabularySize()).isEqualTo(50_257);
        assertThat(gpt2.endOfText()).hasValue(50_256);
        assertThat(gpt2.encode("Hello world")).containsExactly(15496, 995);
        agree(gpt2);
        try (var theirs = written(gpt2)) {
            var text = Files.readString(data("wikitext2-eval/valid.txt"));
            assertThat(gpt2.encode(text))
                    .isEqualTo(ints(theirs.encode(text, false, false).getIds()));
        }
    }

    private void agree(Tokenizer ours) throws IOException {
        try (var theirs = written(ours)) {
            var texts = new RandomTexts(21);
            for (int i = 0; i < TEXTS; i++) {
                // The library finds special tokens in a text; ours takes them as text.
                var text = texts.next().replace("<|endoftext|>", "");
                int[] ids = ours.encode(text);
                assertThat(ids)
                        .as(text)
                        .isEqualTo(ints(theirs.encode(text, false, false).getIds()));
                assertThat(ours.decode(ids)).as(text).isEqualTo(theirs.decode(longs(ids), true));
            }
        }
    }

    private HuggingFaceTokenizer written(Tokenizer tokenizer) throws IOException {
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, TokenizerFiles.toJson(tokenizer));
        return library(file);
    }

    private static HuggingFaceTokenizer library(Path file) throws IOException {
        return HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
    }

    private static Path data(String name) {
        return Path.of(System.getProperty("formers.data"), name);
    }

    private static int[] ints(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] longs(int[] ids) {
        return Arrays.stream(ids).asLongStream().toArray();
    }
}
