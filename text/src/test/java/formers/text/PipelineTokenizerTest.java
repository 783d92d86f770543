package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.text.Encoding.Token;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineTokenizerTest {

    private final PipelineTokenizer llama = SmallTokenizers.llama();

    @Test
    void namesOfSpecialTokensAreTokensUnlessTheyAreQuoted() {
        var text = "the</s>the</s>";
        var quoted = new BitSet();
        quoted.set(3);
        assertThat(llama.specialTokens()).contains("<s>", "</s>");
        assertThat(IntStream.of(llama.encode(text)).filter(id -> id == 2)).hasSize(2);
        var ids = llama.encodeQuoting(text, quoted);
        assertThat(ids).containsOnlyOnce(2).endsWith(2).startsWith(llama.encode("the"));
        assertThat(llama.decode(ids)).isEqualTo("the</s>the");
        assertThat(llama.encodeQuoting(text, new BitSet())).isEqualTo(llama.encode(text));
    }

    /// A unigram vocabulary has the names of special tokens among its pieces, each likelier than any other.
    @Test
    void noPieceIsASpecialTokenThatIsQuoted() {
        var trainer = new UnigramTrainer(300);
        trainer.add("the </s> the ".repeat(50));
        var unigram = trainer.train();
        int end = unigram.endOfText().orElseThrow();
        var text = "the</s>";
        var quoted = new BitSet();
        quoted.set(3, text.length());
        assertThat(unigram.encode(text)).endsWith(end);
        assertThat(unigram.encodeQuoting(text, quoted)).doesNotContain(end);
        assertThat(unigram.decode(unigram.encodeQuoting(text, quoted))).isEqualTo(text);
    }

    @Test
    void placesAreInUnitsOfTheOriginal() {
        var tokens = llama.encodeWithOffsets("😀 the", true).tokens();
        assertThat(tokens.getFirst()).isEqualTo(new Token(1, "<s>", 0, 0, 0, true, false));
        assertThat(tokens.getLast()).isEqualTo(new Token(id("▁the"), "▁the", 2, 6, 0, false, false));
        assertThat(tokens.subList(2, 6)).allMatch(token -> token.start() == 0 && token.end() == 2);
    }

    @Test
    void twoTextsAreOfTwoTypes() {
        var tokens = llama.encodePair("the", "the", true).tokens();
        assertThat(tokens).extracting(Token::type).containsExactly(0, 0, 1, 1);
        assertThat(tokens).extracting(Token::special).containsExactly(true, false, true, false);
    }

    @Test
    void textsAreShortenedAndFilledUpAsTheFileSays() {
        var json = llama.json().deepCopy();
        json.set(
                "truncation",
                SmallFiles.json("{'max_length':4,'strategy':'LongestFirst','stride':0,'direction':'Left'}"));
        json.set("padding", SmallFiles.json("""
                {'strategy':{'Fixed':6},'direction':'Right','pad_to_multiple_of':4,'pad_id':0,'pad_type_id':0,
                'pad_token':'<unk>'}"""));
        var limited = SmallFiles.read(json);
        var tokens = limited.encodeWithOffsets("the the the the aa", true).tokens();
        assertThat(tokens)
                .extracting(Token::name)
                .containsExactly("<s>", "▁the", "▁", "aa", "<unk>", "<unk>", "<unk>", "<unk>");
        assertThat(tokens).extracting(Token::padding).endsWith(true, true, true, true);
        assertThat(limited.encodePair("the the the", "the the", true).tokens().stream()
                        .filter(token -> !token.padding()))
                .hasSize(4);
        assertThat(limited.encode("the the the the aa")).hasSize(6);
    }

    @Test
    void manyTextsGiveWhatEachGives() {
        var texts = new RandomTexts(3);
        var pairs = SmallFiles.read(TokenizerWriter.json(SmallTokenizers.bytePairs()));
        var all = IntStream.range(0, 300).mapToObj(_ -> texts.next()).toList();
        var encoded = pairs.encodeAll(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(encoded.get(i)).isEqualTo(pairs.encode(all.get(i)));
        }
    }

    @Test
    void bytesOfATokenAreThoseInsideAText() {
        assertThat(llama.bytes(id("▁the"))).isEqualTo(" the".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(llama.bytes(id("<0xE2>"))).containsExactly(0xE2);
        assertThat(llama.bytes(1)).isEmpty();
    }

    @Test
    void halfACharacterIsNeverShown() {
        var stream = new StreamingDecoder(llama);
        assertThat(stream.accept(id("a"))).isEqualTo("a");
        for (int b : new int[] {0xF0, 0x9F, 0x98, 0x80}) {
            assertThat(stream.accept(id(Utf8.name(b)))).isEmpty();
        }
        assertThat(stream.accept(id("a"))).isEqualTo("😀a");
        assertThat(stream.flush()).isEmpty();
    }

    @Test
    void aTextThatGrowsWithoutEndIsRefused() {
        var json = llama.json().deepCopy();
        var steps = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        for (int i = 0; i < 60; i++) {
            steps.add(SmallFiles.json("{'type':'Replace','pattern':{'String':'a'},'content':'aa'}"));
        }
        assertThatThrownBy(() -> SmallFiles.read(json).encode("a"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("normalising");
    }

    @Test
    void whatAFileGetsWrongIsNamed() {
        var cases = List.of(
                List.of("/post_processor/special_tokens/<s>", "{'id':'<s>','ids':[999],'tokens':['<s>']}", "999"),
                List.of("/normalizer", "{'type':'Precompiled','precompiled_charsmap':'AAAA!'}", "base64"),
                List.of("/normalizer", "{'type':'Precompiled','precompiled_charsmap':'/////w=='}", "trie"),
                List.of("/pre_tokenizer", "{'type':'Split','pattern':{'Regex':'('},'behavior':'Isolated'}", "Regex"),
                List.of("/pre_tokenizer", "{'type':'Split','pattern':{'String':'a'},'behavior':'Lost'}", "Lost"),
                List.of("/decoder", "{'type':'Braille'}", "$.decoder.type"),
                List.of("/truncation", "{'max_length':'much'}", "$.truncation.max_length"),
                List.of("/padding", "{'strategy':'Never'}", "$.padding.strategy"));
        for (var broken : cases) {
            var json = llama.json().deepCopy();
            int slash = broken.get(0).lastIndexOf('/');
            var parent = slash == 0 ? json : json.withObject(broken.get(0).substring(0, slash));
            parent.set(broken.get(0).substring(slash + 1), SmallFiles.json(broken.get(1)));
            assertThatThrownBy(() -> SmallFiles.read(json))
                    .as(broken.toString())
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll("test.json", broken.get(2));
        }
    }

    private int id(String name) {
        return IntStream.range(0, llama.vocabularySize())
                .filter(i -> llama.name(i).equals(name))
                .findFirst()
                .orElseThrow();
    }
}
