package formers.training;

/// The learning rate as a function of the step, counted from 0. Each warms up linearly over its first steps:
/// `peak · (step + 1) / (warmup + 1)`.
public sealed interface Schedule {

    /// The learning rate of a step.
    double rate(long step);

    /// The peak from the end of the warm-up on.
    record Constant(double peak, long warmup) implements Schedule {
        @Override
        public double rate(long step) {
            return step < warmup ? warming(peak, step, warmup) : peak;
        }
    }

    /// Half a cosine from the peak to `floor` at step `total` (Loshchilov & Hutter 2017, arXiv:1608.03983,
    /// section 3).
    record Cosine(double peak, double floor, long warmup, long total) implements Schedule {
        @Override
        public double rate(long step) {
            if (step < warmup) {
                return warming(peak, step, warmup);
            }
            return floor + 0.5 * (1 + Math.cos(Math.PI * progress(step, warmup, total))) * (peak - floor);
        }
    }

    /// A straight line from the peak to `floor` at step `total`.
    record Linear(double peak, double floor, long warmup, long total) implements Schedule {
        @Override
        public double rate(long step) {
            return step < warmup ? warming(peak, step, warmup) : peak + (floor - peak) * progress(step, warmup, total);
        }
    }

    /// `factor · width^(−½) · min(t^(−½), t · warmup^(−3/2))` with `t = step + 1` (Vaswani et al. 2017, equation
    /// 3).
    record Noam(double factor, int width, long warmup) implements Schedule {

        /// The same curve given by its highest rate, that of step `warmup`.
        public static Noam ofPeak(double peak, int width, long warmup) {
            return new Noam(peak * Math.sqrt((double) width * warmup), width, warmup);
        }

        @Override
        public double rate(long step) {
            double t = step + 1;
            return factor * Math.pow(width, -0.5) * Math.min(Math.pow(t, -0.5), t * Math.pow(warmup, -1.5));
        }
    }

    /// The peak until the last `decay` steps, then a straight line to `floor` (Hu et al. 2024, arXiv:2404.06395,
    /// section 4.2).
    record WarmupStableDecay(double peak, double floor, long warmup, long decay, long total) implements Schedule {
        @Override
        public double rate(long step) {
            if (step < warmup) {
                return warming(peak, step, warmup);
            }
            return peak + (floor - peak) * progress(step, total - decay, total);
        }
    }

    private static double warming(double peak, long step, long warmup) {
        return peak * (step + 1) / (warmup + 1);
    }

    /// 0 up to `from`, 1 from `to` on, linear between.
    private static double progress(long step, long from, long to) {
        if (to <= from) {
            return step >= to ? 1 : 0;
        }
        return Math.clamp((double) (step - from) / (to - from), 0, 1);
    }
}
