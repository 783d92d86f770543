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
import java.util.Objects;
import java.util.zip.CRC32C;

/// Token ids in a file, mapped instead of read: a corpus may be larger than the heap.
///
/// Layout, little-endian: 8 bytes `FRMTOKN2`, vocabulary size (i32), bytes per token (i32: 2 or 4),
/// number of tokens (i64), CRC-32C of the vocabulary (i64), then the tokens.
public final class TokenFile implements Closeable {

    private static final long MAGIC = 0x324E4B4F544D5246L; // "FRMTOKN2"
    private static final int HEADER = 32;
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena;
    private final MemorySegment bytes;
    private final int vocabulary;
    private final int width;
    private final long count;
    private final long checksum;
    private final Path file;

    private TokenFile(Path file, Arena arena, MemorySegment bytes) {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        if (bytes.byteSize() < HEADER || bytes.get(I64, 0) != MAGIC) {
            throw new InputException(file + " is not a token file; delete it and it is made anew");
        }
        vocabulary = bytes.get(I32, 8);
        width = bytes.get(I32, 12);
        count = bytes.get(I64, 16);
        checksum = bytes.get(I64, 24);
        long room = bytes.byteSize() - HEADER;
        if (vocabulary < 1 || width != width(vocabulary) || room % width != 0 || room / width != count) {
            throw damaged("it announces %d tokens of %d bytes for a vocabulary of %d and has %d bytes"
                    .formatted(count, width, vocabulary, room));
        }
    }

    private static int width(int vocabulary) {
        return vocabulary > 1 << 16 ? 4 : 2;
    }

    private InputException damaged(String how) {
        return new InputException("%s is damaged: %s; delete it and it is made anew".formatted(file, how));
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
    /// @throws InputException            if one is not of the vocabulary
    public void read(long from, int n, int[] to, int at) {
        Objects.checkFromIndexSize(from, n, count);
        for (int i = 0; i < n; i++) {
            long where = HEADER + (from + i) * width;
            int id = width == 2 ? bytes.get(U16, where) & 0xFFFF : bytes.get(I32, where);
            if (id < 0 || id >= vocabulary) {
                throw damaged("token %d is %d, the vocabulary has %d".formatted(from + i, id, vocabulary));
            }
            to[at + i] = id;
        }
    }

    /// Whether the file was written with a tokenizer whose ids stand for the same bytes.
    public boolean isOf(Tokenizer tokenizer) {
        return vocabulary == tokenizer.vocabularySize() && checksum == checksum(tokenizer);
    }

    private static long checksum(Tokenizer tokenizer) {
        var checksum = new CRC32C();
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            byte[] bytes = tokenizer.bytes(id);
            checksum.update(bytes.length);
            checksum.update(bytes);
        }
        return checksum.getValue();
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
        private final int width;
        private final long checksum;
        private final DataOutputStream out;
        private long count;
        private boolean committed;

        /// @param tokenizer whose tokens are written
        public Writer(Path file, Tokenizer tokenizer) throws IOException {
            this.file = file;
            vocabulary = tokenizer.vocabularySize();
            width = width(vocabulary);
            checksum = checksum(tokenizer);
            temporary = file.resolveSibling(file.getFileName() + ".partial");
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16));
            out.write(new byte[HEADER]); // filled in when the count is known
        }

        /// Appends tokens.
        public void add(int[] tokens) throws IOException {
            for (int token : tokens) {
                if (token < 0 || token >= vocabulary) {
                    throw new IllegalArgumentException(
                            "token %d is not in a vocabulary of %d".formatted(token, vocabulary));
                }
                out.writeByte(token);
                out.writeByte(token >>> 8);
                if (width == 4) {
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
                header.set(I32, 12, width);
                header.set(I64, 16, count);
                header.set(I64, 24, checksum);
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
