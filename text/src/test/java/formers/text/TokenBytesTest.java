package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What constraints on texts rely on: the bytes of tokens, one after the other, are the bytes of the text.
class TokenBytesTest {

    static List<Tokenizer> tokenizers() {
        return List.of(
                BytePairTokenizer.ofBytes(),
                SmallTokenizers.bytePairs(),
                SmallFiles.read(TokenizerWriter.json(SmallTokenizers.bytePairs())),
                SmallTokenizers.characters(" the日é😀a.x"),
                SmallTokenizers.llama());
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void bytesOfTokensAreThoseOfTheText(Tokenizer tokenizer) {
        for (var text : List.of(" the the", " aaa日 é", "x😀", " ")) {
            var bytes = new ByteArrayOutputStream();
            // A space that a tokenizer puts before a text is a space in its bytes.
            for (int id : tokenizer.encode("x" + text)) {
                bytes.writeBytes(tokenizer.bytes(id));
            }
            assertThat(bytes.toString(StandardCharsets.UTF_8).stripLeading()).isEqualTo("x" + text);
        }
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void specialTokensHaveNone(Tokenizer tokenizer) {
        tokenizer.endOfText().ifPresent(end -> assertThat(tokenizer.bytes(end)).isEmpty());
        long without = IntStream.range(0, tokenizer.vocabularySize())
                .filter(id -> tokenizer.bytes(id).length == 0)
                .peek(id -> assertThat(tokenizer.decode(id)).isEmpty())
                .count();
        assertThat(without)
                .isEqualTo(
                        switch (tokenizer) {
                            case BytePairTokenizer pairs -> pairs.special().size();
                            case PipelineTokenizer pipeline ->
                                IntStream.range(0, pipeline.vocabularySize())
                                        .filter(pipeline::isSpecial)
                                        .count();
                            default -> 0L;
                        });
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void tokensThatAreNotThereHaveNone(Tokenizer tokenizer) {
        for (int id : new int[] {-1, tokenizer.vocabularySize()}) {
            assertThatThrownBy(() -> tokenizer.bytes(id)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
