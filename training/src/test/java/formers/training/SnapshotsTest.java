package formers.training;

import static org.assertj.core.api.Assertions.assertThat;

import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

    @TempDir
    private Path directory;

    private final Tensor weight = row(1, 2, 0.1f);

    private static Tensor row(float... values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void theMeanOfCopiesIsTheCopy() throws IOException {
        var snapshots = new Snapshots(directory, 3);
        for (int step = 1; step <= 3; step++) {
            snapshots.keep(step, Map.of("weight", weight));
        }
        snapshots.average(Map.of("weight", weight));
        assertThat(weight.toArray()).containsExactly(1, 2, 0.1f);
    }

    @Test
    void theLastOnesCount() throws IOException {
        var snapshots = new Snapshots(directory, 2);
        for (int step = 8; step <= 11; step++) { // the last ones by number, not by name
            snapshots.keep(step, Map.of("weight", row(step, 2 * step, 0)));
        }
        assertThat(snapshots.count()).isEqualTo(2);
        snapshots.average(Map.of("weight", weight));
        assertThat(weight.toArray()).containsExactly(10.5f, 21, 0);
    }

    @Test
    void whatComesAfterTheStepOfAResumedRunIsForgotten() throws IOException {
        var snapshots = new Snapshots(directory, 3);
        for (int step = 1; step <= 3; step++) {
            snapshots.keep(step, Map.of("weight", row(step, step, step)));
        }
        snapshots.rewind(2);
        snapshots.average(Map.of("weight", weight));
        assertThat(weight.toArray()).containsExactly(1.5f, 1.5f, 1.5f);
    }

    @Test
    void noneAreKeptUnlessAskedFor() throws IOException {
        var snapshots = new Snapshots(directory, 0);
        snapshots.keep(1, Map.of("weight", weight));
        assertThat(snapshots.count()).isZero();
        assertThat(directory).isEmptyDirectory();
    }
}
