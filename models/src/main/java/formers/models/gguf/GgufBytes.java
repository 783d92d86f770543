package formers.models.gguf;

import formers.models.checkpoint.CheckpointException;
import formers.text.Utf8List;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads a mapped file from front to back, and never beyond its end. What is next lies in an array: a header has
/// hundreds of thousands of small values, most of which are read before access to a segment is compiled.
final class GgufBytes {

    private static final int WINDOW = 1 << 16;
    private static final int MOST_TEXT = 1 << 30;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private final byte[] window;
    private long windowStart;
    private int windowBytes;
    private long at;

    GgufBytes(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
        window = new byte[(int) Math.min(WINDOW, bytes.byteSize())];
    }

    /// Another one, at a place of its own.
    GgufBytes from(long place) {
        var another = new GgufBytes(file, bytes);
        another.at = place;
        return another;
    }

    long at() {
        return at;
    }

    long left() {
        return bytes.byteSize() - at;
    }

    byte int8() {
        return window[inWindow(advance(1, "a byte"), 1)];
    }

    short int16() {
        int place = inWindow(advance(2, "16 bits"), 2);
        return (short) (window[place] & 0xFF | window[place + 1] << 8);
    }

    int int32() {
        return int32(inWindow(advance(4, "32 bits"), 4));
    }

    long int64() {
        int place = inWindow(advance(8, "64 bits"), 8);
        return int32(place) & 0xFFFF_FFFFL | (long) int32(place + 4) << 32;
    }

    private int int32(int place) {
        return window[place] & 0xFF
                | (window[place + 1] & 0xFF) << 8
                | (window[place + 2] & 0xFF) << 16
                | window[place + 3] << 24;
    }

    /// Where `count` bytes of the file, no more than the window holds, are in the window.
    private int inWindow(long start, int count) {
        if (start < windowStart || start + count > windowStart + windowBytes) {
            windowStart = start;
            windowBytes = (int) Math.min(window.length, bytes.byteSize() - start);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, start, window, 0, windowBytes);
        }
        return (int) (start - windowStart);
    }

    /// A count of things that take at least `each` bytes.
    long count(String what, long each) {
        long start = at;
        long count = int64();
        if (count < 0 || count > left() / each) {
            throw tooMany(start, what, count);
        }
        return count;
    }

    private CheckpointException tooMany(long place, String what, long count) {
        return wrong(
                place,
                "a number of %s that fits the %d bytes left".formatted(what, left()),
                Long.toUnsignedString(count));
    }

    /// Text after its length, at most `most` bytes.
    String string(String what, long most) {
        int count = length(what, most);
        long first = advance(count, what);
        // Not refused if it is no UTF-8: some vocabularies hold tokens that are parts of characters.
        return count <= window.length
                ? new String(window, inWindow(first, count), count, StandardCharsets.UTF_8)
                : new String(bytes.asSlice(first, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// Texts as [#string] reads them, copied as they are. Short ones are passed in a loop that calls nothing: a
    /// vocabulary has a hundred thousand, and what is called for each would be compiled on its own.
    Utf8List strings(int count, String what, long most) {
        long first = at;
        var ends = new int[count];
        for (int i = 0; i < count; i++) {
            int place = (int) (at - windowStart);
            boolean near = at >= windowStart && at - windowStart <= windowBytes - Long.BYTES;
            int length = near ? window[place] & 0xFF | (window[place + 1] & 0xFF) << 8 : 0;
            boolean isShort = near
                    && (window[place + 2]
                                    | window[place + 3]
                                    | window[place + 4]
                                    | window[place + 5]
                                    | window[place + 6]
                                    | window[place + 7])
                            == 0;
            if (isShort && length <= most && length <= bytes.byteSize() - at - Long.BYTES) {
                at += Long.BYTES + length;
            } else {
                skip(length(what, most));
            }
            if (at - first > MOST_TEXT) {
                throw wrong(first, "%d strings of at most %d bytes".formatted(count, MOST_TEXT), "more");
            }
            ends[i] = (int) (at - first);
        }
        return new Utf8List(bytes.asSlice(first, at - first).toArray(ValueLayout.JAVA_BYTE), ends, Long.BYTES);
    }

    int[] int32s(int count) {
        var values = new int[count];
        MemorySegment.copy(bytes, INT, advance((long) Integer.BYTES * count, "32 bits each"), values, 0, count);
        return values;
    }

    void skip(long count) {
        advance(count, "more bytes");
    }

    private int length(String what, long most) {
        long start = at;
        long length = int64();
        if (length < 0 || length > left()) {
            throw tooMany(start, "bytes of " + what, length);
        }
        if (length > most) {
            throw wrong(start, "%s of at most %d bytes".formatted(what, most), length + " bytes");
        }
        return (int) length;
    }

    private long advance(long count, String what) {
        if (count > left()) {
            throw wrong(at, what, "the end of the file");
        }
        long start = at;
        at += count;
        return start;
    }

    CheckpointException wrong(long place, String expected, Object found) {
        return new CheckpointException(file, "at byte %d: expected %s, found %s".formatted(place, expected, found));
    }
}
