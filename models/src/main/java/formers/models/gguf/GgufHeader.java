package formers.models.gguf;

import formers.models.checkpoint.CheckpointException;
import formers.tensor.packed.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/// Metadata and directory of one GGUF file, checked in full: counts against the bytes that are left, before
/// anything is allocated for them; tensors inside the file, aligned, and none over another.
record GgufHeader(GgufMetadata metadata, List<GgufTensor> tensors) {

    static final int MAGIC = 0x46554747; // "GGUF"
    static final String ALIGNMENT = "general.alignment";
    static final int USUAL_ALIGNMENT = 32;

    // Types of values.
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int STRING = 8;
    private static final int LIST = 9;
    private static final int UINT64 = 10;

    private static final long LONGEST_KEY = 65_535;
    private static final long LONGEST_STRING = 64_000_000;
    private static final long LONGEST_NAME = 1_000;
    private static final int MOST_AXES = 4;
    private static final long LEAST_PAIR = 13; // an empty key, its type and a byte
    private static final long LEAST_TENSOR = 24;

    /// A tensor as the directory has it.
    private record Entry(String name, List<Long> extents, WeightFormat format, long offset, long bytes) {}

    static GgufHeader read(Path file, MemorySegment bytes) {
        var from = new GgufBytes(file, bytes);
        int magic = from.int32();
        if (magic != MAGIC) {
            throw from.wrong(0, "\"GGUF\"", "another kind of file");
        }
        int version = from.int32();
        if (version != 2 && version != 3) {
            throw from.wrong(
                    4,
                    "version 2 or 3, little-endian",
                    Integer.reverseBytes(version) <= 3 ? "a big-endian file" : "version " + version);
        }
        long tensors = from.count("tensors", LEAST_TENSOR);
        long pairs = from.count("key-value pairs", LEAST_PAIR);
        var values = new LinkedHashMap<String, Object>();
        for (long i = 0; i < pairs; i++) {
            long place = from.at();
            var key = from.string("a key", LONGEST_KEY);
            if (values.put(key, value(from)) != null) {
                throw from.wrong(place, "each key once", "'" + key + "' again");
            }
        }
        var metadata = new GgufMetadata(file, values);
        var entries = new ArrayList<Entry>();
        for (long i = 0; i < tensors; i++) {
            entries.add(entry(from));
        }
        int alignment = metadata.intOr(ALIGNMENT, USUAL_ALIGNMENT, 1, 1 << 20);
        long start = Math.ceilDiv(from.at(), alignment) * (long) alignment;
        check(file, entries, alignment, bytes.byteSize() - start);
        return new GgufHeader(
                metadata,
                entries.stream()
                        .map(entry -> new GgufTensor(
                                entry.name,
                                entry.extents,
                                entry.format,
                                bytes.asSlice(start + entry.offset, entry.bytes)))
                        .toList());
    }

    private static Object value(GgufBytes from) {
        long place = from.at();
        int type = from.int32();
        return type == LIST ? list(from) : scalar(from, place, type);
    }

    private static Object scalar(GgufBytes from, long place, int type) {
        return switch (type) {
            case 0 -> from.int8() & 0xFFL;
            case 1 -> (long) from.int8();
            case 2 -> from.int16() & 0xFFFFL;
            case 3 -> (long) from.int16();
            case UINT32 -> from.int32() & 0xFFFF_FFFFL;
            case INT32 -> (long) from.int32();
            case 6 -> (double) Float.intBitsToFloat(from.int32());
            case 7 -> from.int8() != 0;
            case STRING -> from.string("a string", LONGEST_STRING);
            case UINT64 -> {
                long found = from.int64();
                if (found < 0) {
                    throw from.wrong(place, "an integer below 2^63", Long.toUnsignedString(found));
                }
                yield found;
            }
            case 11 -> from.int64();
            case 12 -> Double.longBitsToDouble(from.int64());
            default -> throw from.wrong(place, "a type of value from 0 to 12", Integer.toUnsignedString(type));
        };
    }

