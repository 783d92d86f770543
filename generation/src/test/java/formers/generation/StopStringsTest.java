package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopStringsTest {

    @Test
    void holdsBackWhatMayBecomeAStop() {
        var stops = new StopStrings(List.of("###"));
        assertThat(stops.accept("one #")).isEqualTo("one ");
        assertThat(stops.accept("#")).isEmpty();
        assertThat(stops.accept(" two")).isEqualTo("## two");
        assertThat(stops.stopped()).isFalse();
    }

    @Test
    void endsInFrontOfAStopSpreadOverPieces() {
        var stops = new StopStrings(List.of("###"));
        assertThat(stops.accept("a#") + stops.accept("#") + stops.accept("# b")).isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
        assertThat(stops.accept("more")).isEmpty();
        assertThat(stops.flush()).isEmpty();
    }

    @Test
    void aStopInsideOnePieceCutsIt() {
        var stops = new StopStrings(List.of("END"));
        assertThat(stops.accept("before END after")).isEqualTo("before ");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void ofSeveralStopsTheEarliestInTheTextCounts() {
        var stops = new StopStrings(List.of("later", "here"));
        assertThat(stops.accept("text here and later")).isEqualTo("text ");
    }

    @Test
    void overlappingStopsHoldTheLongestBeginning() {
        var stops = new StopStrings(List.of("bd", "abc"));
        assertThat(stops.accept("xab"))
                .as("'ab' may become 'abc', though 'b' may become 'bd'")
                .isEqualTo("x");
        assertThat(stops.accept("d")).as("'bd' it is").isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void aStopThatRepeatsItselfIsFoundAfterAFalseStart() {
        var stops = new StopStrings(List.of("aab"));
        assertThat(stops.accept("a") + stops.accept("a") + stops.accept("a") + stops.accept("b"))
                .isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void flushGivesWhatWasHeldInVain() {
        var stops = new StopStrings(List.of("\n\n"));
        assertThat(stops.accept("end\n")).isEqualTo("end");
        assertThat(stops.flush()).isEqualTo("\n");
        assertThat(stops.flush()).isEmpty();
    }

    @Test
    void withoutStopsEverythingPasses() {
        var stops = new StopStrings(List.of());
        assertThat(stops.accept("any text")).isEqualTo("any text");
        assertThat(stops.stopped()).isFalse();
    }

    @Test
    void anEmptyStopIsRefused() {
        assertThatThrownBy(() -> new StopStrings(List.of("x", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }
}
