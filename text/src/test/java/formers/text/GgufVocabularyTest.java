package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufVocabularyTest {

    private static final Path FILE = Path.of("m.gguf");

    @TempDir
    Path folder;

    @Test
    void bytePairsComeWithTheirMerges() throws IOException {
        var pairs = SmallTokenizers.bytePairs();
        var tokens = new ArrayList<String>();
        var types = new ArrayList<Integer>();
        for (int id = 0; id < pairs.vocabularySize(); id++) {
            tokens.add(pairs.stored(id));
            types.add(pairs.special().containsKey(id) ? 3 : 1);
        }
        var merges = pairs.merges().stream()
                .map(merge -> pairs.stored(merge.left()) + " " + pairs.stored(merge.right()))
                .toList();
        var vocabulary = gguf("gpt2", "gpt-2", tokens, List.of(), types, merges);
        var read = TokenizerReader.read(new JsonPlace(FILE, "$", vocabulary.json()));
        var made = vocabulary.tokenizer();
        assertThat(made.endOfText()).isEqualTo(pairs.endOfText());
        assertThat(made.specialTokens()).isEqualTo(read.specialTokens());
        assertThat(TokenizerWriter.json(made)).isEqualTo(vocabulary.json());
        var texts = new RandomTexts(31);
        for (int i = 0; i < 500; i++) {
            var text = texts.next().replace("<|endoftext|>", "");
            assertThat(read.encode(text)).as(text).isEqualTo(pairs.encode(text));
            assertThat(made.encodeWithOffsets(text, true)).as(text).isEqualTo(read.encodeWithOffsets(text, true));
            assertThat(made.encode(text)).as(text).isEqualTo(pairs.encode(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "qwen2", "gpt-4o"})
    void textIsCutAsTheNameSays(String pre) throws IOException {
        var tokens = new ArrayList<String>();
        for (int id = 0; id < 256; id++) {
            tokens.add(ByteAlphabet.encode(new byte[] {(byte) ByteAlphabet.byteAt(id)}));
        }
        tokens.addAll(List.of("12", "123", "'S", "A'S"));
        var merges = List.of("1 2", "12 3", "' S", "A 'S");
        var vocabulary = gguf("gpt2", pre, tokens, List.of(), List.of(), merges);
        var tokenizer = vocabulary.tokenizer();
        try (var library = new LibraryTokenizer(folder, vocabulary.json())) {
            assertThat(library.tokens("123")).hasSize(pre.equals("qwen2") ? 3 : 1);
            assertThat(library.tokens("A'S")).hasSize(pre.equals("gpt-4o") ? 1 : 2);
            for (var text : List.of("123", "A'S", "it's 1234 é\n\n  A'S123 'LL", "")) {
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(library.encode(text));
                assertThat(tokenizer.encodeWithOffsets(text, true).ids())
                        .as(text)
                        .isEqualTo(library.encode(text));
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            }
        }
    }

    /// Looking for it in a text that is full of its beginning would take for ever.
    @Test
    void aSpecialTokenOfALongNameIsRefused() {
        var tokens = new ArrayList<>(List.of("<" + "|".repeat(1000)));
        var types = new ArrayList<>(List.of(3));
        for (int id = 0; id < 256; id++) {
            tokens.add(ByteAlphabet.encode(new byte[] {(byte) id}));
            types.add(1);
        }
        var vocabulary = gguf("gpt2", "gpt-2", tokens, List.of(), types, List.of());
        assertThatThrownBy(vocabulary::tokenizer)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("m.gguf")
                .hasMessageContaining("token 0 is special: expected a name of at most 1000 characters, found 1001");
    }

    @Test
    void scoresAndTypesMakeALlama() throws IOException {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        var types = new ArrayList<>(List.of(2, 3, 3));
        for (int b = 0; b < 256; b++) {
            tokens.add("<0x%02X>".formatted(b));
            types.add(6);
        }
        for (var piece : List.of("▁", "a", "b", "▁a", "ab", "▁ab")) {
            tokens.add(piece);
            types.add(1);
        }
        var scores = new ArrayList<Float>();
        tokens.forEach(_ -> scores.add(-(float) scores.size()));
        var llama = TokenizerReader.read(new JsonPlace(
                FILE,
                "$",
                gguf("llama", "default", tokens, scores, types, List.of()).json()));
        assertThat(llama.encode("ab ab")).containsExactly(264, 264);
        assertThat(llama.encodePrompt("é")).containsExactly(1, 259, 3 + 0xC3, 3 + 0xA9);
        assertThat(llama.decode(264, 264).strip()).isEqualTo("ab ab");
    }

    @Test
    void aT5IsAUnigramAndABertHasItsPrefixesBack() throws IOException {
        var t5 = gguf(
                "t5",
                "",
                List.of("<unk>", "▁a", "b", "▁ab"),
                List.of(0f, -1f, -1f, -5f),
                List.of(2, 1, 1, 1),
                List.of());
        try (var library = new LibraryTokenizer(folder, t5.json())) {
            assertThat(library.encode("ab ab")).containsExactly(1, 2, 1, 2);
        }
        var bert =
                gguf("bert", "", List.of("[UNK]", "▁un", "able", "▁able"), List.of(), List.of(2, 1, 1, 1), List.of());
        try (var library = new LibraryTokenizer(folder, bert.json())) {
            assertThat(library.encode("Unable able")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var two = List.of("a", "b");
        assertRefused(() -> gguf("rwkv", "", two, List.of(), List.of(), List.of()), "rwkv", "llama, t5");
        assertRefused(() -> gguf("llama", "", two, List.of(), List.of(), List.of()), "tokenizer.ggml.scores");
        assertRefused(() -> gguf("gpt2", "viking", two, List.of(), List.of(), List.of()), "viking", "llama-bpe");
        assertRefused(() -> gguf("gpt2", "", two, List.of(), List.of(), List.of("a c")), "'a c'");
        assertRefused(() -> gguf("gpt2", "", two, List.of(), List.of(), List.of("ab")), "'ab'");
        assertRefused(() -> gguf("gpt2", "", List.of("a", "a"), List.of(), List.of(), List.of()), "'a'");
        assertRefused(() -> gguf("llama", "", two, List.of(1f), List.of(), List.of()), "scores", "found 1");
        assertRefused(() -> gguf("llama", "", two, List.of(1f, 2f), List.of(1, 7), List.of()), "found 7");
    }

    @Test
    void listsOfAnotherTypeAreRefused() {
        Map<String, Object> metadata =
                Map.of("tokenizer.ggml.model", "gpt2", "tokenizer.ggml.tokens", List.of("a", 7L));
        assertThatThrownBy(() -> GgufTokenizer.read(FILE, metadata))
                .isInstanceOf(InputException.class)
                .hasMessage("m.gguf: expected tokenizer.ggml.tokens to be a list of strings, found '7' in it");
    }

    private static void assertRefused(Supplier<GgufVocabulary> making, String... message) {
        List<ThrowingCallable> ways =
                List.of(() -> making.get().json(), () -> making.get().tokenizer());
        assertThat(ways)
                .allSatisfy(way -> assertThatThrownBy(way)
                        .isInstanceOf(InputException.class)
                        .hasMessageContaining("m.gguf")
                        .hasMessageContainingAll(message));
    }

    private static GgufVocabulary gguf(
            String model,
            String pre,
            List<String> tokens,
            List<Float> scores,
            List<Integer> types,
            List<String> merges) {
        int begin = model.equals("llama") && tokens.size() > 2 ? 1 : -1;
        int[] kinds = types.stream().mapToInt(type -> type).toArray();
        return new GgufVocabulary(FILE, model, pre, tokens, scores, kinds, merges, begin, 0, true, false, new byte[0]);
    }
}
