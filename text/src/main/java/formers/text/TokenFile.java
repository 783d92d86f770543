package formers.text;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Token ids in a file, mapped instead of read: a corpus may be larger than the heap.
///
/// Layout, little-endian: 8 bytes `FRMTOKN1`, vocabulary size (i32), bytes per token (i32: 2 or 4), number of tokens
/// (i64), then the tokens.
public final class TokenFile implements Closeable {

    private static final long MAGIC = 0x314E4B4F544D5246L; // "FRMTOKN1"
    private static final int HEADER = 24;
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena;
    private final MemorySegment bytes;
    private final int vocabulary;
    private final int width;
    private final long count;

    private TokenFile(Path file, Arena arena, MemorySegment bytes) {
        this.arena = arena;
        this.bytes = bytes;
        if (bytes.byteSize() < HEADER || bytes.get(I64, 0) != MAGIC) {
            throw new InputException(file + " is not a token file; delete it and it is made anew");
        }
        vocabulary = bytes.get(I32, 8);
        width = bytes.get(I32, 12);
        count = bytes.get(I64, 16);
        if (vocabulary < 1 || width != 2 && width != 4 || count < 0 || (bytes.byteSize() - HEADER) / width != count) {
            throw new InputException(
                    "%s is damaged: it announces %d tokens of %d bytes and has %d bytes; delete it and it is made anew"
                            .formatted(file, count, width, bytes.byteSize() - HEADER));
        }
    }

    /// Opens a token file.
    ///
    /// @throws InputException if it is not one, or is damaged
    public static TokenFile open(Path file) throws IOException {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new TokenFile(file, arena, mapped);
        } catch (IOException | InputException e) {
            arena.close();
            throw e;
        }
    }

    /// Vocabulary the tokens are of.
    public int vocabulary() {
        return vocabulary;
    }

    /// Number of tokens.
    public long count() {
        return count;
    }

    /// Copies tokens `from..from+n-1` to `to[at..]`.
    ///
    /// @throws IndexOutOfBoundsException if the file has no such tokens
    public void read(long from, int n, int[] to, int at) {
        java.util.Objects.checkFromIndexSize(from, n, count);
        for (int i = 0; i < n; i++) {
            long where = HEADER + (from + i) * width;
            to[at + i] = width == 2 ? bytes.get(U16, where) & 0xFFFF : bytes.get(I32, where);
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    /// Writes a token file; it appears as a whole when the writer is committed and closed.
    public static final class Writer implements Closeable {
        private final Path file;
        private final Path temporary;
        private final int vocabulary;
        private final boolean wide;
        private final DataOutputStream out;
        private long count;
        private boolean committed;

        public Writer(Path file, int vocabulary) throws IOException {
            this.file = file;
            this.vocabulary = vocabulary;
            this.wide = vocabulary > 1 << 16;
            temporary = file.resolveSibling(file.getFileName() + ".partial");
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16));
            out.write(new byte[HEADER]); // filled in when the count is known
        }

        public void add(int[] tokens) throws IOException {
            for (int token : tokens) {
                if (token < 0 || token >= vocabulary) {
                    throw new IllegalArgumentException("token %d is not in a vocabulary of %d".formatted(token, vocabulary));
                }
                out.writeByte(token);
                out.writeByte(token >>> 8);
                if (wide) {
                    out.writeByte(token >>> 16);
                    out.writeByte(token >>> 24);
                }
            }
            count += tokens.length;
        }

        /// Completes the file and puts it in place.
        public void commit() throws IOException {
            out.close();
            try (var arena = Arena.ofConfined();
                    var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var header = arena.allocate(HEADER);
                header.set(I64, 0, MAGIC);
                header.set(I32, 8, vocabulary);
                header.set(I32, 12, wide ? 4 : 2);
                header.set(I64, 16, count);
                channel.write(header.asByteBuffer());
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
        }

        @Override
        public void close() throws IOException {
            if (!committed) {
                out.close();
                Files.deleteIfExists(temporary);
            }
        }
    }
}
