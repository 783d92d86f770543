package formers.generation.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadingTest {

    @Test
    void givesWhatWasReadAsOftenAsItIsAskedFor() throws IOException {
        var reading = Reading.begin("test", () -> Thread.currentThread().getName());
        assertThat(reading.await()).isEqualTo("test");
        assertThat(reading.await()).isEqualTo("test");
    }

    @Test
    void failuresAreThoseOfTheReader() {
        for (var failure : new Exception[] {new IOException("no disk"), new IllegalArgumentException("no model")}) {
            var reading = Reading.begin("test", () -> {
                throw failure;
            });
            assertThatThrownBy(reading::await).isSameAs(failure);
        }
    }
}
