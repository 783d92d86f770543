package formers.cli;

import formers.models.checkpoint.AtomicFile;
import formers.text.BytePairTokenizer;
import formers.text.BytePairTrainer;
import formers.text.JdkMessages;
import formers.text.ParallelText;
import formers.text.Tokenizer;
import formers.text.TokenizerFiles;
import formers.training.PairBatches;
import formers.training.PairCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The pairs of a translation run as tokens, in the run's directory: made once, found again on resume.
final class PreparedPairs implements AutoCloseable {

    private static final Path FOLDER = Path.of("data");
    private static final String PADDING = "<|pad|>";

    /// Of this many pairs, the last is held out where no others are given for validation.
    private static final int EVERY = 20;

    /// How each file of the folder is called.
    private enum Part {
        TRAINING_SOURCE("train.source.tokens"),
        TRAINING_TARGET("train.target.tokens"),
        VALIDATION_SOURCE("validation.source.tokens"),
        VALIDATION_TARGET("validation.target.tokens"),
        TOKENIZER("tokenizer.json");

        private final String file;

        Part(String file) {
            this.file = file;
        }

        Path in(Path directory) {
            return directory.resolve(FOLDER).resolve(file);
        }
    }

    private final Tokenizer tokenizer;
    private final PairCorpus training;
    private final PairCorpus validation;

    private PreparedPairs(Tokenizer tokenizer, PairCorpus training, PairCorpus validation) {
        this.tokenizer = tokenizer;
        this.training = training;
        this.validation = validation;
    }

    /// Deletes what an attempt that came to nothing may have left.
    static void forget(Path directory) throws IOException {
        for (var part : Part.values()) {
            Files.deleteIfExists(part.in(directory));
        }
    }

    /// Finds or makes the tokens of a plan.
    static PreparedPairs of(RunPlan plan, Path directory, Consumer<String> note) throws IOException {
        for (var part : Part.values()) {
            if (!Files.exists(part.in(directory))) {
                prepare(plan, directory, note);
                break;
            }
        }
        var tokenizer = TokenizerFiles.read(Part.TOKENIZER.in(directory));
        var training =
                PairCorpus.open(Part.TRAINING_SOURCE.in(directory), Part.TRAINING_TARGET.in(directory), tokenizer);
        var validation =
                PairCorpus.open(Part.VALIDATION_SOURCE.in(directory), Part.VALIDATION_TARGET.in(directory), tokenizer);
        return new PreparedPairs(tokenizer, training, validation);
    }

    private static void prepare(RunPlan plan, Path directory, Consumer<String> note) throws IOException {
        Files.createDirectories(directory.resolve(FOLDER));
        var pairs = plan.pairs();
        note.accept("reading " + described(pairs));
        var all = pairs.source().isEmpty()
                ? JdkMessages.in(pairs.language())
                : ParallelText.of(pairs.source(), pairs.target());
        boolean given = !pairs.validationSource().isEmpty();
        var held = given ? ParallelText.of(pairs.validationSource(), pairs.validationTarget()) : all.held(EVERY);
        var rest = given ? all : all.rest(EVERY);
        var tokenizer = tokenizer(plan, rest, note);
        PairCorpus.write(rest, tokenizer, Part.TRAINING_SOURCE.in(directory), Part.TRAINING_TARGET.in(directory));
        PairCorpus.write(held, tokenizer, Part.VALIDATION_SOURCE.in(directory), Part.VALIDATION_TARGET.in(directory));
        AtomicFile.writeText(Part.TOKENIZER.in(directory), TokenizerFiles.toJson(tokenizer));
    }

    private static String described(RunPlan.Pairs pairs) {
        return pairs.source().isEmpty()
                ? "the JDK's messages, English to '%s'".formatted(pairs.language())
                : "%s and %s".formatted(String.join(", ", pairs.source()), String.join(", ", pairs.target()));
    }

    /// One vocabulary for both sides.
    private static Tokenizer tokenizer(RunPlan plan, ParallelText text, Consumer<String> note) throws IOException {
        return switch (plan.tokenizer()) {
            case "byte" -> BytePairTokenizer.ofBytes().withSpecial(PADDING);
            case "bpe" -> {
                note.accept("learning a vocabulary of %,d tokens for both sides".formatted(plan.vocabulary()));
                var trainer = new BytePairTrainer(plan.vocabulary() - 1);
                text.source().parallelStream().forEach(trainer::add);
                text.target().parallelStream().forEach(trainer::add);
                yield trainer.train().withSpecial(PADDING);
            }
            case "char" ->
                throw new Failure("--tokenizer char knows no end of a sentence; take byte or bpe for translation");
            default -> TokenizerFiles.read(Path.of(plan.tokenizer()));
        };
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    PairCorpus training() {
        return training;
    }

    PairBatches training(RunPlan plan) {
        return new PairBatches(training, plan.batch(), plan.context(), plan.seed());
    }

    PairBatches validation(RunPlan plan) {
        return new PairBatches(validation, plan.batch(), plan.context(), plan.seed());
    }

    /// The first lines that are held out, tokens back as text.
    ParallelText heldOut(int most) {
        List<String> source = new ArrayList<>();
        List<String> target = new ArrayList<>();
        for (int i = 0; i < Math.min(most, validation.size()); i++) {
            source.add(tokenizer.decode(validation.source(i)));
            target.add(tokenizer.decode(validation.target(i)));
        }
        return new ParallelText(source, target);
    }

    @Override
    public void close() {
        training.close();
        validation.close();
    }
}
