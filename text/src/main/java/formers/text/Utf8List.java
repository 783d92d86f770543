package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// Texts in UTF-8, one behind the other in an array: a vocabulary of a hundred thousand tokens is ready without an
/// object for each. Texts are made when they are asked for; bytes that are no UTF-8 become U+FFFD, as some tokens
/// are parts of characters.
public final class Utf8List extends AbstractList<String> implements RandomAccess {

    final byte[] bytes;
    private final int[] ends;
    private final int between;

    /// Keeps the arrays.
    ///
    /// @param ends    where each text ends in `bytes`
    /// @param between bytes that are before each text, behind the one before it, and belong to none
    /// @throws IllegalArgumentException if texts are not in order or not in `bytes`
    public Utf8List(byte[] bytes, int[] ends, int between) {
        int before = 0;
        for (int end : ends) {
            if (end - between < before) {
                throw new IllegalArgumentException("a text may not end at %d, the one before it ends at %d, %d apart"
                        .formatted(end, before, between));
            }
            before = end;
        }
        if (before > bytes.length) {
            throw new IllegalArgumentException("texts end at %d, beyond %d bytes".formatted(before, bytes.length));
        }
        this.bytes = bytes;
        this.ends = ends;
        this.between = between;
    }

    /// Texts in UTF-8; the list itself if it is so.
    static Utf8List of(List<String> texts) {
        if (texts instanceof Utf8List list) {
            return list;
        }
        byte[][] each = texts.stream().map(Utf8::key).toArray(byte[][]::new);
        var ends = new int[each.length];
        int size = 0;
        for (int i = 0; i < each.length; i++) {
            size = Math.addExact(size, each[i].length);
            ends[i] = size;
        }
        var bytes = new byte[size];
        for (int i = 0; i < each.length; i++) {
            System.arraycopy(each[i], 0, bytes, ends[i] - each[i].length, each[i].length);
        }
        return new Utf8List(bytes, ends, 0);
    }

    int start(int index) {
        return (index == 0 ? 0 : ends[index - 1]) + between;
    }

    int end(int index) {
        return ends[index];
    }

    @Override
    public String get(int index) {
        int start = start(Objects.checkIndex(index, ends.length));
        return new String(bytes, start, end(index) - start, StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return ends.length;
    }
}
