package formers.cli;

import formers.papers.ExperimentListener;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows a paper's run on stderr: a bar for each stage on a terminal, a line now and then elsewhere.
final class PaperProgress implements ExperimentListener, AutoCloseable {

    private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long REFRESH_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private String stage = "";
    private ProgressBar bar;
    private long shown;

    @Override
    public void onProgress(String current, long done, long total, String facts) {
        long now = System.nanoTime();
        boolean begins = !current.equals(stage);
        boolean ends = done == total;
        stage = ends ? "" : current;
        if (terminal) {
            showBar(current, begins, done, total, facts, now);
        } else if (ends || !begins && now - shown > LINE_EVERY_NANOS) {
            shown = now;
            System.err.println(
                    "%s: %d of %d  %s".formatted(current, done, total, facts).stripTrailing());
        } else if (begins) {
            shown = now;
        }
    }

    private void showBar(String current, boolean begins, long done, long total, String facts, long now) {
        if (begins) {
            close();
            bar = new ProgressBarBuilder()
                    .setTaskName(current)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(total)
                    .setUpdateIntervalMillis(200)
                    .hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build();
        }
        if (begins || now - shown > REFRESH_EVERY_NANOS || done == total) {
            shown = now;
            bar.stepTo(done);
            bar.setExtraMessage(facts);
        }
        if (done == total) {
            close();
        }
    }

    /// A line that does not disturb the bar.
    @Override
    public void onNote(String line) {
        if (bar != null) {
            System.err.print("\r\033[2K");
        }
        System.err.println(line);
        if (bar != null) {
            bar.refresh();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
