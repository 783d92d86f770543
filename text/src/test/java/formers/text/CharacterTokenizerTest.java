package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CharacterTokenizerTest {

    @Test
    void idsFollowTheOrderOfCodes() {
        var tokenizer = CharacterTokenizer.of(List.of("cab", "😀a"));
        assertThat(tokenizer.vocabularySize()).isEqualTo(4);
        assertThat(tokenizer.encode("abc😀")).containsExactly(0, 1, 2, 3);
        assertThat(tokenizer.decode(3, 0)).isEqualTo("😀a");
        assertThat(tokenizer.endOfText()).isEmpty();
    }

    @Test
    void anUnknownCharacterIsNamedWithItsPosition() {
        var tokenizer = CharacterTokenizer.of(List.of("ab"));
        assertThatThrownBy(() -> tokenizer.encode("abé"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'é' (U+00E9) at position 2");
    }

    @Test
    void noTextHasNoCharacters() {
        assertThatThrownBy(() -> CharacterTokenizer.of(List.of())).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new CharacterTokenizer('a', 'a'))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'a'");
    }
}
