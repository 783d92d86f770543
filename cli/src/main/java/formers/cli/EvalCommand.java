package formers.cli;

import formers.models.translation.presets.TranslationFiles;
import formers.text.Corpus;
import formers.text.ParallelText;
import formers.text.TokenFile;
import formers.text.Tokenizer;
import formers.training.Evaluation;
import formers.training.TokenWindows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how well a model predicts a text: loss, perplexity, bits per byte.",
            "A translation model is measured by what it makes of lines, too: BLEU and chrF, as sacreBLEU has them."
        },
        footer = {
            "",
            "Examples:",
            "  formers eval runs/book --data other-book.txt",
            "  formers eval runs/de --source test.en --target test.de",
            "  formers eval runs/de --source test.en --target test.de --by-length 5",
        })
final class EvalCommand implements Callable<Integer> {

    /// Those of language models alone.
    private static final Set<String> TEXT_OPTIONS = Set.of("--data", "--filter");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a model or run directory, or a GGUF file")
    private Path model;

    @Option(names = "--data", paramLabel = "PATH", arity = "1..*", description = "text, as for train")
    private List<String> data = List.of();

    @Option(names = "--filter", paramLabel = "GLOB", description = "names to take inside folders and archives")
    private String filter;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "sequences at a time (default 8), lines at a time in translation (default 32)")
    private Integer batch;

    @Option(
            names = "--source",
            paramLabel = "FILE",
            arity = "1..*",
            description = "for a translation model: lines to translate")
    private List<String> source = List.of();

    @Option(names = "--target", paramLabel = "FILE", arity = "1..*", description = "their translations, line by line")
    private List<String> target = List.of();

    @Option(names = "--lowercase", description = "score translations without regard to case")
    private boolean lowercase;

    @Option(
            names = "--by-length",
            paramLabel = "N",
            description = "BLEU of translations by the length of their source too, in ranges of N words")
    private Integer byLength;

    @Mixin
    private BeamMixin beam;

    @Override
    public Integer call() throws IOException {
        if (TranslationFiles.isTranslation(model)) {
            if (source.isEmpty() || target.isEmpty()) {
                throw new Failure(
                        "%s is a translation model; it is measured with --source FILE --target FILE".formatted(model));
            }
            refuse("translates", TEXT_OPTIONS::contains);
            new TranslationScore(
                            model,
                            ParallelText.of(source, target),
                            beam,
                            batch == null ? 32 : batch,
                            lowercase,
                            byLength)
                    .print();
            return 0;
        }
        if (data.isEmpty()) {
            throw new Failure("%s is a language model; it is measured with --data PATH".formatted(model));
        }
        refuse("is a language model", option -> !TEXT_OPTIONS.contains(option) && !option.equals("--batch"));
        var loaded = Models.open(model);
        var decoder = loaded.decoder();
        var tokenizer = loaded.tokenizer();
        var file = Files.createTempFile("formers-eval", ".tokens");
        try {
            long bytes = tokenise(tokenizer, file);
            try (var tokens = TokenFile.open(file)) {
                if (tokens.count() <= 1) {
                    throw new Failure("the text has %d tokens; at least 2 are needed".formatted(tokens.count()));
                }
                int context = (int) Math.min(decoder.context(), tokens.count() - 1);
                var result = Evaluation.of(
                        decoder, TokenWindows.inOrder(tokens, batch == null ? 8 : batch, context), Integer.MAX_VALUE);
                double bits = result.loss() / Math.log(2) * tokens.count() / bytes;
                System.out.println(String.format(Locale.ROOT, "loss            %.4f nats per token", result.loss()));
                System.out.println(String.format(Locale.ROOT, "perplexity      %.3f", result.perplexity()));
                System.out.println(String.format(Locale.ROOT, "bits per byte   %.4f", bits));
                System.out.println("tokens          " + result.tokens());
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return 0;
    }

    /// An option that is for the other kind of models would change nothing.
    private void refuse(String kind, Predicate<String> other) {
        for (var option : spec.commandLine().getParseResult().matchedOptions()) {
            if (other.test(option.longestName())) {
                throw new Failure("%s %s; leave out %s".formatted(model, kind, option.longestName()));
            }
        }
    }

    private long tokenise(Tokenizer tokenizer, Path file) throws IOException {
        long[] bytes = {0};
        try (var writer = new TokenFile.Writer(file, tokenizer)) {
            Corpus.of(data, filter).forEach(document -> {
                bytes[0] += document.text().getBytes(StandardCharsets.UTF_8).length;
                try {
                    writer.add(tokenizer.encode(document.text()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.commit();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return bytes[0];
    }
}
