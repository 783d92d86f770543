package formers.text;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Many texts counted on all cores.
final class Counting {

    /// Texts read ahead for each core.
    private static final int AHEAD = 4;

    private Counting() {}

    static void all(Consumer<Consumer<Document>> documents, Consumer<String> count) {
        int cores = Runtime.getRuntime().availableProcessors();
        var counting = new ArrayDeque<Future<?>>();
        try (var workers = Executors.newFixedThreadPool(cores)) {
            documents.accept(document -> {
                counting.add(workers.submit(() -> count.accept(document.text())));
                if (counting.size() > AHEAD * cores) {
                    await(counting.remove());
                }
            });
            counting.forEach(Counting::await);
        }
    }

    private static void await(Future<?> counting) {
        try {
            counting.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("counting words failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while counting words", e);
        }
    }
}
