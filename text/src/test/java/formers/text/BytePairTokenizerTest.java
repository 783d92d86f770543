package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BytePairTokenizerTest {

    @Test
    void bytesAreTheirOwnIds() {
        var bytes = BytePairTokenizer.ofBytes();
        assertThat(bytes.vocabularySize()).isEqualTo(257);
        assertThat(bytes.encode("Aé")).containsExactly(0x41, 0xC3, 0xA9);
        assertThat(bytes.decode(0x41, 0xC3, 0xA9, 256)).isEqualTo("Aé");
        assertThat(bytes.endOfText()).hasValue(256);
        assertThat(bytes.encode("")).isEmpty();
    }

    @Test
    void anyTextComesBack() {
        var tokenizer = trained();
        var texts = new RandomTexts(5);
        for (int i = 0; i < 2000; i++) {
            var text = texts.next();
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void aWarmCacheGivesWhatAColdOneGives() {
        var warm = trained();
        var tokens =
                IntStream.range(0, warm.vocabularySize()).mapToObj(warm::bytes).toList();
        var texts = new RandomTexts(6);
        var all = IntStream.range(0, 300).mapToObj(_ -> texts.next()).toList();
        all.parallelStream().forEach(warm::encode);
        for (var text : all) {
            var cold = new BytePairTokenizer(tokens, warm.merges(), warm.special());
            assertThat(warm.encode(text)).isEqualTo(cold.encode(text));
        }
    }

    @Test
    void theNameOfASpecialTokenIsText() {
        var tokenizer = trained();
        assertThat(tokenizer.encode(BytePairTokenizer.END_OF_TEXT))
                .doesNotContain(tokenizer.endOfText().getAsInt());
    }

    @Test
    void longWordsAreMergedToo() {
        var trainer = new BytePairTrainer(270);
        trainer.add("a".repeat(64) + " " + "a".repeat(64));
        assertThat(trainer.train().encode("a".repeat(10_000)).length).isLessThan(1000);
    }

    @Test
    void badVocabulariesAreRefused() {
        var tokens = new ArrayList<byte[]>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        assertThatThrownBy(() -> new BytePairTokenizer(tokens.subList(0, 255), List.of(), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("0xFF");
        tokens.add("ab".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new BytePairTokenizer(tokens, List.of(new Merge('a', 'c', 256)), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'a' and 'c' does not make 'ab'");
        assertThatThrownBy(() -> new BytePairTokenizer(tokens, List.of(new Merge('a', 'b', 257)), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("257");
    }

    private static final List<String> CORPUS = corpus();

    private static List<String> corpus() {
        var texts = new RandomTexts(4);
        return IntStream.range(0, 300).mapToObj(_ -> texts.next()).toList();
    }

    private static BytePairTokenizer trained() {
        var trainer = new BytePairTrainer(500);
        CORPUS.forEach(trainer::add);
        return trainer.train();
    }
}
