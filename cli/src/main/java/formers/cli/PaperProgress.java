package formers.cli;

import formers.papers.ExperimentListener;
import java.util.concurrent.TimeUnit;

/// Shows a paper's run on stderr: a bar for each stage on a terminal, a line now and then elsewhere.
final class PaperProgress implements ExperimentListener, AutoCloseable {

    private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final TerminalBar bar = new TerminalBar();
    private String stage = "";
    private long shown;

    @Override
    public void onProgress(String current, long done, long total, String facts) {
        long now = System.nanoTime();
        boolean begins = !current.equals(stage);
        boolean ends = done == total;
        stage = ends ? "" : current;
        if (bar.visible()) {
            if (begins) {
                bar.close();
            }
            bar.show(current, done, total, facts);
            if (ends) {
                bar.close();
            }
        } else if (ends || !begins && now - shown > LINE_EVERY_NANOS) {
            shown = now;
            onNote("%s: %d of %d  %s".formatted(current, done, total, facts).stripTrailing());
        } else if (begins) {
            shown = now;
        }
    }

    @Override
    public void onNote(String line) {
        bar.line(line);
    }

    @Override
    public void close() {
        bar.close();
    }
}
