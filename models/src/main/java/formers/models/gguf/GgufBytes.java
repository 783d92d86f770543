package formers.models.gguf;

import formers.models.checkpoint.CheckpointException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads a mapped file from front to back, and never beyond its end.
final class GgufBytes {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private long at;

    GgufBytes(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    long at() {
        return at;
    }

    long left() {
        return bytes.byteSize() - at;
    }

    byte int8() {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1, "a byte"));
    }

    short int16() {
        return bytes.get(SHORT, advance(2, "16 bits"));
    }

    int int32() {
        return bytes.get(INT, advance(4, "32 bits"));
    }

    long int64() {
        return bytes.get(LONG, advance(8, "64 bits"));
    }

    /// A count of things that take at least `each` bytes.
    long count(String what, long each) {
        long start = at;
        long count = int64();
        if (count < 0 || count > left() / each) {
            throw wrong(
                    start,
                    "a number of %s that fits the %d bytes left".formatted(what, left()),
                    Long.toUnsignedString(count));
        }
        return count;
    }

    /// Text after its length, at most `most` bytes.
    String string(String what, long most) {
        long start = at;
        long length = count("bytes of " + what, 1);
        if (length > most) {
            throw wrong(start, "%s of at most %d bytes".formatted(what, most), length + " bytes");
        }
        var text = new byte[(int) length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, advance(length, what), text, 0, text.length);
        // Not refused if it is no UTF-8: some vocabularies hold tokens that are parts of characters.
        return new String(text, StandardCharsets.UTF_8);
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
