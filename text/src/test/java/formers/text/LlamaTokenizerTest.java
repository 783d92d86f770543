package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LlamaTokenizerTest {

    private final PipelineTokenizer llama = SmallTokenizers.llama();

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

    private int id(String name) {
        return IntStream.range(0, llama.vocabularySize())
                .filter(i -> llama.name(i).equals(name))
                .findFirst()
                .orElseThrow();
    }
}
