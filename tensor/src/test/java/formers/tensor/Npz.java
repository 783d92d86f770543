package formers.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;

/// Arrays that NumPy has saved, little-endian and in C order.
record Npz(Map<String, ByteBuffer> arrays) {

    private static final Pattern NAME = Pattern.compile("(.+)\\.npy");
    private static final int LENGTH_AT = 8;

    static Npz resource(String name) {
        var arrays = new HashMap<String, ByteBuffer>();
        try (var zip = new ZipInputStream(Npz.class.getResourceAsStream(name))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
                int header = file.getShort(LENGTH_AT);
                var text = new String(file.array(), LENGTH_AT + 2, header, StandardCharsets.US_ASCII);
                if (!text.contains("'fortran_order': False")) {
                    throw new IOException(entry.getName() + " is not in C order");
                }
                var matcher = NAME.matcher(entry.getName());
                if (matcher.matches()) {
                    int start = LENGTH_AT + 2 + header;
                    arrays.put(
                            matcher.group(1),
                            file.slice(start, file.limit() - start).order(ByteOrder.LITTLE_ENDIAN));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Npz(arrays);
    }

    float[] floats(String name) {
        var buffer = arrays.get(name).asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    byte[] bytes(String name) {
        var buffer = arrays.get(name).duplicate();
        var values = new byte[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /// A row of a matrix of `rows` rows.
    static float[] row(float[] matrix, int rows, int row) {
        int width = matrix.length / rows;
        return Arrays.copyOfRange(matrix, row * width, (row + 1) * width);
    }
}
