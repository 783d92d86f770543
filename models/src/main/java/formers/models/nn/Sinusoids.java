package formers.models.nn;

import formers.tensor.Tensor;

/// A vector for each position or distance: sines and cosines of falling frequency (Vaswani et al. 2017,
/// section 3.5; Dai et al. 2019, section 3.3). The table grows with the texts that are read. May be shared
/// by threads.
public final class Sinusoids {

    private static final int FIRST = 256;

    private final int width;
    private final SinusoidLayout layout;
    private volatile Tensor table; // [distances, width]

    /// As Transformer-XL lays them out.
    Sinusoids(int width) {
        this(width, SinusoidLayout.HALVES);
    }

    /// @param width entries of a vector; of an odd number the last is 0
    public Sinusoids(int width, SinusoidLayout layout) {
        this.width = width;
        this.layout = layout;
    }

    /// Those of distances `0..count-1`, `[count, width]`. No scope owns them.
    public Tensor of(int count) {
        var made = table;
        if (made == null || made.extent(0) < count) {
            made = made(Math.max(FIRST, made == null ? count : Math.max(count, 2 * made.extent(0))));
            table = made;
        }
        return made.slice(0, 0, count);
    }

    private Tensor made(int distances) {
        var rows = new float[Math.multiplyExact(distances, width)];
        for (int i = 0; i < width / 2; i++) {
            double frequency = layout.frequency(i, width);
            int sine = layout.sine(i);
            int cosine = layout.cosine(i, width);
            for (int distance = 0; distance < distances; distance++) {
                rows[distance * width + sine] = (float) Math.sin(distance * frequency);
                rows[distance * width + cosine] = (float) Math.cos(distance * frequency);
            }
        }
        return Tensor.wrap(rows, distances, width);
    }
}
