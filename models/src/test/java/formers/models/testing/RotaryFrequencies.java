package formers.models.testing;

/// The angles per position by which rotary positions turn pairs of channels, which some scalings make depend on the
/// length of the text.
@FunctionalInterface
interface RotaryFrequencies {

    /// @param omega radians per position, one for each pair of channels; all further channels stay as they are
    /// @param amplitude a factor of sine and cosine
    record Spectrum(double[] omega, double amplitude) {}

    /// @param length tokens of the text
    Spectrum at(int length);

    /// `θ^(-2i/width)` for the pairs of `width` channels.
    static double[] plain(double theta, int width) {
        var omega = new double[width / 2];
        for (int i = 0; i < omega.length; i++) {
            omega[i] = Math.pow(theta, -2.0 * i / width);
        }
        return omega;
    }
}
