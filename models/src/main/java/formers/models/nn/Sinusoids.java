package formers.models.nn;

import formers.tensor.Tensor;

/// A vector for each distance: sines of falling frequency, then their cosines (Dai et al. 2019, section
/// 3.3). The table grows with the texts that are read. May be shared by threads.
final class Sinusoids {

    private static final int FIRST = 256;

    private final int width;
    private volatile Tensor table; // [distances, width]

    Sinusoids(int width) {
        this.width = width;
    }

    /// Those of distances `0..count-1`, `[count, width]`.
    Tensor of(int count) {
        var made = table;
        if (made == null || made.extent(0) < count) {
            made = made(Math.max(FIRST, made == null ? count : Math.max(count, 2 * made.extent(0))));
            table = made;
        }
        return made.slice(0, 0, count);
    }

    private Tensor made(int distances) {
        int half = width / 2;
        var rows = new float[Math.multiplyExact(distances, width)];
        for (int i = 0; i < half; i++) {
            double frequency = Math.pow(10_000, -2.0 * i / width);
            for (int distance = 0; distance < distances; distance++) {
                rows[distance * width + i] = (float) Math.sin(distance * frequency);
                rows[distance * width + half + i] = (float) Math.cos(distance * frequency);
            }
        }
        return Tensor.wrap(rows, distances, width);
    }
}
