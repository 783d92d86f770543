package formers.benchmarks.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the peers of these tests are shell scripts")
class PeerProcessTest {

    @Test
    void answersOncePerTurnWhateverElseItSays() throws IOException {
        var script = "n=0; while read line; do n=$((n + 1)); echo some words; echo turn $n 2.5; done";
        try (var peer = PeerProcess.start(List.of("sh", "-c", script))) {
            assertThat(peer.turn()).contains(new Turn(1, 2.5));
            assertThat(peer.turn()).contains(new Turn(2, 2.5));
        }
    }

    @Test
    void aPeerThatFailsHasNoTurns() throws IOException {
        try (var peer = PeerProcess.start(List.of("sh", "-c", "exit 3"))) {
            assertThat(peer.turn()).isEmpty();
            assertThat(peer.turn()).isEmpty();
        }
    }
}
