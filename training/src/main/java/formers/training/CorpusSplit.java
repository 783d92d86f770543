package formers.training;

import formers.text.Document;
import formers.text.InputException;
import formers.text.TokenFile;
import formers.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Tokenises a corpus into a training and a validation file. Of several documents every tenth is held
/// out; of a single one the last tenth, in characters.
public final class CorpusSplit {

    /// Of this many documents, the last is for validation.
    public static final int EVERY = 10;

    /// Documents tokenised ahead of the one being written.
    private static final int AHEAD = 64;

    private final Tokenizer tokenizer;
    private final TokenFile.Writer training;
    private final TokenFile.Writer validation;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final ExecutorService workers;
    private Document first;
    private long documents;

    private record Pending(Future<int[]> tokens, boolean held) {}

    private CorpusSplit(
            Tokenizer tokenizer, TokenFile.Writer training, TokenFile.Writer validation, ExecutorService workers) {
        this.tokenizer = tokenizer;
        this.training = training;
        this.validation = validation;
        this.workers = workers;
    }

    /// Visits the documents of `corpus` and writes both files.
    ///
    /// @return number of documents
    /// @throws InputException if a document cannot be expressed
    public static long write(
            Consumer<Consumer<Document>> corpus, Tokenizer tokenizer, Path trainingFile, Path validationFile)
            throws IOException {
        try (var workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
                var training = new TokenFile.Writer(trainingFile, tokenizer);
                var validation = new TokenFile.Writer(validationFile, tokenizer)) {
            var split = new CorpusSplit(tokenizer, training, validation, workers);
            corpus.accept(split::add);
            split.finish();
            training.commit();
            validation.commit();
            return split.documents;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(Document document) {
        documents++;
        if (documents == 1) {
            first = document; // whether it is the only one is known when the next one comes
            return;
        }
        if (documents == 2) {
            submit(first, first.text(), false);
            first = null;
        }
        submit(document, document.text(), (documents - 1) % EVERY == EVERY - 1);
    }

    private void submit(Document document, String text, boolean held) {
        Callable<int[]> task = () -> {
            try {
                return tokenizer.encode(text);
            } catch (InputException e) {
                throw new InputException(document.name() + ": " + e.getMessage(), e);
            }
        };
        pending.add(new Pending(workers.submit(task), held));
        if (pending.size() > AHEAD) {
            writeNext();
        }
    }

    private void writeNext() {
        var next = pending.remove();
        try {
            var to = next.held ? validation : training;
            to.add(next.tokens.get());
            if (tokenizer.endOfText().isPresent()) {
                to.add(new int[] {tokenizer.endOfText().getAsInt()});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InputException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tokenising", e);
        }
    }

    private void finish() {
        if (first != null) {
            var text = first.text();
            int cut = text.offsetByCodePoints(0, (int) (text.codePointCount(0, text.length()) * 0.9));
            submit(first, text.substring(0, cut), false);
            submit(first, text.substring(cut), true);
        }
        while (!pending.isEmpty()) {
            writeNext();
        }
    }
}
