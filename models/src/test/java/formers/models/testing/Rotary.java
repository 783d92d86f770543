package formers.models.testing;

import formers.models.testing.RotaryFrequencies.Spectrum;

/// Rotary positions: turns the pairs of a head's first channels by angles in proportion to the token's position
/// (Su et al. 2021, arXiv:2104.09864).
@FunctionalInterface
interface Rotary {

    Rotary NONE = (head, position, length) -> head;

    /// The head of the token at `position` of a text of `length` tokens.
    double[] turned(double[] head, int position, int length);

    /// Channel i turns with channel i + n/2, n being the channels that turn.
    static Rotary half(RotaryFrequencies frequencies) {
        return (head, position, length) -> {
            var spectrum = frequencies.at(length);
            int pairs = spectrum.omega().length;
            var turned = head.clone();
            for (int i = 0; i < pairs; i++) {
                turn(turned, i, i + pairs, spectrum, i, position);
            }
            return turned;
        };
    }

    /// Channel 2i turns with channel 2i + 1.
    static Rotary interleaved(RotaryFrequencies frequencies) {
        return (head, position, length) -> {
            var spectrum = frequencies.at(length);
            var turned = head.clone();
            for (int i = 0; i < spectrum.omega().length; i++) {
                turn(turned, 2 * i, 2 * i + 1, spectrum, i, position);
            }
            return turned;
        };
    }

    private static void turn(double[] head, int first, int second, Spectrum spectrum, int pair, int position) {
        double angle = position * spectrum.omega()[pair];
        double cos = Math.cos(angle) * spectrum.amplitude();
        double sin = Math.sin(angle) * spectrum.amplitude();
        double a = head[first];
        double b = head[second];
        head[first] = a * cos - b * sin;
        head[second] = b * cos + a * sin;
    }
}
