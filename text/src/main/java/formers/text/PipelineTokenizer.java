package formers.text;

import formers.text.Encoding.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// A tokenizer as a `tokenizer.json` describes it: added tokens are found in a text, what lies between is
/// normalised, cut into words, and the words into tokens; special tokens go around it. What comes out agrees with
/// Hugging Face's `tokenizers`, places in the text included.
///
/// Names of special tokens in a text become those tokens; for text from outside see [#encodeQuoting].
public final class PipelineTokenizer implements Tokenizer {

    /// Names of the token that ends a text, of the commonest vocabularies.
    private static final List<String> ENDS =
            List.of("<|endoftext|>", "</s>", "<|end_of_text|>", "<eos>", "<|im_end|>", "<|eot_id|>", "[SEP]");

    private final Parts parts;
    private final AddedTokens early;
    private final AddedTokens late;
    private final int[] first;

    /// What a file describes.
    ///
    /// @param names      of all tokens by id
    /// @param special    ids of special tokens
    /// @param added      tokens to be found in a text
    /// @param fast       the fast way to what `words` and `model` give; null if there is none
    /// @param byteLevel  whether tokens are bytes in GPT-2's alphabet
    /// @param fallback   whether tokens such as `<0x0A>` are bytes
    /// @param json       makes the file
    record Parts(
            List<String> names,
            Set<Integer> special,
            List<AddedTokens.Added> added,
            Normalizer normalizer,
            PreTokenizer words,
            SubwordModel model,
            ByteLevelWords fast,
            PostProcessor around,
            Decoder decoder,
            boolean byteLevel,
            boolean fallback,
            Limits limits,
            Supplier<ObjectNode> json) {}

    PipelineTokenizer(Parts parts) {
        this.parts = parts;
        early = new AddedTokens(
                parts.added.stream().filter(token -> !token.late()).toList());
        late = new AddedTokens(parts.added.stream()
                .filter(AddedTokens.Added::late)
                .map(token -> token.named(
                        parts.normalizer.apply(AlignedText.of(token.name())).text()))
                .toList());
        first = before();
    }

    /// The ids that go before a single text.
    private int[] before() {
        var text = List.of(new Token(-1, "", 0, 0, 0, false, false));
        return parts.around.apply(List.of(text), true).stream()
                .flatMap(List::stream)
                .mapToInt(Token::id)
                .takeWhile(id -> id >= 0)
                .toArray();
    }

