package formers.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownPatternTest {

    private static final long SEED = 31;

    @ParameterizedTest
    @EnumSource
    void aScannerCutsWhereItsPatternDoes(KnownPattern pattern) {
        var regex = new OnigurumaPattern(pattern.source());
        var texts = new RandomTexts(SEED);
        for (int i = 0; i < 5000; i++) {
            var text = texts.next() + (i % 3 == 0 ? "dZ'LLĀaʰA\u0301'ſ /\r\n/" : "");
            assertThat(cuts(pattern, text)).as("seed %d: %s", SEED, text).isEqualTo(cuts(regex, text));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPatternIsKnownByItsSpelling(KnownPattern pattern) {
        assertThat(KnownPattern.of(pattern.source())).contains(pattern);
        assertThat(KnownPattern.of(pattern.source() + "|x")).isEmpty();
    }

    private static List<String> cuts(TextPattern pattern, String text) {
        var cuts = new ArrayList<String>();
        pattern.find(text, (start, end) -> cuts.add(start + ".." + end));
        return cuts;
    }
}
