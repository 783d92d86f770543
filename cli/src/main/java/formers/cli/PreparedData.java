package formers.cli;

import formers.text.BytePairTokenizer;
import formers.text.BytePairTrainer;
import formers.text.CharacterTokenizer;
import formers.text.Corpus;
import formers.text.TokenFile;
import formers.text.Tokenizer;
import formers.text.TokenizerFiles;
import formers.training.CorpusSplit;
import formers.training.TokenWindows;
import formers.training.TrainingData;
import formers.training.ValidationData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;

/// The text of a run as tokens, in the run's directory: made once, found again on resume.
final class PreparedData implements AutoCloseable {

    private static final String FOLDER = "data";
    private static final String TRAINING = "train.tokens";
    private static final String VALIDATION = "validation.tokens";
    private static final String TOKENIZER = "tokenizer.json";

    private final Tokenizer tokenizer;
    private final TokenFile training;
    private final TokenFile validation;

    private PreparedData(Tokenizer tokenizer, TokenFile training, TokenFile validation) {
        this.tokenizer = tokenizer;
        this.training = training;
        this.validation = validation;
    }

    /// Deletes what an attempt that came to nothing may have left.
    static void forget(Path directory) throws IOException {
        for (var name : new String[] {TRAINING, VALIDATION, TOKENIZER}) {
            Files.deleteIfExists(directory.resolve(FOLDER).resolve(name));
        }
    }

    /// Finds or makes the tokens of a plan.
    static PreparedData of(RunPlan plan, Path directory, Consumer<String> note) throws IOException {
        var folder = Files.createDirectories(directory.resolve(FOLDER));
        var trainingFile = folder.resolve(TRAINING);
        var validationFile = folder.resolve(VALIDATION);
        var tokenizerFile = folder.resolve(TOKENIZER);
        if (!Files.exists(trainingFile) || !Files.exists(validationFile) || !Files.exists(tokenizerFile)) {
            prepare(plan, tokenizerFile, trainingFile, validationFile, note);
        }
        var tokenizer = TokenizerFiles.read(tokenizerFile);
        return new PreparedData(tokenizer, open(trainingFile, tokenizer), open(validationFile, tokenizer));
    }

    private static TokenFile open(Path file, Tokenizer tokenizer) throws IOException {
        var tokens = TokenFile.open(file);
        if (!tokens.isOf(tokenizer)) {
            tokens.close();
            throw new Failure(
                    "%s (vocabulary of %d) was not made with the tokenizer beside it (%d); delete the folder %s"
                            .formatted(file, tokens.vocabulary(), tokenizer.vocabularySize(), file.getParent()));
        }
        return tokens;
    }

    private static void prepare(
            RunPlan plan, Path tokenizerFile, Path trainingFile, Path validationFile, Consumer<String> note)
            throws IOException {
        // Standard input can be read once only, and two passes are needed.
        var corpus = plan.data().contains("-") ? new Remembered(corpus(plan)) : null;
        Consumer<Consumer<formers.text.Document>> documents =
                corpus != null ? corpus::forEach : visitor -> corpus(plan).forEach(visitor);
        long start = System.nanoTime();
        var tokenizer = tokenizer(plan, documents, note);
        note.accept("reading " + corpus(plan));
        long count = CorpusSplit.write(documents, tokenizer, trainingFile, validationFile);
        formers.models.checkpoint.AtomicFile.writeText(tokenizerFile, TokenizerFiles.toJson(tokenizer));
        note.accept(
                "%,d document%s, %.1f s".formatted(count, count == 1 ? "" : "s", (System.nanoTime() - start) / 1e9));
    }

    private static Corpus corpus(RunPlan plan) {
        return plan.data().isEmpty() ? Corpus.jdkSources() : Corpus.of(plan.data(), plan.filter());
    }

    private static Tokenizer tokenizer(
            RunPlan plan, Consumer<Consumer<formers.text.Document>> documents, Consumer<String> note)
            throws IOException {
        return switch (plan.tokenizer()) {
            case "byte" -> BytePairTokenizer.ofBytes();
            case "char" -> {
                var characters = new java.util.TreeSet<Integer>();
                documents.accept(document -> document.text().codePoints().forEach(characters::add));
                yield new CharacterTokenizer(
                        characters.stream().mapToInt(Integer::intValue).toArray());
            }
            case "bpe" -> {
                note.accept("learning a vocabulary of %,d tokens".formatted(plan.vocabulary()));
                var trainer = new BytePairTrainer(plan.vocabulary());
                trainer.addAll(documents);
                yield trainer.train();
            }
            default -> TokenizerFiles.read(Path.of(plan.tokenizer()));
        };
    }

    /// Documents kept for a second visit.
    private static final class Remembered {
        private final ArrayList<formers.text.Document> documents = new ArrayList<>();

        Remembered(Corpus corpus) {
            corpus.forEach(documents::add);
        }

        void forEach(Consumer<formers.text.Document> visitor) {
            documents.forEach(visitor);
        }
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    long trainingTokens() {
        return training.count();
    }

    void requireLongerThan(int context) {
        if (training.count() <= context) {
            throw new Failure(
                    "the text has %,d training tokens, too few for a context of %d; give more text, or a smaller --context"
                            .formatted(training.count(), context));
        }
    }

    TrainingData training(RunPlan plan) {
        return TokenWindows.random(training, plan.batch(), plan.context(), plan.seed());
    }

    ValidationData validation(RunPlan plan) {
        return TokenWindows.inOrder(validation, plan.batch(), plan.context());
    }

    @Override
    public void close() {
        training.close();
        validation.close();
    }
}
