package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.Presets;
import formers.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsCommandTest {

    private static final int COLUMNS = 100;

    @Test
    void aPresetTellsWhatTrainingItTakes() {
        var run = CommandRun.of("models", "gpt2");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("parameters       124,439,808", "no embeddings    85,056,000")
                .contains("FLOPs per token  2.85e+08 forward, 8.54e+08 in training, at 1,024 tokens")
                .contains("projections 19.9%, scores 13.3%, feed-forward 39.8%, output 27.1%")
                .contains("6N = 7.47e+08")
                .contains("optimal tokens   3.13B (25.2 per parameter), 2.34e+18 FLOPs, loss 3.26")
                .doesNotContain("active", "budget");
    }

    @Test
    void ofExpertsTheActiveParametersAreTold() {
        assertThat(CommandRun.of("models", "mixtral-8x7b").out())
                .contains("parameters       46,702,792,704", "active           12,879,925,248");
    }

    @Test
    void aModelDirectoryIsDescribedAsItsPresetIs(@TempDir Path folder) throws IOException {
        var config = Presets.of("gpt-micro").config();
        DecoderFiles.save(new Decoder(config, Parameters.initialised(1)), folder);
        var preset = CommandRun.of("models", "gpt-micro").out();
        assertThat(CommandRun.of("models", folder.toString()).out().lines().skip(1))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(preset).contains(line));
    }

    @Test
    void modelsThatTranslateAreListedAndDescribed() {
        assertThat(CommandRun.of("models").out()).contains("transformer-base", "rnnsearch", "t5-small");
        assertThat(CommandRun.of("models", "transformer-tiny").out())
                .contains("parameters       1,505,792", "sinusoids", "batches of 2,000 tokens");
        assertThat(CommandRun.of("models", "rnnsearch").out()).contains("Additive", "width            256");
        assertThat(CommandRun.of("models", "t5-small", "--budget", "1e18").err())
                .contains("t5-small translates");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama3.1-405b", "gpt-oss-20b", "opt-350m", "gopher-280b", "mixtral-8x7b"})
    void rowsOfComputeFitATerminal(String preset) {
        var run = CommandRun.of("models", preset, "--budget", "5.76e23");
        assertThat(run.out().lines().dropWhile(line -> !line.startsWith("FLOPs per token")))
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
    }

    @Test
    void aBudgetIsSpentByEachLaw() {
        var run = CommandRun.of("models", "--budget", "1e21");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("Besiroglu 2024 +2\\.78B +59\\.99B +21\\.6 +2\\.306")
                .containsPattern("approach 1.* +2\\.86B")
                .containsPattern("approach 2.* +2\\.83B")
                .containsPattern("as printed +1\\.82B +91\\.36B")
                .containsPattern("Kaplan 2020.* +4\\.68B")
                .containsPattern("phi-2 +2\\.78B");
        assertThat(run.out().lines())
                .allSatisfy(line ->
                        assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS).isEqualTo(line.stripTrailing()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e21", "1E21", "1000000000000000000000", "+1.0e+21"})
    void aBudgetIsWrittenAsPeopleWriteNumbers(String budget) {
        assertThat(CommandRun.of("models", "--budget", budget).out())
                .isEqualTo(CommandRun.of("models", "--budget=1e21").out());
    }

    @Test
    void aPresetMakesLessOfABudgetThanTheBestModel() {
        assertThat(CommandRun.of("models", "gpt2", "--budget", "1e18").out())
                .contains(
                        "budget           1.00e+18 FLOPs train it on 1.34B tokens: loss 3.51; best is 80.5M on 2.07B: 3.49");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0", "-1, -1.0", "NaN, NaN", "1e400, Infinity", "-1e400, -Infinity"})
    void aBudgetThatIsNoneIsRefusedBeforeAnythingIsPrinted(String budget, String found) {
        for (var run : new CommandRun[] {
            CommandRun.of("models", "--budget=" + budget), CommandRun.of("models", "gpt2", "--budget=" + budget)
        }) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .contains("a budget must be a number above 0, such as 1e21")
                    .contains("found " + found);
        }
    }

    @Test
    void aBudgetThatIsNoNumberIsWrongUsage() {
        var run = CommandRun.of("models", "--budget", "much");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--budget", "'much'");
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "999, 999", "260032, 260k", "124439808, 124.4M", "7.24e9, 7.24B", "1.334e12, 1.33T"})
    void countsAreShort(double count, String said) {
        assertThat(Count.of(count)).isEqualTo(said);
    }
}
