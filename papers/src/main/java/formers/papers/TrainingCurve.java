package formers.papers;

import formers.papers.report.Curve;
import java.util.ArrayList;
import java.util.List;

/// How a loss came down: over steps, and over the seconds that the steps took.
record TrainingCurve(String system, List<Double> steps, List<Double> seconds, List<Double> loss) {

    TrainingCurve(String system) {
        this(system, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /// @param nats mean loss of the steps since the point before
    void add(long step, double atSeconds, double nats) {
        steps.add((double) step);
        seconds.add(atSeconds);
        loss.add(nats);
    }

    Curve overSteps() {
        return Curve.of(system, steps, loss);
    }

    /// For systems whose steps take different times.
    Curve overSeconds() {
        return Curve.of(system, seconds, loss);
    }

    double totalSeconds() {
        return seconds.getLast();
    }
}
