package formers.models.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The checked header of a safetensors file: 8 bytes little-endian header length, that many bytes of JSON, data.
///
/// @param metadata  the strings under `__metadata__`
/// @param entries   in the order of their data, which they cover without overlap or hole
/// @param dataStart where the data begins, in bytes from the start of the file
/// @param dataSize  bytes of data, to the end of the file
record SafetensorsHeader(Map<String, String> metadata, List<TensorEntry> entries, long dataStart, long dataSize) {

    /// Longest header there may be, in bytes; Hugging Face's library has the same limit.
    static final int LONGEST = 100_000_000;

    static final int LENGTH_FIELD = Long.BYTES;

    /// Reads and checks the header. What it allocates is bounded by the part of the file the header really takes
    /// up.
    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        long fileSize = channel.size();
        if (fileSize < LENGTH_FIELD) {
            throw new CheckpointException(
                    file, "expected a safetensors file of at least 8 bytes, found %d bytes".formatted(fileSize));
        }
        long length = readFully(channel, 0, LENGTH_FIELD).getLong();
        if (length < 2 || length > LONGEST) {
            throw new CheckpointException(
                    file,
                    "header length: expected 2 to %d bytes, found %s; is this a safetensors file?"
                            .formatted(LONGEST, Long.toUnsignedString(length)));
        }
        long dataStart = LENGTH_FIELD + length;
        if (dataStart > fileSize) {
            throw new CheckpointException(
                    file,
                    "header length: expected at most the %d bytes that follow, found %d; the file is cut short"
                            .formatted(fileSize - LENGTH_FIELD, length));
        }
        var parser = new SafetensorsHeaderParser(file);
        parser.parse(readFully(channel, LENGTH_FIELD, (int) length).array());
        var entries = parser.entries();
        entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        requireTiling(file, entries, fileSize - dataStart);
        return new SafetensorsHeader(
                Map.copyOf(parser.metadata()), List.copyOf(entries), dataStart, fileSize - dataStart);
    }

    private static ByteBuffer readFully(FileChannel channel, long from, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /// Every byte of the data must belong to exactly one tensor: nothing can be smuggled in or read twice.
    private static void requireTiling(Path file, List<TensorEntry> sorted, long dataSize) {
        long expected = 0;
        for (var entry : sorted) {
            if (entry.end() > dataSize) {
                throw new CheckpointException(
                        file,
                        "tensor %s: expected its data to end by byte %d, found %d; the file is cut short"
                                .formatted(entry.name(), dataSize, entry.end()));
            }
            if (entry.begin() != expected) {
                throw new CheckpointException(
                        file,
                        "tensor %s: expected its data to begin at byte %d, where the tensor before ends, found %d (%s)"
                                .formatted(
                                        entry.name(),
                                        expected,
                                        entry.begin(),
                                        entry.begin() < expected ? "an overlap" : "a hole"));
            }
            expected = entry.end();
        }
        if (expected != dataSize) {
            throw new CheckpointException(
                    file, "expected %d bytes of data, as the tensors need, found %d".formatted(expected, dataSize));
        }
    }
}
