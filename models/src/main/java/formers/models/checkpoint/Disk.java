package formers.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// What an atomic replacement asks of a disk; an interface so that tests can have one that fills up.
interface Disk {

    /// A file being written.
    interface Output extends WritableByteChannel {
        /// Returns once everything written is on the medium.
        void sync() throws IOException;
    }

    /// A new file.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one of that name
    Output create(Path file) throws IOException;

    /// Renames `from` to `to` in one step, in place of what was there.
    void replace(Path from, Path to) throws IOException;

    /// Puts the names in `folder` on the medium, as far as the platform can.
    void syncFolder(Path folder);

    /// Bytes that may still be written in `folder`.
    long available(Path folder) throws IOException;

    /// The operating system's.
    Disk SYSTEM = new Disk() {
        @Override
        public Output create(Path file) throws IOException {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Temporaries.markInUse(channel);
            return new Output() {
                @Override
                public int write(ByteBuffer source) throws IOException {
                    return channel.write(source);
                }

                @Override
                public void sync() throws IOException {
                    channel.force(true);
                }

                @Override
                public boolean isOpen() {
                    return channel.isOpen();
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }

        @Override
        public void replace(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void syncFolder(Path folder) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException _) {
                // Windows opens no folders and some network disks sync none. The file is in place already; to
                // report a
                // failed write now would be wrong.
            }
        }

        @Override
        public long available(Path folder) throws IOException {
            return Files.getFileStore(folder).getUsableSpace();
        }
    };
}
