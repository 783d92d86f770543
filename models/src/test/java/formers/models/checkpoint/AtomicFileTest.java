package formers.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void anOldVersion() throws IOException {
        target = folder.resolve("state.json");
        Files.writeString(target, "old");
    }

    @Test
    void commitReplacesTheFileAndLeavesNothingElse() throws IOException {
        try (var file = AtomicFile.replacing(target)) {
            assertThat(file.write(ByteBuffer.wrap(new byte[] {'n', 'e'}))).isEqualTo(2);
            file.write(ByteBuffer.wrap(new byte[] {'w'}));
            assertThat(target).hasContent("old");
            file.commit();
        }
        assertThat(target).hasContent("new");
        assertThat(folder).isDirectoryContaining(file -> file.equals(target));
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void createsAFileThatWasNotThere() throws IOException {
        var fresh = folder.resolve("fresh.txt");
        AtomicFile.writeText(fresh, "größer\n");
        assertThat(Files.readString(fresh)).isEqualTo("größer\n");
    }

    @Test
    void closingWithoutCommitKeepsTheOldVersion() throws IOException {
        try (var file = AtomicFile.replacing(target)) {
            file.write(ByteBuffer.wrap(new byte[1000]));
        }
        assertThat(target).hasContent("old");
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void aDiskThatFillsUpKeepsTheOldVersionAndSaysHowMuchIsMissing() throws IOException {
        var file = AtomicFile.replacing(target, 5000, new FullDisk(3000, 1 << 20));
        file.write(ByteBuffer.wrap(new byte[2000]));
        assertThatThrownBy(() -> file.write(ByteBuffer.wrap(new byte[3000])))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "state.json", "No space left", "3000 bytes written of 5000 needed", "1048576 available");
        assertThat(target).hasContent("old");
        assertThat(Files.list(folder)).hasSize(1);
        assertThatThrownBy(file::commit).isInstanceOf(ClosedChannelException.class);
        file.close();
        assertThat(target).hasContent("old");
    }

    @Test
    void aDiskWithTooLittleRoomIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> AtomicFile.replacing(target, 5000, new FullDisk(3000, 3000)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("5000 bytes needed, 3000 available", "free 2000 bytes");
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void aSizeThatWasAnnouncedMustBeKept() throws IOException {
        try (var file = AtomicFile.replacing(target, 10)) {
            file.write(ByteBuffer.wrap(new byte[9]));
            assertThatThrownBy(file::commit).hasMessageContaining("10 bytes announced, 9 written");
        }
        assertThat(target).hasContent("old");
    }

    @Test
    void aFolderIsNeitherReplacedNorInvented() {
        assertThatThrownBy(() -> AtomicFile.writeText(folder, "x")).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> AtomicFile.writeText(folder.resolve("none/x"), "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no folder");
    }

    @Test
    void whatAKilledProcessLeftIsDeletedByTheNextWrite() throws IOException {
        var abandoned = Files.writeString(folder.resolve(".state.json.1234.tmp"), "half");
        var other = Files.writeString(folder.resolve(".other.json.1234.tmp"), "half");
        AtomicFile.writeText(target, "new");
        assertThat(abandoned).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void whatIsBeingWrittenIsLeftAlone() throws IOException {
        try (var first = AtomicFile.replacing(target);
                var second = AtomicFile.replacing(target)) {
            first.write(ByteBuffer.wrap("first".getBytes()));
            second.write(ByteBuffer.wrap("second".getBytes()));
            first.commit();
            assertThat(target).hasContent("first");
            second.commit();
            assertThat(target).hasContent("second");
        }
    }

    @Test
    void aLockedTemporaryIsNotAbandoned() throws IOException {
        var foreign = Files.writeString(folder.resolve(".state.json.1234.tmp"), "half");
        try (var channel = FileChannel.open(foreign, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            AtomicFile.writeText(target, "new");
            assertThat(foreign).exists();
        }
    }
}
