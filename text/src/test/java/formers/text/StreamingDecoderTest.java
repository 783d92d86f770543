package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingDecoderTest {

    private final Tokenizer bytes = BytePairTokenizer.ofBytes();

    @Test
    void aCharacterWaitsForItsLastByte() {
        var decoder = new StreamingDecoder(bytes);
        assertThat(decoder.accept(0xF0)).isEmpty();
        assertThat(decoder.accept(0x9F)).isEmpty();
        assertThat(decoder.accept(0x98)).isEmpty();
        assertThat(decoder.accept(0x80)).isEqualTo("😀");
        assertThat(decoder.flush()).isEmpty();
    }

    @Test
    void anIncompleteEndIsReplaced() {
        var decoder = new StreamingDecoder(bytes);
        decoder.accept('a');
        assertThat(decoder.accept(0xC3)).isEmpty();
        assertThat(decoder.flush()).isEqualTo("\uFFFD");
    }

    @Test
    void anInvalidByteIsReplacedAtOnce() {
        var decoder = new StreamingDecoder(bytes);
        assertThat(decoder.accept(0xFF)).isEqualTo("\uFFFD");
        assertThat(decoder.accept(0xC3)).isEmpty();
        assertThat(decoder.accept('b')).isEqualTo("\uFFFDb");
    }

    @Test
    void specialTokensShowNothing() {
        var decoder = new StreamingDecoder(bytes);
        decoder.accept(0xC3);
        assertThat(decoder.accept(256)).isEmpty();
        assertThat(decoder.accept(0xA9)).isEqualTo("é");
    }

    @Test
    void pieceByPieceGivesTheSameAsAllAtOnce() {
        var random = new Random(3);
        for (int round = 0; round < 500; round++) {
            var raw = new byte[random.nextInt(40)];
            random.nextBytes(raw);
            var text = new StringBuilder();
            var decoder = new StreamingDecoder(bytes);
            for (byte b : raw) {
                text.append(decoder.accept(b & 0xFF));
            }
            text.append(decoder.flush());
            assertThat(text.toString()).isEqualTo(new String(raw, StandardCharsets.UTF_8));
        }
    }
}
