package formers.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk with room for `capacity` bytes in all, which claims to have `claimed`.
final class FullDisk implements Disk {

    private final long claimed;
    private long capacity;

    FullDisk(long capacity, long claimed) {
        this.capacity = capacity;
        this.claimed = claimed;
    }

    @Override
    public Output create(Path file) throws IOException {
        var output = SYSTEM.create(file);
        return new Output() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                if (capacity == 0) {
                    throw new IOException("No space left on device");
                }
                int count = (int) Math.min(capacity, source.remaining());
                int end = source.limit();
                int written = output.write(source.limit(source.position() + count));
                source.limit(end);
                capacity -= written;
                return written;
            }

            @Override
            public void sync() throws IOException {
                output.sync();
            }

            @Override
            public boolean isOpen() {
                return output.isOpen();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        SYSTEM.replace(from, to);
    }

    @Override
    public void syncFolder(Path folder) {
        SYSTEM.syncFolder(folder);
    }

    @Override
    public long available(Path folder) {
        return claimed;
    }
}
