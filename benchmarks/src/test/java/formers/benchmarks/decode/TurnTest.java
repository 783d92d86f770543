package formers.benchmarks.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTest {

    private static final class Notes implements Session {
        final List<String> calls = new ArrayList<>();

        @Override
        public void forget() {
            calls.add("forget");
        }

        @Override
        public void read(int[] ids) {
            calls.add("read " + ids.length);
        }

        @Override
        public void write(int id) {
            calls.add("write");
        }
    }

    @Test
    void readsThePromptAtOnceAndWritesTokenByToken() {
        var notes = new Notes();
        var turn = Turn.of(notes, new Task(1, 7, 2));
        assertThat(notes.calls).containsExactly("forget", "read 7", "write", "write");
        assertThat(turn.reading()).isPositive();
        assertThat(turn.writing()).isPositive();
    }

    @Test
    void aProcessReadsTheTaskThatItIsTold() {
        var task = new Task(2, 256, 32);
        var words = task.words();
        assertThat(Task.of(words.get(0), words.get(1), words.get(2))).isEqualTo(task);
    }

    @Test
    void theFirstHalfOfTheTurnsWarmsUp() {
        var speeds = new Speeds();
        for (double speed : new double[] {1, 2, 3, 30, 10, 20}) {
            speeds.turns().add(new Turn(speed, 2 * speed));
        }
        assertThat(speeds.settled(Turn::reading)).isEqualTo(20);
        assertThat(speeds.settled(Turn::writing)).isEqualTo(40);
        assertThat(new Speeds().settled(Turn::reading)).isNaN();
    }
}
