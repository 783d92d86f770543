package formers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void namesChooseCasesByTheirBeginning() {
        assertThat(Arguments.parse("attention", "--threads", "3").cases())
                .extracting(Case::name)
                .containsExactly("attention", "attention-backward");
        assertThat(Arguments.parse().cases()).hasSameSizeAs(Case.all());
    }

    @Test
    void whatItDoesNotKnowItRefuses() {
        assertThatThrownBy(() -> Arguments.parse("--fast")).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Arguments.parse("--threads"))
                .hasMessageContaining("--threads wants a positive number");
        assertThatThrownBy(() -> Arguments.parse("--seconds", "zero")).hasMessageContaining("found zero");
    }
}
