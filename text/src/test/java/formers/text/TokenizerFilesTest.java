package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerFilesTest {

    @TempDir
    Path folder;

    static Stream<Tokenizer> tokenizers() {
        return Stream.of(
                BytePairTokenizer.ofBytes(),
                SmallTokenizers.bytePairs(),
                SmallTokenizers.characters("abc é日😀\n\" \\"),
                SmallTokenizers.llama());
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void whatIsWrittenIsRead(Tokenizer tokenizer) throws IOException {
        var json = TokenizerFiles.toJson(tokenizer);
        var read = read(json);
        assertThat(TokenizerFiles.toJson(read)).isEqualTo(json);
        assertThat(read.vocabularySize()).isEqualTo(tokenizer.vocabularySize());
        assertThat(read.endOfText()).isEqualTo(tokenizer.endOfText());
        var text = "abc é日😀\n\" \\";
        assertThat(read.encodePrompt(text)).isEqualTo(tokenizer.encodePrompt(text));
    }

    @Test
    void aDirectoryHasItsTokenizer() throws IOException {
        read(TokenizerFiles.toJson(BytePairTokenizer.ofBytes()));
        assertThat(TokenizerFiles.read(folder).vocabularySize()).isEqualTo(257);
    }

    @Test
    void gpt2sFirstFilesAreRead() throws IOException {
        var pairs = SmallTokenizers.bytePairs();
        var model = TokenizerWriter.json(pairs).get("model");
        Files.writeString(folder.resolve("vocab.json"), model.get("vocab").toString());
        var lines = new StringBuilder("#version: 0.2\n");
        model.get("merges").forEach(merge -> lines.append(merge.stringValue()).append('\n'));
        Files.writeString(folder.resolve("merges.txt"), lines + "\n");
        var read = TokenizerFiles.read(folder);
        assertThat(TokenizerFiles.toJson(read)).isEqualTo(TokenizerFiles.toJson(pairs));

        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b c\n");
        assertRefused("line 2", "two tokens", "'a b c'");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nĀ āā\n");
        assertRefused("line 2", "'āā'");
        Files.delete(folder.resolve("merges.txt"));
        assertRefused("merges.txt");
    }

    @Test
    void newerFilesHaveMergesAsPairs() throws IOException {
        var json = TokenizerWriter.json(SmallTokenizers.bytePairs());
        var old = json.get("model").get("merges");
        var pairs = json.withObject("/model").putArray("merges");
        old.forEach(merge -> {
            var pair = pairs.addArray();
            for (var part : merge.stringValue().split(" ")) {
                pair.add(part);
            }
        });
        var read = read(json.toString());
        assertThat(TokenizerFiles.toJson(read)).isEqualTo(json.toPrettyString() + "\n");
        var text = "the one that they don't";
        assertThat(read.encode(text)).isEqualTo(SmallTokenizers.bytePairs().encode(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"type\" : \"BPE\"|\"type\" : \"Huffman\"|$.model.type|BPE, WordLevel",
                "\"normalizer\" : null|\"normalizer\" : {\"type\":\"NFX\"}|$.normalizer.type|NFX",
                "\"use_regex\" : true|\"use_regex\" : 1|$.pre_tokenizer.use_regex|true or false",
                "\"post_processor\" : null|\"post_processor\" : {\"type\":\"BertProcessing\"}|$.post_processor.cls|nothing",
                "\"truncation\" : null|\"truncation\" : {\"max_length\":-1}|$.truncation.max_length|-1",
                "\"special\" : true|\"special\" : 1|$.added_tokens[0].special|true or false",
                "\"type\" : \"BPE\"|\"type\" : 3|$.model.type|a string",
                "\"dropout\" : null|\"dropout\" : 0.1|$.model.dropout|0.1",
                "\"id\" : 256|\"id\" : 7|$.added_tokens[0]|256",
                "\"id\" : 256|\"id\" : -1|$.added_tokens[0].id|-1",
                "\"id\" : 256|\"id\" : 99999999999|$.added_tokens[0].id|99999999999",
                "\"merges\" : [ ]|\"merges\" : {}|$.model.merges|an array",
                "\"merges\" : [ ]|\"merges\" : [\"a\"]|$.model.merges[0]|two tokens",
                "\"merges\" : [ ]|\"merges\" : [[\"a\",\"b\",\"c\"]]|$.model.merges[0]|two tokens",
                "\"merges\" : [ ]|\"merges\" : [\"a b\"]|$.model.merges[0]|'ab'",
                "\"merges\" : [ ]|\"merges\" : [7]|$.model.merges[0]|an array",
                "\"a\" : 97|\"a\" : 98|$.model.vocab|each id once",
                "\"a\" : 97|\"a\" : 300|$.model.vocab|without gaps",
                "\"a\" : 97|\"a\" : 2000000000|$.model.vocab.a|2000000000",
                "\"a\" : 97|\"a\" : \"97\"|$.model.vocab.a|an integer",
                "\"a\" : 97|\"日\" : 97|0x61|a token for each byte",
                "\"a\" : 97|\"bb\" : 97|0x61|a token for each byte",
                "\"a\" : 97|\"b\" : 97|Duplicate|b",
            })
    void whatIsWrongIsSaid(String from, String to, String where, String what) {
        var json = TokenizerFiles.toJson(BytePairTokenizer.ofBytes());
        assertThat(json).contains(from);
        assertThatThrownBy(() -> read(json.replace(from, to)))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("tokenizer.json", where, what);
    }

    @Test
    void aVocabularyOfWordsIsNotOneOfCharacters() throws IOException {
        var json = TokenizerFiles.toJson(SmallTokenizers.characters("ab"));
        assertThat(read(json)).isInstanceOf(CharacterTokenizer.class);
        var words = read(json.replace("\"a\" : 0", "\"aa\" : 0").replace("[\\\\s\\\\S]", "\\\\w+"));
        assertThat(words.encode("aa")).containsExactly(0);
        assertThatThrownBy(() -> words.encode("ba"))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("'ba'", "<unk>");
    }

    @Test
    void missingAndBrokenFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> TokenizerFiles.read(folder.resolve("none.json")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.json");
        assertRefused("tokenizer.json");
        for (var text : new String[] {"", "[", "[]", "null", "{}", "{\"model\":{}}", "\0", "[".repeat(100_000)}) {
            assertThatThrownBy(() -> read(text))
                    .as(text.substring(0, Math.min(20, text.length())))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("tokenizer.json");
        }
    }

    @Test
    void damageIsAnInputExceptionOrHarmless() throws IOException {
        var random = new Random(17);
        for (var tokenizer : tokenizers().toList()) {
            var json = TokenizerFiles.toJson(tokenizer);
            for (int round = 0; round < 100; round++) {
                var bad = new StringBuilder(json);
                int at = random.nextInt(bad.length());
                switch (random.nextInt(3)) {
                    case 0 -> bad.setLength(at);
                    case 1 -> bad.setCharAt(at, "{}[],:\"0a-".charAt(random.nextInt(10)));
                    default -> bad.delete(at, Math.min(bad.length(), at + random.nextInt(200)));
                }
                try {
                    assertThat(TokenizerFiles.toJson(read(bad.toString()))).isNotEmpty();
                } catch (InputException e) {
                    assertThat(e).hasMessageContaining("tokenizer.json");
                }
            }
        }
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> TokenizerFiles.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(parts);
    }

    private Tokenizer read(String json) throws IOException {
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, json);
        return TokenizerFiles.read(file);
    }
}
