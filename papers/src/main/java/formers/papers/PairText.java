package formers.papers;

import formers.text.BytePairTrainer;
import formers.text.InputException;
import formers.text.JdkMessages;
import formers.text.ParallelText;
import formers.text.Tokenizer;
import formers.training.PairBatches;
import formers.training.PairCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Pairs of lines as tokens of one vocabulary, some of them held out. The tokens are in files of a folder that
/// goes when this is closed.
///
/// @param heldOut pairs that nothing is learnt from
record PairText(ParallelText heldOut, Tokenizer tokenizer, PairCorpus training, PairCorpus validation, Path folder)
        implements AutoCloseable {

    private static final String PADDING = "<|pad|>";
    private static final int LONGEST = 100; // tokens

    /// Of so many pairs the last is held out.
    private static final int EVERY = 20;

    /// The user's files, one of sources and one of their translations, or the messages of this JDK in English and
    /// German.
    ///
    /// @param vocabulary tokens at most
    /// @throws InputException if the user's files are not two, or not of as many lines
    static PairText of(Experiment experiment, int vocabulary) throws IOException {
        var data = experiment.data();
        if (!data.isEmpty() && data.size() != 2) {
            throw new InputException(
                    "translation learns from two files, lines and their translations; --data has %d: %s"
                            .formatted(data.size(), String.join(", ", data)));
        }
        experiment.note(data.isEmpty() ? "reading the JDK's messages, English and German" : "reading " + data);
        var all = data.isEmpty()
                ? JdkMessages.in("de")
                : ParallelText.of(List.of(data.getFirst()), List.of(data.getLast()));
        var trainer = new BytePairTrainer(vocabulary - 1);
        var rest = all.rest(EVERY);
        rest.source().parallelStream().forEach(trainer::add);
        rest.target().parallelStream().forEach(trainer::add);
        var tokenizer = trainer.train().withSpecial(PADDING);
        var folder = Files.createTempDirectory("formers-pairs");
        var held = all.held(EVERY);
        return new PairText(
                held,
                tokenizer,
                corpus(rest, tokenizer, folder, "train"),
                corpus(held, tokenizer, folder, "held"),
                folder);
    }

    private static PairCorpus corpus(ParallelText text, Tokenizer tokenizer, Path folder, String name)
            throws IOException {
        var sources = folder.resolve(name + ".source");
        var targets = folder.resolve(name + ".target");
        PairCorpus.write(text, tokenizer, sources, targets);
        return PairCorpus.open(sources, targets, tokenizer);
    }

    /// @param tokens of a batch
    PairBatches batches(int tokens, long seed) {
        return new PairBatches(training, tokens, LONGEST, seed);
    }

    PairBatches heldOutBatches(int tokens) {
        return new PairBatches(validation, tokens, LONGEST, 0);
    }

    @Override
    public void close() throws IOException {
        training.close();
        validation.close();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
