package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import formers.training.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command as a user types it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandTest {

    private static final String TEXT = "the quick brown fox jumps over the lazy dog. ".repeat(60);

    @TempDir
    static Path folder;

    private Path text;
    private Path model;

    @BeforeAll
    void trainOnce() throws IOException {
        text = Files.writeString(folder.resolve("text.txt"), TEXT);
        model = folder.resolve("run");
        var run = train(model, "--steps", "12", "--eval-every", "6");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out()).contains("validation loss").contains("report");
    }

    private CommandRun train(Path out, String... more) {
        var fixed = Stream.of(
                "train",
                "gpt-nano",
                "--data",
                text.toString(),
                "--tokenizer",
                "char",
                "--context",
                "16",
                "--batch",
                "4",
                "--out",
                out.toString());
        return CommandRun.of(Stream.concat(fixed, Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void aRunLeavesEverythingItPromises() throws IOException {
        for (var file : new String[] {
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "generation_config.json",
            "training_state.safetensors",
            "metrics.jsonl",
            "report.html",
            "samples.txt",
            "run.json"
        }) {
            assertThat(model.resolve(file)).isNotEmptyFile();
        }
        var metrics = Metrics.read(model.resolve("metrics.jsonl"));
        assertThat(metrics).anyMatch(entry -> entry.values().containsKey("train_loss"));
        assertThat(metrics).anyMatch(entry -> entry.values().containsKey("val_loss"));
        assertThat(Files.readString(model.resolve("report.html")))
                .contains("<svg")
                .doesNotContain("http://", "https://", "<script");
    }

    @Test
    void generatePrintsThePromptAndItsContinuationAndNothingElse() {
        var run = CommandRun.of(
                "generate", model.toString(), "--prompt", "the quick", "--max-tokens", "6", "--temperature", "0");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out()).startsWith("the quick").hasSize("the quick".length() + 6 + 1);
    }

    @Test
    void theSameSeedGivesTheSameTextWithAndWithoutTheCache() {
        String[] arguments = {"generate", model.toString(), "--prompt", "the ", "--max-tokens", "11", "--seed", "5"};
        var cached = CommandRun.of(arguments);
        var again = CommandRun.of(arguments);
        var uncached = CommandRun.of(
                Stream.concat(Stream.of(arguments), Stream.of("--no-cache")).toArray(String[]::new));
        assertThat(again.out()).isEqualTo(cached.out());
        assertThat(uncached.out()).isEqualTo(cached.out());
    }

    @Test
    void severalPromptsAreContinuedTogether() {
        var run = CommandRun.of(
                "generate",
                model.toString(),
                "--prompt",
                "the ",
                "--prompt",
                "dog",
                "--max-tokens",
                "3",
                "--seed",
                "1");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("the ").contains("---").contains("dog");
    }

    @Test
    void evalMeasuresATextTheModelHasNotSeen() {
        var run = CommandRun.of("eval", model.toString(), "--data", text.toString());
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out()).contains("nats per token", "perplexity", "bits per byte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "wordpiece", "unigram"})
    void tokenizersAreTrainedAndGoBothWays(String type) {
        var file = folder.resolve(type + ".json").toString();
        var line = "tokenizer train --type " + type + " --vocabulary 300 --out";
        var trained =
                CommandRun.of(Stream.concat(Stream.of(line.split(" ")), Stream.of(file, "--data", text.toString()))
                        .toArray(String[]::new));
        assertThat(trained.code()).describedAs(trained.err()).isZero();
        var ids =
                CommandRun.of("tokenizer", "encode", file, "the lazy dog").out().strip();
        var arguments = Stream.concat(Stream.of("tokenizer", "decode", file), Stream.of(ids.split(" ")));
        assertThat(CommandRun.of(arguments.toArray(String[]::new)).out()).isEqualTo("the lazy dog\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quickstart",
                "train",
                "generate",
                "chat",
                "eval",
                "quantize",
                "convert",
                "models",
                "tokenizer train",
                "tokenizer encode"
            })
    void everyCommandHelpsWithExamples(String command) {
        var run = CommandRun.of((command + " --help").split(" "));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: formers " + command).contains("Examples:");
    }

    @Test
    void modelsAndDoctorDescribeWhatThereIs() {
        assertThat(CommandRun.of("models").out())
                .contains("gpt-nano", "gpt2-xl", "llama-tiny", "1.56B")
                .containsPattern(
                        "gemma2 +RMSNorm \\(1 \\+ w\\) +sandwich +rotary 10k, half +GeGLU tanh +GQA, window 4096/all");
        assertThat(CommandRun.of("models", "mixtral-8x7b").out()).contains("46,702,792,704", "8 experts, top 2");
        assertThat(CommandRun.of("models", "gpt2").out())
                .contains("124,439,808", "2.85e+08 forward, 8.54e+08 in training", "optimal tokens");
        assertThat(CommandRun.of("models", model.toString()).out()).contains("parameters", "FLOPs per token");
        assertThat(CommandRun.of("models", "--budget", "5.76e23").out()).contains("72.2", "1.33T", "chinchilla-70b");
        assertThat(CommandRun.of("models", "--budget", "-1").err()).contains("a budget must be a number above 0");
        assertThat(CommandRun.of("doctor").out()).contains("kernels", "threads", "heap limit");
    }

    @Test
    void helpCompletionAndSuggestionsKnowAllCommands() {
        var all = List.of("quickstart", "train", "generate", "chat", "serve", "translate", "eval", "quantize");
        assertThat(CommandRun.of("--help").out()).contains(all).contains("tokenizer", "papers", "doctor");
        assertThat(CommandRun.of().out()).contains(all);
        assertThat(CommandRun.of("generate-completion").out()).contains(all).contains("--validation-source");
        assertThat(CommandRun.of("trian").err()).contains("formers train");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "train gpt-nano --stepz 3", "train --resume x --steps 9", "generat x", "eval"})
    void wrongUsageIsExitCodeTwo(String arguments) {
        var run = CommandRun.of(arguments.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isNotBlank();
    }

    Stream<Arguments> mistakes() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.txt"), "");
        var latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', 'b', (byte) 0xE9, 'c'});
        var tiny = Files.writeString(folder.resolve("tiny.txt"), "ab");
        var damaged = Files.createDirectories(folder.resolve("damaged"));
        try (var files = Files.list(model)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, damaged.resolve(file.getFileName()));
            }
        }
        var weights = damaged.resolve("model.safetensors");
        Files.write(weights, java.util.Arrays.copyOf(Files.readAllBytes(weights), 5000));
        var out = folder.resolve("never").toString();
        return Stream.of(
                mistake("there is no file", "train", "gpt-nano", "--data", "nowhere.txt", "--out", out),
                mistake("no text in", "train", "gpt-nano", "--data", empty.toString(), "--out", out),
                mistake("offset 2", "train", "gpt-nano", "--data", latin.toString(), "--out", out),
                mistake("too few", "train", "gpt-nano", "--data", tiny.toString(), "--tokenizer", "byte", "--out", out),
                mistake("leave out --beams", "eval", model.toString(), "--data", text.toString(), "--beams", "2"),
                mistake("gpt-nano and llama-tiny write", "train", "gpt-huge", "--out", out),
                mistake(
                        "there is no tokenizer",
                        "train",
                        "gpt-nano",
                        "--data",
                        text.toString(),
                        "--tokenizer",
                        "x",
                        "--out",
                        out),
                mistake("GB", "train", "gpt2-xl", "--batch", "512", "--data", text.toString(), "--out", out),
                mistake("dropout", "train", "gpt-nano", "--data", text.toString(), "--dropout", "1", "--out", out),
                mistake(
                        "steps must be at least 1",
                        "train",
                        "gpt-nano",
                        "--data",
                        text.toString(),
                        "--steps",
                        "0",
                        "--out",
                        out),
                mistake("--resume", "train", "gpt-nano", "--data", text.toString(), "--out", model.toString()),
                mistake("is not a training run", "train", "--resume", folder.toString()),
                mistake("--filter", "train", "gpt-nano", "--filter", "**/*.java", "--out", out),
                mistake("U+007E", "generate", model.toString(), "--prompt", "~"),
                mistake("context is 16", "generate", model.toString(), "--prompt", "the quick brown fox"),
                mistake("config.json", "generate", folder.toString(), "--prompt", "a"),
                mistake("model.safetensors", "generate", damaged.toString(), "--prompt", "a"),
                mistake("top-p must be in (0, 1]", "generate", model.toString(), "--top-p", "2"),
                mistake("temperature must be", "generate", model.toString(), "--temperature", "-1"),
                mistake("--minutes must be above 0", "quickstart", "--minutes", "0"),
                mistake("logit bias of token 1", "generate", model.toString(), "--logit-bias", "1=101"),
                mistake("names token 999", "generate", model.toString(), "--logit-bias", "999=1"),
                mistake("give one of them", "generate", model.toString(), "--json", "--regex", "a"),
                mistake("look-ahead", "generate", model.toString(), "--regex", "(?=a)"),
                mistake("not JSON", "generate", model.toString(), "--json-schema", text.toString()),
                mistake("at most 3", "serve", model.toString(), "--lookup", "--guesses", "4"),
                mistake("both guess", "serve", model.toString(), "--lookup", "--draft", model.toString()),
                mistake("both guess", "generate", model.toString(), "--lookup", "--draft", model.toString()));
    }

    private static Arguments mistake(String message, String... arguments) {
        return Arguments.of(message, arguments);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsOneClearSentence(String message, String[] arguments) {
        var run = CommandRun.of(arguments);
        assertThat(run.code()).describedAs(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("formers: ").contains(message).doesNotContain("\tat ");
        assertThat(run.out()).doesNotContain("steps");
    }

    @Test
    void aPromptThatIsRefusedIsNotShown() {
        var run = CommandRun.of("generate", model.toString(), "--prompt", "the ", "--logit-bias", "999=1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aTextHasTheFormAskedFor() {
        var run = CommandRun.of(
                "generate", model.toString(), "--prompt", "the ", "--regex", "[a-c]{2} [x-z]", "--seed", "1");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out().strip()).matches("the [a-c]{2} [x-z]");
    }

    @Test
    void guessesChangeNothing() {
        String[] arguments = {"generate", model.toString(), "--prompt", "the ", "--max-tokens", "11", "--seed", "5"};
        var plain = CommandRun.of(arguments);
        for (var more : new String[][] {{"--lookup"}, {"--draft", model.toString()}}) {
            var guessed = CommandRun.of(
                    Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
            assertThat(guessed.code()).describedAs(guessed.err()).isZero();
            assertThat(guessed.out()).isEqualTo(plain.out());
        }
        var halved = CommandRun.of(
                Stream.concat(Stream.of(arguments), Stream.of("--cache", "f16")).toArray(String[]::new));
        assertThat(halved.code()).describedAs(halved.err()).isZero();
    }

    @Test
    void aPromptThatIsTooLongSlidesOnRequest() {
        var run = CommandRun.of(
                "generate",
                model.toString(),
                "--prompt",
                "the quick brown fox jumps",
                "--slide",
                "--max-tokens",
                "20",
                "--temperature",
                "0");
        assertThat(run.code()).describedAs(run.err()).isZero();
        assertThat(run.out()).hasSize("the quick brown fox jumps".length() + 20 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-nano", "mixtral-tiny"})
    void aModelGoesIntoGgufAndBack(String preset) throws IOException {
        var original = byteModel(preset).toString();
        var file = folder.resolve(preset + "-model.gguf").toString();
        var quantized = CommandRun.of("quantize", original, "--type", "q8_0", "--out", file);
        assertThat(quantized.code()).describedAs(quantized.err()).isZero();
        assertThat(quantized.out()).contains("model.gguf", "bits per parameter");
        var nowhere = folder.resolve("nowhere");
        var misplaced = nowhere.resolve("model.gguf").toString();
        var refused = CommandRun.of("quantize", original, "--type", "q8_0", "--out", misplaced);
        assertThat(refused.code()).isOne();
        assertThat(refused.err())
                .startsWith("formers: cannot write ")
                .contains("there is no folder " + nowhere.toAbsolutePath());
        var copy = folder.resolve(preset + "-copy").toString();
        var converted = CommandRun.of("convert", file, "--out", copy);
        assertThat(converted.code()).describedAs(converted.err()).isZero();
        var again = CommandRun.of("convert", file, "--out", copy);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("is not empty");
        var texts = Stream.of(original, file, copy)
                .map(it -> CommandRun.of(
                        "generate", it, "--prompt", "the quick", "--temperature", "0", "--max-tokens", "12"))
                .toList();
        assertThat(texts)
                .allSatisfy(run -> assertThat(run.code()).describedAs(run.err()).isZero());
        assertThat(texts.get(1).out()).isEqualTo(texts.get(2).out()).startsWith("the quick");
    }

    @Test
    void chatReadsPlainLinesAndAnswersOnStdout() {
        var realIn = System.in;
        var file = folder.resolve("chat.json");
        try {
            System.setIn(new java.io.ByteArrayInputStream(("the\n/save " + file + "\n/reset\n/load " + file
                            + "\n/stats\n/set top-p 9\n/undo\n/stats\n/unknown\n")
                    .getBytes()));
            var run = CommandRun.of("chat", fallbackModel().toString(), "--max-tokens", "3", "--temperature", "0");
            assertThat(run.code()).describedAs(run.err()).isZero();
            assertThat(run.out()).isNotBlank();
            assertThat(run.err())
                    .contains("no chat template", "2 messages", "top-p must be", "0 messages")
                    .contains("there is no command /unknown");
        } finally {
            System.setIn(realIn);
        }
    }

    /// A model that knows the letters of the fallback's words.
    private Path fallbackModel() {
        return byteModel("gpt-nano");
    }

    private Path byteModel(String preset) {
        var out = folder.resolve("bytes-" + preset);
        if (Files.exists(out)) {
            return out;
        }
        var run = CommandRun.of(
                "train",
                preset,
                "--data",
                text.toString(),
                "--tokenizer",
                "byte",
                "--context",
                "64",
                "--batch",
                "1",
                "--steps",
                "2",
                "--out",
                out.toString());
        assertThat(run.code()).describedAs(run.err()).isZero();
        return out;
    }
}
