package formers.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads the fields of one protocol-buffer message, one after another. What a file says is checked against what it
/// has before anything is made of it, so memory is bounded by the file.
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final Path file;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int wire;

    ProtobufReader(Path file, byte[] bytes) {
        this(file, bytes, 0, bytes.length);
    }

    private ProtobufReader(Path file, byte[] bytes, int start, int end) {
        this.file = file;
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /// Moves to the next field; false at the end of the message. The value of a field must be read or skipped
    /// before.
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        long number = tag >>> 3;
        if (number < 1 || number > 0x1FFF_FFFF) {
            throw wrong("a field number, found " + number);
        }
        field = (int) number;
        wire = (int) tag & 7;
        return true;
    }

    int field() {
        return field;
    }

    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case LENGTH -> take(length());
            case FIXED32 -> take(4);
            default -> throw wrong("a wire type of 0, 1, 2 or 5, found " + wire);
        }
    }

    int integer() {
        expect(VARINT);
        return (int) varint();
    }

    boolean flag() {
        expect(VARINT);
        return varint() != 0;
    }

    float real() {
        expect(FIXED32);
        return ByteBuffer.wrap(bytes, take(4), 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    byte[] bytes() {
        expect(LENGTH);
        int length = length();
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    String string() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    ProtobufReader message() {
        expect(LENGTH);
        int length = length();
        int start = take(length);
        return new ProtobufReader(file, bytes, start, start + length);
    }

    private void expect(int type) {
        if (wire != type) {
            throw wrong("wire type %d in field %d, found %d".formatted(type, field, wire));
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw wrong("at most the %d bytes that are left, found a length of %s"
                    .formatted(end - position, Long.toUnsignedString(length)));
        }
        return (int) length;
    }

    private int take(int count) {
        if (count > end - position) {
            throw wrong("%d more bytes, found %d".formatted(count, end - position));
        }
        int start = position;
        position += count;
        return start;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = bytes[take(1)];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw wrong("a number of at most 10 bytes, found more");
    }

    private InputException wrong(String expected) {
        return new InputException("%s: byte %d: expected %s".formatted(file, position, expected));
    }
}
