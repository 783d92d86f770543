package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// Byte-pair encoding of one word over the characters of its vocabulary (Sennrich et al. 2016, arXiv:1508.07909).
final class BytePairModel implements SubwordModel {

    private final List<String> names;
    private final NameTable ids;
    private final Merging merging;
    private final Settings settings;
    private final int[] idOfByte;

    /// What differs between files.
    ///
    /// @param unknown      name of the token for characters that have none; null if they are left out
    /// @param prefix       what the names of tokens inside a word begin with
    /// @param suffix       what the names of tokens at the end of a word end with
    /// @param fuse         whether unknown characters beside each other are one token
    /// @param byteFallback whether characters without a token are written as their UTF-8 bytes
    /// @param wholeWords   whether a word that is a token needs no merges
    record Settings(
            String unknown, String prefix, String suffix, boolean fuse, boolean byteFallback, boolean wholeWords) {}

    /// @param names of tokens by id; those of ids that are none of this model's are in no word
    /// @param ids   of the tokens of this model
    BytePairModel(List<String> names, NameTable ids, Merging merging, Settings settings) {
        this.names = names;
        this.ids = ids;
        this.settings = settings;
        this.merging = merging;
        idOfByte = new int[256];
        if (settings.byteFallback) {
            Arrays.setAll(idOfByte, b -> ids.id(Utf8.name(b)));
        }
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public String token(int id) {
        return names.get(id);
    }

    @Override
    public OptionalInt id(String token) {
        int id = ids.id(token);
        return id == NameTable.NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public void encode(String word, Pieces into) {
        if (word.isEmpty()) {
            return;
        }
        int whole = settings.wholeWords ? ids.id(word) : NameTable.NONE;
        if (whole != NameTable.NONE) {
            into.add(whole, 0, word.length());
            return;
        }
        var symbols = new Symbols(word.length());
        symbols.read(word);
        int[] widths = symbols.widths.toArray();
        int[] merged = merging.apply(symbols.ids.toArray(), widths);
        int start = 0;
        for (int i = 0; i < merged.length; i++) {
            // The bytes of a character all stand for it; all but the last have no width.
            int end = start + widths[i];
            into.add(merged[i], start, widths[i] == 0 ? characterEnd(word, start) : end);
            start = end;
        }
    }

    private static int characterEnd(String word, int at) {
        return at < word.length() ? at + Character.charCount(word.codePointAt(at)) : at;
    }

    /// The tokens that a word begins with, before anything is merged, and how many UTF-16 units each stands for.
    private final class Symbols {
        private final IdList ids;
        private final IdList widths;
        private int unknownWidth;

        Symbols(int expected) {
            ids = new IdList(expected);
            widths = new IdList(expected);
        }

        void read(String word) {
            for (int i = 0, end; i < word.length(); i = end) {
                end = i + Character.charCount(word.codePointAt(i));
                var symbol = word.substring(i, end);
                if (i > 0) {
                    symbol = settings.prefix + symbol;
                }
                if (end == word.length()) {
                    symbol += settings.suffix;
                }
                int id = BytePairModel.this.ids.id(symbol);
                if (id != NameTable.NONE) {
                    flushUnknown();
                    add(id, end - i);
                } else if (!settings.byteFallback || !addBytes(symbol, end - i)) {
                    addUnknown(symbol, end - i);
                }
            }
            flushUnknown();
        }

        private void add(int id, int width) {
            ids.add(id);
            widths.add(width);
        }

        private boolean addBytes(String symbol, int width) {
            byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
            for (byte b : bytes) {
                if (idOfByte[b & 0xFF] < 0) {
                    return false;
                }
            }
            for (int b = 0; b < bytes.length; b++) {
                add(idOfByte[bytes[b] & 0xFF], b + 1 < bytes.length ? 0 : width);
            }
            return true;
        }

        private void addUnknown(String symbol, int width) {
            if (settings.unknown == null) {
                return;
            }
            if (BytePairModel.this.ids.id(settings.unknown) == NameTable.NONE) {
                throw new InputException("'%s' has no token, and the vocabulary of %d tokens lacks '%s' for such"
                        .formatted(symbol, names.size(), settings.unknown));
            }
            if (!settings.fuse) {
                flushUnknown();
            }
            unknownWidth += width;
        }

        private void flushUnknown() {
            if (unknownWidth > 0) {
                add(BytePairModel.this.ids.id(settings.unknown), unknownWidth);
                unknownWidth = 0;
            }
        }
    }
}
