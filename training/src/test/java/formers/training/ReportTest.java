package formers.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static String html() {
        var entries = List.of(
                new Metrics.Entry(10, Map.of("train_loss", 3.5, "learning_rate", 1e-3)),
                new Metrics.Entry(20, Map.of("train_loss", 2.25, "val_loss", 2.5)));
        return new Report(
                        "A <run> & its \"report\"",
                        entries,
                        Map.of("steps", "20"),
                        Map.of("data", "<script>x</script>"),
                        Map.of("java", "25"),
                        "=== step 20 ===\nif (a < b && c > d)")
                .html();
    }

    @Test
    void isOnePageThatNeedsNothingElse() {
        assertThat(html())
                .contains("<svg", "polyline", "if (a &lt; b &amp;&amp; c &gt; d)", "A &lt;run&gt; &amp; its")
                .doesNotContain("<script", "http:", "https:", "src=", "@import");
    }

    @Test
    void numbersDoNotDependOnTheLocale() {
        var before = Locale.getDefault();
        var expected = html().replaceAll("Written .*", "");
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(html().replaceAll("Written .*", "")).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }
}