    private static List<?> list(GgufBytes from) {
        long place = from.at();
        int type = from.int32();
        long each = switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case UINT32, INT32, 6 -> 4;
            case STRING, UINT64, 11, 12 -> 8;
            default ->
                throw from.wrong(place, "a list of numbers or strings", "type " + Integer.toUnsignedString(type));
        };
        long count = from.count("elements", each);
        if (count > Integer.MAX_VALUE) {
            throw from.wrong(place, "a list of at most %d elements".formatted(Integer.MAX_VALUE), count);
        }
        if (type == UINT64) {
            return values(from, place, type, (int) count); // some are refused
        }
        if (type == STRING) {
            return from.strings((int) count, "a string", LONGEST_STRING);
        }
        long first = from.at();
        from.skip(count * each);
        return new GgufList((int) count, () -> values(from.from(first), place, type, (int) count));
    }

    private static List<Object> values(GgufBytes from, long place, int type, int count) {
        if (type == UINT32 || type == INT32) {
            int[] values = from.int32s(count);
            long bits = type == UINT32 ? 0xFFFF_FFFFL : -1;
            return new AbstractList<>() {
                @Override
                public Object get(int index) {
                    return values[index] & bits;
                }

                @Override
                public int size() {
                    return count;
                }
            };
        }
        var list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(scalar(from, place, type));
        }
        return Collections.unmodifiableList(list);
    }

    private static Entry entry(GgufBytes from) {
        var name = from.string("a tensor's name", LONGEST_NAME);
        long place = from.at();
        int axes = from.int32();
        if (axes < 0 || axes > MOST_AXES) {
            throw from.wrong(place, "at most %d axes of %s".formatted(MOST_AXES, name), Integer.toUnsignedString(axes));
        }
        var extents = new ArrayList<Long>();
        for (int axis = 0; axis < axes; axis++) {
            long extent = from.int64();
            if (extent < 1) {
                throw from.wrong(place, "extents of %s of at least 1".formatted(name), Long.toUnsignedString(extent));
            }
            extents.addFirst(extent);
        }
        long typePlace = from.at();
        int number = from.int32();
        var format = WeightFormat.numbered(number)
                .orElseThrow(() -> from.wrong(
                        typePlace,
                        "%s in one of the formats %s".formatted(name, List.of(WeightFormat.values())),
                        type(number)));
        long offset = from.int64();
        try {
            long row = extents.isEmpty() ? 1 : extents.getLast();
            long rows = extents.stream().limit(Math.max(0, axes - 1)).reduce(1L, Math::multiplyExact);
            return new Entry(name, extents, format, offset, Math.multiplyExact(rows, format.bytes(row)));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw from.wrong(
                    place, "a size of %s that its format can have".formatted(name), extents + ": " + e.getMessage());
        }
    }

    /// Formats of which we know no more than the name get it, so that one can look for the model in another.
    private static String type(int number) {
        var name = switch (number) {
            case 16 -> " (IQ2_XXS)";
            case 17 -> " (IQ2_XS)";
            case 18 -> " (IQ3_XXS)";
            case 19 -> " (IQ1_S)";
            case 20 -> " (IQ4_NL)";
            case 21 -> " (IQ3_S)";
            case 22 -> " (IQ2_S)";
            case 23 -> " (IQ4_XS)";
            case 29 -> " (IQ1_M)";
            case 39 -> " (MXFP4)";
            default -> "";
        };
        return "type " + Integer.toUnsignedString(number) + name;
    }

    private static void check(Path file, List<Entry> entries, int alignment, long available) {
        var names = new HashSet<String>();
        for (var entry : entries) {
            if (!names.add(entry.name)) {
                throw new CheckpointException(file, "tensor %s: expected once, found twice".formatted(entry.name));
            }
            if (entry.offset < 0 || entry.offset % alignment != 0) {
                throw new CheckpointException(
                        file,
                        "tensor %s: expected an offset that is a multiple of %d, found %s"
                                .formatted(entry.name, alignment, Long.toUnsignedString(entry.offset)));
            }
            if (entry.bytes > available || entry.offset > available - entry.bytes) {
                throw new CheckpointException(
                        file,
                        "tensor %s: expected %d bytes from byte %d of the data on, found %d bytes of data; is the file complete?"
                                .formatted(entry.name, entry.bytes, entry.offset, Math.max(0, available)));
            }
        }
        var inOrder =
                entries.stream().sorted(Comparator.comparingLong(Entry::offset)).toList();
        for (int i = 1; i < inOrder.size(); i++) {
            var before = inOrder.get(i - 1);
            if (before.offset + before.bytes > inOrder.get(i).offset) {
                throw new CheckpointException(
                        file, "tensors %s and %s overlap".formatted(before.name, inOrder.get(i).name));
            }
        }
    }
}
