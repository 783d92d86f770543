package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.TextGenerator;
import formers.generation.chat.LoadedModel;
import formers.generation.grammar.TokenVocabulary;
import formers.text.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Continues a prompt. Prints the prompt and its continuation as it is written.",
        footer = {
            "",
            "Examples:",
            "  formers generate runs/book --prompt 'It was' --max-tokens 200",
            "  formers generate runs/book --prompt 'It was' --temperature 0",
            "  formers generate runs/book --prompt One --prompt Two --top-p 0.9",
            "  formers generate runs/book --prompt - < beginning.txt",
            "  formers generate runs/book --prompt 'A person:' --json-schema person.json",
        })
final class GenerateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "a model or run directory, or a GGUF file")
    private Path model;

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = {"text to continue, or - for standard input; several are continued together"})
    private List<String> prompts = List.of("");

    @Option(names = "--max-tokens", paramLabel = "N", defaultValue = "200", description = "(default ${DEFAULT-VALUE})")
    private int maxTokens;

    @Mixin
    private SamplingMixin sampling;

    @Mixin
    private DecodingMixin decoding;

    @Mixin
    private FormMixin form;

    @Option(names = "--stop", paramLabel = "TEXT", description = "end at this text; may be given several times")
    private List<String> stops = List.of();

    @Option(names = "--slide", description = "go on beyond the model's context with the later half of the text")
    private boolean slide;

    @Option(names = "--no-cache", description = "compute every token from scratch (for comparison)")
    private boolean noCache;

    @Override
    public Integer call() throws IOException {
        var options = GenerationOptions.of(sampling.options(), maxTokens).sliding(slide);
        if (noCache) {
            options = options.withoutCache();
        }
        var texts = prompts.stream().map(GenerateCommand::textOf).toList();
        var grammar = form.grammar();
        var loaded = Models.open(model);
        options = decoding.apply(options, loaded);
        if (grammar.isPresent()) {
            options =
                    options.constrainedTo(TokenVocabulary.of(loaded.tokenizer()).constraint(grammar.get()));
        }
        generate(loaded, texts, options, stops, true);
        return 0;
    }

    private static String textOf(String prompt) {
        if (!prompt.equals("-")) {
            return prompt;
        }
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("cannot read the prompt from standard input: " + e.getMessage(), e);
        }
    }

    /// Prints a continuation the way a first look wants it.
    static void continueText(Path model, List<String> prompts, long seed) throws IOException {
        var sampling = SamplingOptions.plain(seed).withTemperature(0.7f).withTopK(40);
        var options = GenerationOptions.of(sampling, 200).sliding(true);
        generate(Models.open(model), prompts, options, List.of(), false);
    }

    private static void generate(
            LoadedModel loaded,
            List<String> prompts,
            GenerationOptions options,
            List<String> stops,
            boolean showPrompt) {
        var generator = new TextGenerator(new Generator(loaded.decoder()), loaded.tokenizer());
        long start = System.nanoTime();
        boolean single = prompts.size() == 1;
        // With the first text, because a prompt may still be refused.
        var unseen = new ArrayDeque<>(single && showPrompt ? prompts : List.of());
        var completions = generator.complete(prompts, options.endingAt(loaded.endTokens()), stops, (_, text) -> {
            if (single) {
                if (!unseen.isEmpty()) {
                    System.out.print(unseen.poll());
                }
                System.out.print(text);
                System.out.flush();
            }
        });
        for (int i = 0; !single && i < prompts.size(); i++) {
            System.out.println((i == 0 ? "" : "\n---\n")
                    + prompts.get(i)
                    + completions.get(i).text());
        }
        if (single) {
            System.out.println(unseen.isEmpty() ? "" : unseen.poll());
        }
        int tokens =
                completions.stream().mapToInt(TextGenerator.Completion::tokens).sum();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.printf(
                Locale.ROOT,
                "%d tokens in %.2f s (%.0f tokens/s), ended by %s%n",
                tokens,
                seconds,
                tokens / seconds,
                completions.getFirst().ending().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
