package formers.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A new version of a file that appears as a whole or not at all.
///
/// Bytes go to a temporary file in the same folder. [#commit] forces them to the medium and renames it
/// over the target. A kill, a power cut or a full disk at any moment before leaves the old file as it
/// was.
///
/// ```java
/// try (var file = AtomicFile.replacing(target)) {
///     file.write(bytes);
///     file.commit();
/// }                                               // without commit: as if nothing had been written
/// ```
///
/// Not thread-safe.
public final class AtomicFile implements WritableByteChannel {

    private static final long UNKNOWN = -1;

    private final Disk disk;
    private final Path target;
    private final Path temporary;
    private final long expected;
    private Disk.Output output;
    private long written;

    private AtomicFile(Disk disk, Path target, long expected) throws IOException {
        this.disk = disk;
        this.target = target;
        this.expected = expected;
        this.temporary = Temporaries.reserve(target);
        try {
            output = disk.create(temporary);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Begins a new version of `target`, of any size.
    ///
    /// @throws IOException if its folder does not exist or cannot be written to
    public static AtomicFile replacing(Path target) throws IOException {
        return replacing(target, UNKNOWN, Disk.SYSTEM);
    }

    /// Begins a new version of `target` that will have `expected` bytes.
    ///
    /// @throws IOException also if the disk has less than `expected` bytes left: a long write does not even begin
    public static AtomicFile replacing(Path target, long expected) throws IOException {
        if (expected < 0) {
            throw new IllegalArgumentException("expected bytes must be at least 0, was " + expected);
        }
        return replacing(target, expected, Disk.SYSTEM);
    }

    static AtomicFile replacing(Path target, long expected, Disk disk) throws IOException {
        var absolute = target.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new IOException("cannot write " + target + ": it is a folder");
        }
        if (!Files.isDirectory(absolute.getParent())) {
            throw new IOException("cannot write " + target + ": there is no folder " + absolute.getParent());
        }
        Temporaries.deleteAbandoned(absolute);
        long available = disk.available(absolute.getParent());
        // Some network disks say 0 and take files all the same.
        if (available > 0 && available < expected) {
            throw new IOException(
                    "cannot write %s: %d bytes needed, %d available; free %d bytes or choose another folder"
                            .formatted(target, expected, available, expected - available));
        }
        return new AtomicFile(disk, absolute, expected);
    }

    /// Replaces `target` by `bytes`.
    public static void write(Path target, byte[] bytes) throws IOException {
        try (var file = replacing(target, bytes.length)) {
            file.write(ByteBuffer.wrap(bytes));
            file.commit();
        }
    }

    /// Replaces `target` by `text` in UTF-8.
    public static void writeText(Path target, String text) throws IOException {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Appends all that remains in `source`. When that fails, the temporary file is deleted at once, to
    /// give a full disk its space back, and the message says how many bytes were needed and how many
    /// there are.
    ///
    /// @return the number of bytes, as many as remained
    @Override
    public int write(ByteBuffer source) throws IOException {
        requireOpen();
        int count = source.remaining();
        try {
            while (source.hasRemaining()) {
                written += output.write(source);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return count;
    }

    /// Makes what was written the new version of the target, and closes.
    ///
    /// @throws IOException if it could not be forced to the medium or renamed; the target is as before
    public void commit() throws IOException {
        requireOpen();
        if (expected != UNKNOWN && written != expected) {
            throw new IllegalStateException("%s: %d bytes announced, %d written".formatted(target, expected, written));
        }
        try {
            output.sync();
            output.close(); // some systems do not rename an open file
            disk.replace(temporary, target);
        } catch (IOException e) {
            throw failed(e);
        }
        disk.syncFolder(target.getParent());
        output = null;
        Temporaries.release(temporary);
    }

    /// Bytes written so far.
    public long written() {
        return written;
    }

    @Override
    public boolean isOpen() {
        return output != null;
    }

    /// Drops what was written unless it was committed; the target is then as before.
    @Override
    public void close() throws IOException {
        if (output != null) {
            var closing = output;
            output = null;
            try {
                closing.close();
            } finally {
                Temporaries.release(temporary);
            }
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (output == null) {
            throw new ClosedChannelException();
        }
    }

    /// Deletes the temporary file, and says how many bytes were needed and how many there are.
    private IOException failed(IOException cause) {
        var message =
                new StringBuilder("cannot write ").append(target).append(": ").append(reason(cause));
        message.append(" (").append(written).append(" bytes written");
        if (expected != UNKNOWN) {
            message.append(" of ").append(expected).append(" needed");
        }
        try {
            close();
            Temporaries.release(temporary); // also when there was no file to close
            message.append(", ").append(disk.available(target.getParent())).append(" available now");
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        message.append("); the file is as it was before. If the disk is full, free space or choose another folder");
        return new IOException(message.toString(), cause);
    }

    private static String reason(IOException e) {
        // Of these the message is a path, or there is none.
        boolean unclear = e instanceof FileSystemException || e.getMessage() == null;
        return unclear ? e.getClass().getSimpleName() + " " + e.getMessage() : e.getMessage();
    }
}
