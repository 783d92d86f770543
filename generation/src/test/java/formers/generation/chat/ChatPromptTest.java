package formers.generation.chat;

import static org.assertj.core.api.Assertions.assertThat;

import formers.text.Tokenizer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChatPromptTest {

    /// Every character is its own token, `<u>` is 500, `<u>2` is 502.
    private static final Tokenizer CHARACTERS = new Tokenizer() {
        @Override
        public int vocabularySize() {
            return 1000;
        }

        @Override
        public int[] encode(String text) {
            return encodeQuoting(text, new BitSet());
        }

        @Override
        public Set<String> specialTokens() {
            return Set.of("<u>", "<u>2");
        }

        @Override
        public int[] encodeQuoting(String text, BitSet quoted) {
            var ids = IntStream.builder();
            for (int i = 0; i < text.length(); i++) {
                var name = text.startsWith("<u>2", i) ? "<u>2" : text.startsWith("<u>", i) ? "<u>" : null;
                int next = quoted.nextSetBit(i);
                if (name == null || next >= 0 && next < i + name.length()) {
                    ids.add(text.charAt(i));
                } else {
                    ids.add(name.equals("<u>") ? 500 : 502);
                    i += name.length() - 1;
                }
            }
            return ids.build().toArray();
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

    private static int[] encode(String template, String said) {
        return ChatPrompt.encode(
                ChatTemplate.of(template, Map.of()), CHARACTERS, List.of(new Message(Role.USER, said)), List.of());
    }

    @Test
    void onlyTheTemplateWritesSpecialTokens() {
        assertThat(encode("<u>{{ messages[0].content.strip() }}<u>2", " a<u>b "))
                .containsExactly(500, 'a', '<', 'u', '>', 'b', 502);
    }

    @Test
    void aNameThatBeginsInAMessageIsNone() {
        assertThat(encode("{{ messages[0].content }}2", "<u>")).containsExactly('<', 'u', '>', '2');
        assertThat(encode("{{ messages[0].content }}2<u>", "\uE000<u>"))
                .containsExactly(0xE000, '<', 'u', '>', '2', 500);
    }
}
