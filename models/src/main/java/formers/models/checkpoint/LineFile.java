package formers.models.checkpoint;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A text file that only grows, line by line, such as `metrics.jsonl`.
///
/// A process killed while it appends leaves at most an incomplete last line; opening the file again
/// cuts it off. A run that resumes from an earlier step also cuts off the lines it is about to write
/// again:
///
/// ```java
/// var metrics = LineFile.open(run.resolve("metrics.jsonl"), line -> step(line) <= resumedStep);
/// ```
///
/// Appending is thread-safe.
public final class LineFile implements Closeable {

    /// Bytes in the longest line there may be.
    public static final int LONGEST_LINE = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private LineFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens `file` for appending, or creates it; an incomplete last line is cut off.
    ///
    /// @throws CheckpointException if it has a line of more than [#LONGEST_LINE] bytes: it is something else then
    ///                             and stays as it is
    public static LineFile open(Path file) throws IOException {
        return open(file, _ -> true);
    }

    /// As [#open(Path)], and cuts the file off before the first line that fails `keep`.
    public static LineFile open(Path file, Predicate<String> keep) throws IOException {
        long length = Files.exists(file) ? scan(file, keep) : 0;
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new LineFile(file, channel);
    }

    /// The complete lines of `file`, without line ends. An incomplete last line is left out.
    ///
    /// @throws CheckpointException if it has a line of more than [#LONGEST_LINE] bytes
    public static List<String> lines(Path file) throws IOException {
        var lines = new ArrayList<String>();
        scan(file, lines::add);
        return lines;
    }

    /// Offers complete lines to `keep` until it refuses one.
    ///
    /// @return bytes up to the end of the last line it took
    private static long scan(Path file, Predicate<String> keep) throws IOException {
        long taken = 0;
        var line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int next; (next = in.read()) >= 0; ) {
                if (next != '\n') {
                    line.write(next);
                    if (line.size() > LONGEST_LINE) {
                        throw new CheckpointException(
                                file,
                                "expected text in lines of at most %d bytes, found a longer one at byte %d"
                                        .formatted(LONGEST_LINE, taken));
                    }
                } else if (keep.test(line.toString(StandardCharsets.UTF_8))) {
                    taken += line.size() + 1L;
                    line.reset();
                } else {
                    return taken;
                }
            }
        }
        return taken;
    }

    /// Appends `line` and a line end, in one write; a kill of this process afterwards does not lose it.
    ///
    /// @throws IllegalArgumentException if it contains a line end or is longer than [#LONGEST_LINE] bytes
    /// @throws IOException              if it could not be written; what was half-written is cut off
    public synchronized void append(String line) throws IOException {
        var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.indexOf('\n') >= 0 || bytes.length > LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "a line for %s must have no line end and at most %d bytes, found %d bytes: %.80s"
                            .formatted(file, LONGEST_LINE, bytes.length, line));
        }
        long start = channel.position();
        var buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                channel.truncate(start);
            }
            throw new IOException(
                    "cannot append %d bytes to %s: %s; the lines before are complete. Free some space"
                            .formatted(bytes.length, file, e.getMessage()),
                    e);
        }
    }

    /// Returns once every appended line is on the medium: safe from a power cut too.
    public void sync() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
