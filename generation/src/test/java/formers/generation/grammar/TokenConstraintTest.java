package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenConstraintTest {

    /// All single bytes, then longer tokens; the last one is special.
    static TokenVocabulary vocabulary(String... longer) {
        return TokenVocabulary.of(bytes(longer));
    }

    private static byte[][] bytes(String... longer) {
        var bytes = new byte[256 + longer.length + 1][];
        for (int b = 0; b < 256; b++) {
            bytes[b] = new byte[] {(byte) b};
        }
        for (int i = 0; i < longer.length; i++) {
            bytes[256 + i] = longer[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    private static TokenConstraint constraint(String regex, String... longer) {
        return vocabulary(longer).constraint(Grammar.regex(regex));
    }

    @Test
    void tokensAreAllowedThatBeginSomeText() {
        var constraint = constraint("ab+c?", "ab", "abb", "bc", "abcd", "bbb", "c");
        assertThat(constraint.allowed()).isEqualTo(bits('a', 256, 257));
        assertThat(constraint.canEnd()).isFalse();
        constraint.advance(256);
        assertThat(constraint.canEnd()).isTrue();
        assertThat(constraint.allowed()).isEqualTo(bits('b', 'c', 258, 260, 261));
        constraint.advance(258);
        assertThat(constraint.isComplete()).isTrue();
        assertThat(constraint.allowed()).isEqualTo(new BitSet());
        assertThat(constraint.fresh().allowed()).as("another text").isEqualTo(bits('a', 256, 257));
    }

    private static BitSet bits(int... tokens) {
        var bits = new BitSet();
        Arrays.stream(tokens).forEach(bits::set);
        return bits;
    }

    @Test
    void tokensMayBePartsOfCharacters() {
        var constraint = constraint("[é😀]");
        assertThat(constraint.allowed()).isEqualTo(bits(0xC3, 0xF0));
        constraint.advance(0xF0);
        assertThat(constraint.allowed()).isEqualTo(bits(0x9F));
    }

    @Test
    void endTokensAreAllowedWhereTheTextMayEndAndNowhereElse() {
        var constraint = constraint("ab?");
        float[] logits = new float[300];
        constraint.mask(logits, Set.of(256, (int) 'a'));
        assertThat(possible(logits)).as("'a' ends a text, and may not yet").isEqualTo(new BitSet());

        logits = new float[300];
        constraint.mask(logits, Set.of(256));
        assertThat(possible(logits)).isEqualTo(bits('a'));
        constraint.advance('a');
        logits = new float[300];
        constraint.mask(logits, Set.of(256, 400));
        assertThat(possible(logits)).isEqualTo(bits('b', 256));
    }

    private static BitSet possible(float[] logits) {
        var bits = new BitSet();
        for (int i = 0; i < logits.length; i++) {
            bits.set(i, logits[i] > Float.NEGATIVE_INFINITY);
        }
        return bits;
    }

    @Test
    void whatTheModelThinksImpossibleIsChosenBeforeWhatIsForbidden() {
        var constraint = constraint("[ab]");
        var logits = new float[257];
        Arrays.fill(logits, 5);
        logits['a'] = Float.NEGATIVE_INFINITY;
        logits['b'] = Float.NaN;
        constraint.mask(logits, Set.of());
        assertThat(possible(logits)).isEqualTo(bits('a', 'b'));
    }

    @Test
    void aTokenThatMayNotComeNextIsRefused() {
        var constraint = constraint("ab");
        assertThatThrownBy(() -> constraint.advance('b')).hasMessageContaining("token 98 ('b') may not come next");
        assertThatThrownBy(() -> constraint.advance(256)).hasMessageContaining("token 256");
        assertThatThrownBy(() -> constraint.advance(9999)).hasMessageContaining("token 9999");
        constraint.advance('a');
    }

    @Test
    void aVocabularyThatLacksWhatIsNeededIsTold() {
        var vocabulary = TokenVocabulary.of(new byte[][] {{'a'}, {'b'}, null});
        var constraint = vocabulary.constraint(Grammar.regex("ax"));
        constraint.advance(0);
        assertThatThrownBy(() -> constraint.mask(new float[3], Set.of(2)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("no token that goes on");
        var optional = vocabulary.constraint(Grammar.regex("ax?"));
        optional.advance(0);
        assertThat(optional.isComplete())
                .as("the text may end, and can do nothing else")
                .isTrue();
    }

    /// The walk through the trie against the definition, with many tokens that begin alike, are equal or
    /// are empty.
    @Test
    void theTrieAllowsWhatEveryTokenAloneWouldBe() {
        var random = new Random(2);
        var tokens = new byte[2000][];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = new byte[i < 256 ? 1 : random.nextInt(6)];
            for (int j = 0; j < tokens[i].length; j++) {
                tokens[i][j] = (byte) "ab\"{}[]:,1\u00e9".getBytes(StandardCharsets.UTF_8)[random.nextInt(12)];
            }
            if (i < 256) {
                tokens[i][0] = (byte) i;
            }
        }
        var vocabulary = TokenVocabulary.of(tokens);
        var grammar = Grammar.json();
        for (int round = 0; round < 60; round++) {
            var constraint = vocabulary.constraint(grammar);
            var state = grammar.start();
            for (int step = 0; step < 10; step++) {
                var allowed = constraint.allowed();
                for (int token = 0; token < tokens.length; token++) {
                    assertThat(allowed.get(token))
                            .isEqualTo(tokens[token].length > 0 && after(state, tokens[token]) != null);
                }
                int chosen = allowed.nextSetBit(random.nextInt(tokens.length));
                if (chosen < 0) {
                    chosen = allowed.nextSetBit(0);
                }
                if (chosen < 0) {
                    break;
                }
                constraint.advance(chosen);
                state = after(state, tokens[chosen]);
            }
        }
    }

    private static State after(State state, byte[] bytes) {
        var next = state;
        for (int i = 0; i < bytes.length && next != null; i++) {
            next = next.accept(bytes[i]);
        }
        return next;
    }

    @Test
    void countsThatAreFarFromTheirBoundsShareAMask() {
        var constraint = constraint("[a-z]{0,5}", "abc", "abcdef", "x");
        assertThat(constraint.allowed().get(256)).isTrue();
        assertThat(constraint.allowed().get(257)).as("six letters").isFalse();
        for (int token : List.of(256, (int) 'q')) {
            constraint.advance(token);
        }
        assertThat(constraint.allowed().get(256)).as("one is left").isFalse();
        assertThat(constraint.allowed().get(258)).isTrue();
    }
}
