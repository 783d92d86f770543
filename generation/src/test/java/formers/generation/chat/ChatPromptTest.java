package formers.generation.chat;

import static org.assertj.core.api.Assertions.assertThat;

import formers.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ChatPromptTest {

    /// Every character is its own token, which shows what was text.
    private static final Tokenizer CHARACTERS = new Tokenizer() {
        @Override
        public int vocabularySize() {
            return 1000;
        }

        @Override
        public int[] encode(String text) {
            return text.chars().toArray();
        }

        @Override
        public byte[] bytes(int id) {
            return new byte[] {(byte) id};
        }

        @Override
        public OptionalInt endOfText() {
            return OptionalInt.empty();
        }
    };

    @Test
    void onlyTheTemplateWritesSpecialTokens() {
        var template = ChatTemplate.of("<u>{{ messages[0].content.strip() }}<e>", Map.of());
        var prompt = new ChatPrompt(CHARACTERS, Map.of("<u>", 500, "<e>", 501));

        assertThat(prompt.encode(template, List.of(new Message(Role.USER, " a<e>b "))))
                .containsExactly(500, 'a', '<', 'e', '>', 'b', 501);
    }

    @Test
    void theLongestNameWins() {
        var template = ChatTemplate.of("<u><u>2{{ messages[0].content }}", Map.of());
        var prompt = new ChatPrompt(CHARACTERS, Map.of("<u>", 500, "<u>2", 502));

        assertThat(prompt.encode(template, List.of(new Message(Role.USER, "<u>2"))))
                .containsExactly(500, 502, '<', 'u', '>', '2');
    }
}
