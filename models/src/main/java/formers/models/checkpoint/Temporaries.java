package formers.models.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The temporary files beside a target: how they are named, and how those of a killed process are told
/// from those being written. Whoever writes one holds a lock on it, which the operating system drops
/// when the process dies.
final class Temporaries {

    private static final String SUFFIX = ".tmp";

    // Java refuses a second lock within a process, and closing the probe would drop the first one: ask here
    // before.
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private Temporaries() {}

    /// A name of its own beside `target`. Two writers of one target never share a temporary file: the
    /// later rename wins as a whole.
    static Path reserve(Path target) {
        var temporary = target.resolveSibling(prefix(target) + UUID.randomUUID() + SUFFIX);
        OURS.add(temporary);
        return temporary;
    }

    /// Gives the name up, and deletes the file if it is still there.
    static void release(Path temporary) throws IOException {
        OURS.remove(temporary);
        Files.deleteIfExists(temporary);
    }

    static void markInUse(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (IOException _) {
            // A disk without locks. No one can probe them there either, so nobody takes this file for abandoned.
        }
    }

    /// Deletes what killed processes left beside `target`.
    static void deleteAbandoned(Path target) throws IOException {
        String prefix = prefix(target);
        try (var found = Files.newDirectoryStream(target.getParent(), file -> {
            String name = file.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(SUFFIX);
        })) {
            for (var file : found) {
                if (!OURS.contains(file) && abandoned(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean abandoned(Path temporary) {
        try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException _) {
            return false; // gone meanwhile, somebody else's, or on a disk without locks: not ours to delete
        }
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }
}
