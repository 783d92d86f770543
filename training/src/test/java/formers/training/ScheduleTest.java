package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static void at(Schedule schedule, long step, double expected) {
        assertThat(schedule.rate(step)).describedAs("%s at %d", schedule, step).isCloseTo(expected, within(1e-12));
    }

    @Test
    void cosineWarmsUpPeaksHalvesAndEndsAtItsFloor() {
        var cosine = new Schedule.Cosine(1e-3, 1e-4, 9, 109);
        at(cosine, 0, 1e-4);
        at(cosine, 4, 5e-4);
        at(cosine, 9, 1e-3);
        at(cosine, 59, 5.5e-4);
        at(cosine, 109, 1e-4);
        at(cosine, 500, 1e-4);
    }

    @Test
    void theOthersAtTheirCorners() {
        at(new Schedule.Constant(2e-3, 3), 1, 1e-3);
        at(new Schedule.Constant(2e-3, 3), 1000, 2e-3);
        at(new Schedule.Linear(1, 0, 0, 10), 5, 0.5);
        at(new Schedule.Linear(1, 0, 0, 10), 20, 0);
        at(new Schedule.WarmupStableDecay(1, 0.1, 4, 10, 100), 90, 1);
        at(new Schedule.WarmupStableDecay(1, 0.1, 4, 10, 100), 95, 0.55);
        at(new Schedule.WarmupStableDecay(1, 0.1, 4, 10, 100), 100, 0.1);
        at(new Schedule.WarmupStableDecay(1, 0.1, 4, 0, 100), 50, 1);
        // Vaswani et al. 2017, equation 3: the peak is at the end of the warm-up.
        at(new Schedule.Noam(1, 512, 4000), 3999, Math.pow(512, -0.5) * Math.pow(4000, -0.5));
        at(new Schedule.Noam(1, 512, 4000), 15_999, Math.pow(512, -0.5) * Math.pow(16_000, -0.5));
    }
}
