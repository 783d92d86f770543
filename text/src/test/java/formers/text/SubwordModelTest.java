package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A word alone, cut by our models and by Hugging Face's library, over vocabularies drawn at random.
class SubwordModelTest {

    private static final int WORDS = 3000;
    private static final long SEED = 412;

    @TempDir
    Path folder;

    @BeforeAll
    static void stayOffline() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    @ParameterizedTest
    @CsvSource({"##, 100", "##, 4", "'', 9", "@, 0"})
    void wordPiecesAreTheLibrarys(String prefix, int longest) throws IOException {
        var names = new ArrayList<>(List.of("[UNK]", "##"));
        for (var piece : pieces(400)) {
            names.add(piece);
            names.add(prefix + piece);
        }
        var vocabulary = List.copyOf(new LinkedHashSet<>(names));
        var model = model("WordPiece").put("unk_token", "[UNK]").put("continuing_subword_prefix", prefix);
        model.put("max_input_chars_per_word", longest);
        var ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            ids.put(vocabulary.get(id), id);
        }
        agree(new WordPiece(vocabulary, "[UNK]", prefix, longest), model);
    }

    /// @param step scores are multiples of it: the larger, the more ties
    @ParameterizedTest
    @CsvSource({"0.001, 2, true", "0.001, 0, false", "1, 2, true", "1, 2, false", "4, 2, false"})
    void unigramsAreTheLibrarys(double step, int unknownId, boolean byteFallback) throws IOException {
        var random = new Random(SEED);
        var names = new ArrayList<>(List.of("<s>", "</s>", "<unk>"));
        for (int b = 0; byteFallback && b < 256; b++) {
            names.add("<0x%02X>".formatted(b));
        }
        names.addAll(pieces(600));
        var vocabulary = List.copyOf(new LinkedHashSet<>(names));
        var scores = new double[vocabulary.size()];
        var model = model("Unigram").put("unk_id", unknownId).put("byte_fallback", byteFallback);
        var list = model.putArray("vocab");
        for (int id = 0; id < scores.length; id++) {
            scores[id] = id < 3 ? 0 : -step * Math.round(12 * random.nextDouble() / step);
            list.addArray().add(vocabulary.get(id)).add(scores[id]);
        }
        agree(new Unigram(vocabulary, scores, unknownId, byteFallback), model);
    }

    @Test
    void aFallbackThatLacksABytesTokenIsUnknown() throws IOException {
        var vocabulary = List.of("<unk>", "a", "<0xC3>", "<0xA9>");
        var model = model("Unigram").put("unk_id", 0).put("byte_fallback", true);
        var list = model.putArray("vocab");
        vocabulary.forEach(name -> list.addArray().add(name).add(-1.0));
        agree(new Unigram(vocabulary, new double[] {-1, -1, -1, -1}, 0, true), model);
        assertThat(ids(new Unigram(vocabulary, new double[4], 0, true), "aéaéß"))
                .containsExactly(1, 2, 3, 1, 0);
    }

    @Test
    void piecesLieWhereTheySay() {
        var model = new WordPiece(List.of("[UNK]", "un", "##aff", "##able", "😀"), "[UNK]", "##", 100);
        var pieces = new Pieces();
        model.encode("unaffable", pieces);
        model.encode("😀", pieces);
        model.encode("unaffableness", pieces);
        assertThat(pieces.size()).isEqualTo(5);
        assertThat(List.of(pieces.start(1), pieces.end(1), pieces.end(2), pieces.end(3), pieces.id(4), pieces.end(4)))
                .containsExactly(2, 5, 9, 2, 0, 13);
    }

    @Test
    void unknownsWithoutATokenAreRefused() {
        assertThatThrownBy(() -> new WordPiece(List.of("a"), "[UNK]", "##", 100).encode("b", new Pieces()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'b'")
                .hasMessageContaining("[UNK]");
        assertThatThrownBy(() -> new Unigram(List.of("a"), new double[1], -1, false).encode("abb", new Pieces()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'bb'");
        assertThatThrownBy(() -> new Unigram(List.of("a"), new double[1], 1, false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("id 1");
    }

    @Test
    void aTrieFindsItsKeysAndNoOthers() {
        var random = new Random(SEED);
        var keys = new TreeMap<String, Integer>();
        var list = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            var key = new StringBuilder();
            int alphabet = random.nextInt(50) == 0 ? 0x10000 : 20;
            for (int n = 1 + random.nextInt(7); n > 0; n--) {
                key.append((char) ('a' + random.nextInt(alphabet)));
            }
            keys.put(key.toString(), i);
            list.add(key.toString());
        }
        var trie = new Trie(list);
        keys.forEach((key, id) -> {
            assertThat(trie.find(key, 0, key.length())).isEqualTo(id);
            var other = key + (char) ('a' + random.nextInt(21));
            assertThat(trie.find(other, 0, other.length())).isEqualTo(keys.getOrDefault(other, -1));
        });
        assertThat(new Trie(List.of()).step(Trie.ROOT, 'a')).isEqualTo(-1);
    }

    /// Pieces of random texts, and some characters alone.
    private static List<String> pieces(int count) {
        var random = new Random(SEED);
        var texts = new RandomTexts(SEED + 1);
        var pieces = new LinkedHashSet<String>();
        while (pieces.size() < count) {
            int[] text = texts.next().codePoints().toArray();
            for (int n = text.length / 2; n > 0; n--) {
                int start = random.nextInt(text.length);
                int length = Math.min(1 + random.nextInt(6) * random.nextInt(2), text.length - start);
                pieces.add(new String(text, start, length));
            }
        }
        return List.copyOf(pieces);
    }

    private static ObjectNode model(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static int[] ids(SubwordModel model, String word) {
        var pieces = new Pieces();
        model.encode(word, pieces);
        var ids = new int[pieces.size()];
        Arrays.setAll(ids, pieces::id);
        return ids;
    }

    private void agree(SubwordModel ours, ObjectNode model) throws IOException {
        var root = JsonNodeFactory.instance.objectNode().put("version", "1.0");
        root.putArray("added_tokens");
        root.set("model", model);
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, root.toString());
        try (var theirs = HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"))) {
            var texts = new RandomTexts(SEED + 2);
            for (int i = 0; i < WORDS; i++) {
                var word = texts.next();
                var expected = theirs.encode(word, false, false);
                var pieces = new Pieces();
                ours.encode(word, pieces);
                var ids = Arrays.stream(expected.getIds()).mapToInt(Math::toIntExact);
                assertThat(ids(ours, word)).as(word).isEqualTo(ids.toArray());
                for (int k = 0; k < pieces.size(); k++) {
                    // Theirs are counted in characters.
                    var span = expected.getCharTokenSpans()[k];
                    assertThat(word.codePointCount(0, pieces.start(k))).isEqualTo(span.getStart());
                    assertThat(word.codePointCount(0, pieces.end(k))).isEqualTo(span.getEnd());
                }
            }
        }
    }
}
