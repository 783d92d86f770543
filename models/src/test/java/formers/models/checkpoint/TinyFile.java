package formers.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Safetensors files put together byte by byte, well-formed or not.
final class TinyFile {

    private TinyFile() {}

    /// A header as it is given, with its true length, and data.
    static byte[] bytes(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    static Path write(Path folder, byte[] bytes) throws IOException {
        return writeAnew(folder, "tiny.safetensors", bytes);
    }

    /// A new file each time: ext4 waits for the disk when one is truncated and written again.
    static Path writeAnew(Path folder, String name, byte[] bytes) throws IOException {
        var file = folder.resolve(name);
        Files.deleteIfExists(file);
        return Files.write(file, bytes);
    }

    static Path write(Path folder, String header, byte... data) throws IOException {
        return write(folder, bytes(header, data));
    }
}
