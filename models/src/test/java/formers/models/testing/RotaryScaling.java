package formers.models.testing;

import formers.models.testing.RotaryFrequencies.Spectrum;
import java.util.Arrays;

/// The ways to stretch rotary positions over longer texts than a model was first trained on.
///
/// @param parameters the configuration's `rope_scaling` or `rope_parameters`
/// @param theta base of the frequencies
/// @param width channels that turn
/// @param context `max_position_embeddings`
/// @param original length of the first training's texts
record RotaryScaling(ConfigJson parameters, double theta, int width, int context, int original) {

    RotaryFrequencies frequencies() {
        var type = parameters.text("rope_type", parameters.text("type", "default"));
        return switch (type) {
            case "default" -> fixed(plain(), 1);
            case "linear" -> fixed(Vectors.scaled(plain(), 1 / factor()), 1);
            case "dynamic" -> length -> new Spectrum(dynamic(length), 1);
            case "llama3" -> fixed(Arrays.stream(plain()).map(this::llama3).toArray(), 1);
            case "yarn" -> fixed(yarn(), parameters.number("attention_factor", 0.1 * Math.log(factor()) + 1));
            case "longrope", "su" -> this::longrope;
            default -> throw new IllegalArgumentException("the reference knows no rotary scaling '" + type + "'");
        };
    }

    private static RotaryFrequencies fixed(double[] omega, double amplitude) {
        return length -> new Spectrum(omega, amplitude);
    }

    private double[] plain() {
        return RotaryFrequencies.plain(theta, width);
    }

    private double factor() {
        return parameters.number("factor");
    }

    /// A larger θ for texts beyond the context.
    private double[] dynamic(int length) {
        if (length <= context) {
            return plain();
        }
        double stretched = factor() * length / context - (factor() - 1);
        return RotaryFrequencies.plain(theta * Math.pow(stretched, width / (width - 2.0)), width);
    }

    /// Long waves are stretched, short ones kept, those between are blended (Llama 3.1).
    private double llama3(double omega) {
        double low = parameters.number("low_freq_factor");
        double high = parameters.number("high_freq_factor");
        double wavelength = 2 * Math.PI / omega;
        if (wavelength < original / high) {
            return omega;
        }
        if (wavelength > original / low) {
            return omega / factor();
        }
        double keep = (original / wavelength - low) / (high - low);
        return (1 - keep) * omega / factor() + keep * omega;
    }

    /// Peng et al. 2023, arXiv:2309.00071, section 3.2, by the index of a pair in place of its wavelength.
    private double[] yarn() {
        double first = pairWithTurns(parameters.number("beta_fast", 32));
        double last = pairWithTurns(parameters.number("beta_slow", 1));
        boolean rounded = parameters.flag("truncate", true);
        double low = Math.max(rounded ? Math.floor(first) : first, 0);
        double high = Math.min(rounded ? Math.ceil(last) : last, width - 1);
        double[] omega = plain();
        for (int i = 0; i < omega.length; i++) {
            // A ramp of no length would divide by zero.
            double ramp = Math.clamp((i - low) / (high == low ? 0.001 : high - low), 0, 1);
            omega[i] = omega[i] / factor() * ramp + omega[i] * (1 - ramp);
        }
        return omega;
    }

    /// The (fractional) index of the pair that makes so many full turns within the original length.
    private double pairWithTurns(double turns) {
        return width * Math.log(original / (2 * Math.PI * turns)) / (2 * Math.log(theta));
    }

    /// A divisor for every pair, from one of two lists (Ding et al. 2024, arXiv:2402.13753; Phi-3).
    private Spectrum longrope(int length) {
        double[] divisors = parameters.numbers(length > original ? "long_factor" : "short_factor");
        double[] omega = plain();
        for (int i = 0; i < omega.length; i++) {
            omega[i] /= divisors[i];
        }
        double stretch = parameters.number("factor", (double) context / original);
        double usual = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
        return new Spectrum(omega, parameters.number("attention_factor", usual));
    }
}
