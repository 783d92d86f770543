package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// Byte-pair encoding over characters as LLaMA has it (Touvron et al. 2023, arXiv:2302.13971, section
/// 2.1): a text is one word in which `▁` stands for a space and which starts with one; a character
/// without a token of its own falls back to its UTF-8 bytes, `<0x00>` to `<0xFF>`.
public final class LlamaTokenizer implements Tokenizer {

    static final String SPACE = "▁";

    private static final String END = "</s>";

    private final Vocabulary vocabulary;
    private final List<Merge> merges;
    private final Merging merging;
    private final Layout layout;
    private final PairTable idOfCharacter;
    private final byte[][] bytes;
    private final int[] idOfByte = new int[256];

    /// What differs between files.
    ///
    /// @param spaceFirst   whether a space goes before every text
    /// @param dropsSpace   whether the first space of a decoded text is taken off
    /// @param first        tokens that go before a prompt
    /// @param unknown      name of the token for what cannot be expressed; every byte can, so it is never used
    record Layout(boolean spaceFirst, boolean dropsSpace, List<Integer> first, String unknown) {}

    /// @throws InputException if a byte has no token
    LlamaTokenizer(Vocabulary vocabulary, List<Merge> merges, Layout layout) {
        this.vocabulary = vocabulary;
        this.merges = List.copyOf(merges);
        this.layout = layout;
        merging = new Merging(merges);
        idOfCharacter = new PairTable(256);
        bytes = new byte[vocabulary.size()][];
        for (int id = 0; id < bytes.length; id++) {
            var name = vocabulary.name(id);
            if (vocabulary.special().containsKey(id)) {
                bytes[id] = new byte[0];
            } else {
                bytes[id] = name.replace(SPACE, " ").getBytes(StandardCharsets.UTF_8);
                if (name.codePointCount(0, name.length()) == 1) {
                    idOfCharacter.put(name.codePointAt(0), id);
                }
            }
        }
        for (int b = 0; b < 256; b++) {
            idOfByte[b] = vocabulary.id("<0x%02X>".formatted(b)).orElse(-1);
            if (idOfByte[b] < 0) {
                throw new InputException("a vocabulary with byte fallback needs a token <0x%02X>".formatted(b));
            }
            bytes[idOfByte[b]] = new byte[] {(byte) b};
        }
    }

    @Override
    public int vocabularySize() {
        return bytes.length;
    }

    @Override
    public int[] encode(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        var word = (layout.spaceFirst ? SPACE : "") + text.replace(" ", SPACE);
        var ids = new IdList(word.length());
        word.codePoints().forEach(character -> {
            int id = idOfCharacter.get(character);
            if (id >= 0) {
                ids.add(id);
            } else {
                for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    ids.add(idOfByte[b & 0xFF]);
                }
            }
        });
        return merging.apply(ids.toArray());
    }

    @Override
    public int[] encodePrompt(String text) {
        int[] ids = encode(text);
        int first = layout.first.size();
        var prompt = new int[first + ids.length];
        Arrays.setAll(prompt, i -> i < first ? layout.first.get(i) : ids[i - first]);
        return prompt;
    }

    @Override
    public byte[] bytes(int id) {
        return bytes[Objects.checkIndex(id, bytes.length)].clone();
    }

    @Override
    public OptionalInt endOfText() {
        return vocabulary.id(END);
    }

    @Override
    public boolean dropsLeadingSpace() {
        return layout.dropsSpace;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    List<Merge> merges() {
        return merges;
    }

    Layout layout() {
        return layout;
    }
}