    @Override
    public Set<String> specialTokens() {
        return parts.added.stream()
                .filter(AddedTokens.Added::special)
                .map(AddedTokens.Added::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public int vocabularySize() {
        return parts.names.size();
    }

    @Override
    public int[] encode(String text) {
        var ids = new IdList(text.length() / 3);
        if (parts.fast == null) {
            visit(text, AddedTokens.Allowance.EVERYWHERE, (id, _, _, _) -> ids.add(id));
            return ids.toArray();
        }
        early.find(text, (start, end, id) -> {
            if (id >= 0) {
                ids.add(id);
                return;
            }
            var piece = parts.normalizer
                    .apply(AlignedText.of(text.substring(start, end)))
                    .text();
            late.find(piece, (from, to, lateId) -> {
                if (lateId >= 0) {
                    ids.add(lateId);
                } else {
                    parts.fast.encode(piece.substring(from, to), ids);
                }
            });
        });
        return ids.toArray();
    }

    @Override
    public int[] encodeQuoting(String text, BitSet quoted) {
        var ids = new IdList(text.length() / 3);
        visit(
                text,
                (start, end) -> {
                    int next = quoted.nextSetBit(start);
                    return next < 0 || next >= end;
                },
                (id, _, _, _) -> ids.add(id));
        return ids.toArray();
    }

    /// Takes a token, its name, or what was found for it if it is an added one, and what of the original text it
    /// stands for.
    @FunctionalInterface
    private interface Visitor {
        void token(int id, String name, int start, int end);
    }

    private void visit(String text, AddedTokens.Allowance allowance, Visitor visitor) {
        var whole = AlignedText.of(text);
        var pieces = new Pieces();
        early.find(text, allowance, (start, end, id) -> {
            if (id >= 0) {
                visitor.token(id, text.substring(start, end), start, end);
            } else {
                visitPiece(parts.normalizer.apply(whole.slice(start, end)), allowance, pieces, visitor);
            }
        });
    }

    private void visitPiece(AlignedText piece, AddedTokens.Allowance allowance, Pieces pieces, Visitor visitor) {
        AddedTokens.Allowance original =
                (start, end) -> allowance.special(piece.originalStart(start), piece.originalEnd(end - 1));
        late.find(piece.text(), original, (start, end, id) -> {
            if (id >= 0) {
                var found = piece.text().substring(start, end);
                visitor.token(id, found, piece.originalStart(start), piece.originalEnd(end - 1));
                return;
            }
            parts.words.cut(piece.slice(start, end), word -> {
                pieces.clear();
                parts.model.encode(word.text(), pieces);
                for (int i = 0; i < pieces.size(); i++) {
                    int from = pieces.start(i);
                    int to = Math.max(from + 1, pieces.end(i));
                    int token = pieces.id(i);
                    visitor.token(token, name(token), word.originalStart(from), word.originalEnd(to - 1));
                }
            });
        });
    }

    @Override
    public int[] encodePrompt(String text) {
        int[] ids = encode(text);
        var prompt = Arrays.copyOf(first, first.length + ids.length);
        System.arraycopy(ids, 0, prompt, first.length, ids.length);
        return prompt;
    }

    @Override
    public Encoding encodeWithOffsets(String text, boolean special) {
        return around(List.of(tokens(text)), special);
    }

    /// Two texts as one, for models that compare them; shortened and filled up as the file says.
    public Encoding encodePair(String text, String second, boolean special) {
        return around(List.of(tokens(text), tokens(second)), special);
    }

    List<Token> tokens(String text) {
        var tokens = new ArrayList<Token>();
        visit(
                text,
                AddedTokens.Allowance.EVERYWHERE,
                (id, name, start, end) -> tokens.add(new Token(id, name, start, end, 0, false, false)));
        return tokens;
    }

    private Encoding around(List<List<Token>> texts, boolean special) {
        List<List<Token>> empty = texts.stream().map(_ -> List.<Token>of()).toList();
        int added =
                parts.around.apply(empty, special).stream().mapToInt(List::size).sum();
        var cut = parts.limits.cut(texts, added);
        var tokens =
                parts.around.apply(cut, special).stream().flatMap(List::stream).toList();
        return new Encoding(parts.limits.fill(tokens));
    }

    @Override
    public String decode(int... ids) {
        return parts.decoder.decode(IntStream.of(ids)
                .filter(id -> !isSpecial(id))
                .mapToObj(parts.names::get)
                .toList());
    }

    boolean isSpecial(int id) {
        return parts.special.contains(Objects.checkIndex(id, parts.names.size()));
    }

    String name(int id) {
        return parts.names.get(id);
    }

    Decoder decoder() {
        return parts.decoder;
    }

    /// Whether tokens are bytes, which need no look at those around them.
    boolean byteLevel() {
        return parts.byteLevel;
    }

    /// Whether a token may be part of a character, with those before or behind it.
    boolean isByte(int id) {
        return parts.fallback && Utf8.named(name(id)) >= 0;
    }

    ObjectNode json() {
        return parts.json.get();
    }

    @Override
    public byte[] bytes(int id) {
        if (isSpecial(id)) {
            return new byte[0];
        }
        var name = name(id);
        if (parts.byteLevel) {
            return Decoder.bytes(name);
        }
        if (isByte(id)) {
            return new byte[] {(byte) Utf8.named(name)};
        }
        // Decoders treat the first token of a text in ways of their own.
        var alone = parts.decoder.decode(List.of(name));
        var twice = parts.decoder.decode(List.of(name, name));
        var behind =
                twice.startsWith(alone) && twice.length() > alone.length() ? twice.substring(alone.length()) : alone;
        return behind.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public OptionalInt endOfText() {
        return ENDS.stream()
                .flatMapToInt(end -> parts.special.stream()
                        .filter(id -> name(id).equals(end))
                        .mapToInt(id -> id))
                .findFirst();
    }
}
