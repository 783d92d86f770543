package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.training.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Training, translating and scoring as a user types them, on a language of twelve sentences.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranslateCommandTest {

    private static final List<String> SUBJECTS = List.of("the dog", "the cat", "a bird");
    private static final List<String> HUNDE = List.of("der Hund", "die Katze", "ein Vogel");
    private static final List<String> VERBS = List.of("sleeps", "sings", "eats", "runs");
    private static final List<String> VERBEN = List.of("schläft", "singt", "frisst", "läuft");

    @TempDir
    static Path folder;

    private final List<String> english = new ArrayList<>();
    private final List<String> german = new ArrayList<>();
    private Path source;
    private Path target;
    private Path model;

    @BeforeAll
    void trainOnce() throws IOException {
        for (int subject = 0; subject < SUBJECTS.size(); subject++) {
            for (int verb = 0; verb < VERBS.size(); verb++) {
                english.add(SUBJECTS.get(subject) + " " + VERBS.get(verb) + ".");
                german.add(HUNDE.get(subject) + " " + VERBEN.get(verb) + ".");
            }
        }
        source = Files.write(folder.resolve("text.en"), english);
        target = Files.write(folder.resolve("text.de"), german);
        model = folder.resolve("run");
        var run = train("--epochs", "150", "--eval-every", "0", "--average", "0", "--out", model.toString());
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.err()).contains("12 pairs").contains("bleu").contains("= der Hund schläft.");
        assertThat(run.out()).contains("validation loss").contains("report");
    }

    private CommandRun train(String... more) {
        var fixed = Stream.of(
                "train",
                "transformer-nano",
                "--source",
                source.toString(),
                "--target",
                target.toString(),
                "--validation-source",
                source.toString(),
                "--validation-target",
                target.toString(),
                "--vocabulary",
                "300",
                "--context",
                "40",
                "--warmup",
                "50");
        return CommandRun.of(Stream.concat(fixed, Stream.of(more)).toArray(String[]::new));
    }

    private CommandRun translate(String... more) {
        return CommandRun.of(Stream.concat(Stream.of("translate", model.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void whatWasLearntIsTranslated() {
        var run = translate("the cat sings.", "", "a bird runs.");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out()).isEqualTo("die Katze singt.\n\nein Vogel läuft.\n");
    }

    @Test
    void filesAreTranslatedLineByLine() {
        var run = translate("--input", source.toString(), "--beams", "2", "--batch", "5");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out().lines()).containsExactlyElementsOf(german);
    }

    @Test
    void severalTranslationsComeBestFirst() {
        var run = translate("--n-best", "3", "the dog eats.", "a bird sings.");
        assertThat(run.out().lines()).hasSize(6);
        assertThat(run.out().lines().findFirst().orElseThrow())
                .matches("0 \\|\\|\\| der Hund frisst\\. \\|\\|\\| -0\\.\\d+");
        var scores = run.out()
                .lines()
                .limit(3)
                .map(line -> Double.parseDouble(line.split(" \\|\\|\\| ")[2]))
                .toList();
        assertThat(scores).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void jsonTellsEverything() {
        var run = translate("--json", "the dog eats.");
        assertThat(run.out())
                .contains("\"source\":\"the dog eats.\"")
                .contains("\"text\":\"der Hund frisst.\"")
                .contains("\"score\":-")
                .containsPattern("\"alignment\":\"[\\d -]+\"");
    }

    @Test
    void whereTheModelLookedIsAPageAPictureOrPairs() throws IOException {
        for (var name : List.of("look.html", "look.svg", "look.png", "look.pairs")) {
            var file = folder.resolve(name);
            var run = translate("--alignments", file.toString(), "the dog eats.", "a bird sings.");
            assertThat(run.code()).describedAs(run.err()).isZero();
            assertThat(run.err()).contains(file.toString());
            assertThat(file).isNotEmptyFile();
        }
        assertThat(folder.resolve("look.html"))
                .content()
                .contains("<svg", "frisst", "singt")
                .doesNotContain("<script");
        assertThat(folder.resolve("look.svg")).content().startsWith("<svg").contains("Vogel");
        assertThat(Files.readAllBytes(folder.resolve("look.png"))).startsWith(0x89, 'P', 'N', 'G');
        assertThat(Files.readAllLines(folder.resolve("look.pairs")))
                .hasSize(2)
                .allMatch(line -> line.matches("\\d+-\\d+( \\d+-\\d+)*"));
    }

    @Test
    void aTranslationModelIsScored() {
        var run = CommandRun.of(
                "eval",
                model.toString(),
                "--source",
                source.toString(),
                "--target",
                target.toString(),
                "--by-length",
                "2");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out())
                .contains("3-4                     12 100.00  100.00 to 100.00")
                .contains("= 100.00 100.0/100.0/100.0/100.0 (BP = 1.000")
                .contains("tok:13a|smooth:exp")
                .contains("chrF2           100.00")
                .containsPattern("perplexity      1\\.\\d+");
    }

    @Test
    void aRunThatIsGoneOnWithEndsAsOneThatNeverStopped() throws IOException {
        var whole = folder.resolve("whole");
        var parts = folder.resolve("parts");
        assertThat(train("--epochs", "12", "--average", "2", "--eval-every", "4", "--out", whole.toString())
                        .code())
                .isZero();
        assertThat(train("--epochs", "8", "--average", "2", "--eval-every", "4", "--out", parts.toString())
                        .code())
                .isZero();
        var plan = parts.resolve("run.json");
        Files.writeString(plan, Files.readString(plan).replace("\"epochs\" : 8.0", "\"epochs\" : 12.0"));
        var run = CommandRun.of("train", "--resume", parts.toString());
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(Files.mismatch(whole.resolve("model.safetensors"), parts.resolve("model.safetensors")))
                .isEqualTo(-1);
        assertThat(run.err()).contains("mean of the last 2 evaluations' parameters");
        assertThat(Metrics.read(whole.resolve("metrics.jsonl")))
                .anyMatch(entry -> entry.values().containsKey("bleu"));
        assertThat(whole.resolve("report.html")).content().contains("bleu");
    }

    Stream<Arguments> mistakes() throws IOException {
        var short_ = Files.write(folder.resolve("short.de"), german.subList(0, 5));
        var out = folder.resolve("none").toString();
        return Stream.of(
                mistake("12 lines", "train", "transformer-nano", "--source", source, "--target", short_, "--out", out),
                mistake("--source needs --target", "train", "transformer-nano", "--source", source, "--out", out),
                mistake("--data does not go with", "train", "transformer-nano", "--data", source, "--out", out),
                mistake("--source does not go with", "train", "gpt-nano", "--source", source, "--out", out),
                mistake("give one of them", "train", "rnnsearch", "--epochs", "2", "--steps", "5", "--out", out),
                mistake("GB", "train", "transformer-big", "--batch", "4000000", "--out", out),
                mistake("no messages in 'xx'", "train", "transformer-nano", "--language", "xx", "--out", out),
                mistake("is a translation model", "eval", model, "--data", source),
                mistake("leave out --filter", "eval", model, "--source", source, "--target", target, "--filter", "*"),
                mistake("give one of them", "translate", model, "a line", "--input", source),
                mistake("between 1 and the number of beams, 4", "translate", model, "--n-best", "5", "a line"),
                mistake(
                        "line 2 has 27 tokens",
                        "translate",
                        model,
                        "--longest",
                        "20",
                        "a",
                        "zzzzzzzzzzzzzzzzzzzzzzzzzzz"),
                mistake("there is no tokenizer in", "translate", folder, "a line"));
    }

    private static Arguments mistake(String message, Object... command) {
        return Arguments.of(message, Stream.of(command).map(Object::toString).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource
    void mistakes(String message, String... command) {
        var run = CommandRun.of(command);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(message);
        assertThat(run.err().lines().filter(line -> line.startsWith("formers: ")))
                .hasSize(1);
        assertThat(run.err()).doesNotContain("\tat ");
    }
}
