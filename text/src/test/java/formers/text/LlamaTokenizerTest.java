package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LlamaTokenizerTest {

    private final LlamaTokenizer llama = SmallTokenizers.llama();

    @Test
    void aSpaceGoesFirstAndComesOff() {
        assertThat(llama.encode("the")).containsExactly(id("▁the"));
        assertThat(llama.decode(llama.encode("the the"))).isEqualTo("the the");
        assertThat(llama.decode(llama.encode(" the"))).isEqualTo(" the");
        assertThat(llama.encode("")).isEmpty();
    }

    @Test
    void unknownCharactersFallBackToBytes() {
        assertThat(llama.encode("é€")).containsExactly(id("▁"), id("é"), id("<0xE2>"), id("<0x82>"), id("<0xAC>"));
        assertThat(llama.decode(llama.encode("é€😀x"))).isEqualTo("é€😀x");
    }

    @Test
    void aPromptStartsWithTheFirstTokens() {
        assertThat(llama.encodePrompt("the")).containsExactly(1, id("▁the"));
        assertThat(llama.decode(llama.encodePrompt("the"))).isEqualTo("the");
        assertThat(llama.endOfText()).hasValue(2);
    }

    @Test
    void everyByteNeedsAToken() {
        var vocabulary = Vocabulary.of(null, new HashMap<>(Map.of("a", 0)), Map.of());
        var layout = new LlamaTokenizer.Layout(true, true, List.of(), null);
        assertThatThrownBy(() -> new LlamaTokenizer(vocabulary, List.of(), layout))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("<0x00>");
    }

    private int id(String name) {
        return llama.vocabulary().id(name).getAsInt();
    }
}
