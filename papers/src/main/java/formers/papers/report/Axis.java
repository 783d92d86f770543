package formers.papers.report;

import java.util.ArrayList;
import java.util.List;

/// An axis with round ticks, which maps values to pixels.
///
/// @param low  value at pixel `from`
/// @param high value at pixel `to`
/// @param step between ticks: 1, 2 or 5 times a power of ten
record Axis(double low, double high, double step, double from, double to) {

    private static final int TICKS = 6;

    /// An axis that holds all values, from one tick to another.
    static Axis over(List<Double> values, double from, double to) {
        double low = values.stream().mapToDouble(it -> it).min().orElse(0);
        double high = values.stream().mapToDouble(it -> it).max().orElse(1);
        if (low == high) {
            low -= 0.5;
            high += 0.5;
        }
        double step = roundStep((high - low) / TICKS);
        // A little less than a step, for the sake of values that are ticks but for their last bits.
        return new Axis(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step, from, to);
    }

    private static double roundStep(double about) {
        double power = Math.pow(10, Math.floor(Math.log10(about)));
        double share = about / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }

    List<Double> ticks() {
        var ticks = new ArrayList<Double>();
        long count = Math.round((high - low) / step);
        for (int i = 0; i <= count; i++) {
            double tick = low + i * step;
            ticks.add(Math.abs(tick) < step * 1e-9 ? 0.0 : tick);
        }
        return ticks;
    }

    double pixel(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }
}
