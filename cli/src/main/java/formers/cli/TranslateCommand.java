package formers.cli;

import formers.generation.alignment.AlignmentPage;
import formers.generation.alignment.AlignmentPicture;
import formers.generation.alignment.HardAlignment;
import formers.generation.alignment.SoftAlignment;
import formers.generation.beam.TranslatedText;
import formers.generation.beam.Translation;
import formers.generation.beam.TranslationListener;
import formers.generation.beam.TranslationModel;
import formers.generation.beam.Translator;
import formers.models.checkpoint.AtomicFile;
import formers.text.ParallelText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "translate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Translates lines: those given, those of files, or those of standard input.",
            "A translation a line, in their order."
        },
        footer = {
            "",
            "Examples:",
            "  formers translate runs/de 'A man is sleeping.'",
            "  formers translate runs/de --input test.en > test.de",
            "  formers translate runs/de --n-best 3 --beams 8 'Two dogs play.'",
            "  formers translate runs/de --alignments look.html 'A man is sleeping.'",
        })
final class TranslateCommand implements Callable<Integer> {

    private static final int TOLD_EVERY = 500;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "a translation model's directory, such as a run of train")
    private Path model;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "LINE", description = "what to translate")
    private List<String> lines = List.of();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            arity = "1..*",
            description = "files of lines (plain text or .gz), instead of lines or standard input")
    private List<String> input = List.of();

    @Option(
            names = "--n-best",
            paramLabel = "N",
            defaultValue = "1",
            description = {"translations of each line, best first, as 'number ||| translation ||| score'"})
    private int nBest;

    @Option(names = "--json", description = "an object for each line, with all translations, scores and alignments")
    private boolean json;

    @Option(
            names = "--alignments",
            paramLabel = "FILE",
            description = {
                "what the model looked at: a page (.html), a picture of the last line (.svg, .png),",
                "or word pairs as i-j (any other name)"
            })
    private Path alignments;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "lines translated together (default ${DEFAULT-VALUE})")
    private int batch;

    @Mixin
    private BeamMixin beam;

    private long told;

    @Override
    public Integer call() throws IOException {
        if (!lines.isEmpty() && !input.isEmpty()) {
            throw new Failure("lines to translate and --input are both given; give one of them");
        }
        boolean aligned = alignments != null || json;
        var options = beam.options(nBest, aligned, batch);
        var translator = TranslationModel.open(model).translator(options);
        var looked = new Looked(alignments);
        if (!lines.isEmpty()) {
            translator.translate(lines, TranslationListener.none()).forEach(done -> print(done, looked));
        } else if (!input.isEmpty()) {
            translator.translate(ParallelText.lines(input).stream(), this::tell).forEach(done -> print(done, looked));
        } else {
            var typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            if (System.console() != null && System.console().isTerminal()) {
                converse(translator, typed, looked);
            } else {
                translator.translate(typed.lines(), this::tell).forEach(done -> print(done, looked));
            }
        }
        looked.write();
        return 0;
    }

    private void tell(long done) {
        if (done / TOLD_EVERY > told / TOLD_EVERY) {
            System.err.printf(Locale.ROOT, "%,d lines%n", done);
        }
        told = done;
    }

    /// Whoever types wants the answer before the next line.
    private void converse(Translator translator, BufferedReader typed, Looked looked) throws IOException {
        System.err.println("A line to translate, and Enter; Ctrl-D ends.");
        for (String line = typed.readLine(); line != null; line = typed.readLine()) {
            translator.translate(Stream.of(line), TranslationListener.none()).forEach(done -> print(done, looked));
        }
    }

    private void print(Translation done, Looked looked) {
        looked.add(done);
        if (json) {
            System.out.println(object(done));
        } else if (nBest > 1) {
            for (var text : done.texts()) {
                System.out.printf(Locale.ROOT, "%d ||| %s ||| %.4f%n", done.line() - 1, text.text(), text.score());
            }
        } else {
            System.out.println(done.text());
        }
    }

    private static String object(Translation done) {
        var object = JsonMapper.shared().createObjectNode();
        object.put("line", done.line());
        object.put("source", done.source());
        if (done.truncated()) {
            object.put("truncated", true);
        }
        var texts = object.putArray("translations");
        for (var text : done.texts()) {
            var one = texts.addObject();
            one.put("text", text.text());
            one.put("score", text.score());
            one.put("log_probability", text.logProbability());
            text.alignment()
                    .ifPresent(alignment -> one.put(
                            "alignment", HardAlignment.of(alignment.ofWords()).toString()));
        }
        return object.toString();
    }

    /// Where the model looked, for the file that was asked for.
    private static final class Looked {
        private final Path file;
        private final String name;
        private final List<Translation> translations = new ArrayList<>();

        Looked(Path file) {
            this.file = file;
            name = file == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
        }

        void add(Translation done) {
            if (file == null) {
                return;
            }
            if (name.endsWith(".svg") || name.endsWith(".png")) {
                translations.clear();
            }
            translations.add(done);
        }

        void write() throws IOException {
            if (file == null || translations.isEmpty()) {
                return;
            }
            var last = new AlignmentPicture(of(translations.getLast().texts().getFirst()));
            if (name.endsWith(".html")) {
                AtomicFile.writeText(file, page());
            } else if (name.endsWith(".svg")) {
                AtomicFile.writeText(file, last.svg());
            } else if (name.endsWith(".png")) {
                AtomicFile.write(file, last.png());
            } else {
                AtomicFile.writeText(file, pairs());
            }
            System.err.println("alignments: " + file);
        }

        private static SoftAlignment of(TranslatedText text) {
            return text.alignment().orElseThrow();
        }

        private String page() {
            var page = new AlignmentPage("Where the model looked");
            for (var done : translations) {
                page.add(done.source(), done.text(), of(done.texts().getFirst()));
            }
            return page.html();
        }

        private String pairs() {
            var pairs = new StringBuilder();
            for (var done : translations) {
                pairs.append(HardAlignment.of(of(done.texts().getFirst()).ofWords()))
                        .append('\n');
            }
            return pairs.toString();
        }
    }
}
