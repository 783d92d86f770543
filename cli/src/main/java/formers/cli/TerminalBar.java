package formers.cli;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A bar of progress on stderr, and lines that do not disturb it. Elsewhere than on a terminal there is no bar.
final class TerminalBar implements AutoCloseable {

    private static final long REFRESH_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private ProgressBar bar;
    private long shown;

    /// Whether there are bars.
    boolean visible() {
        return terminal;
    }

    /// Begins a bar if there is none, and moves it now and then.
    ///
    /// @param total what it fills up to; -1 while that is not known
    void show(String name, long done, long total, String facts) {
        boolean begins = bar == null;
        if (begins) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(total)
                    .setUpdateIntervalMillis(200)
                    .hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build();
        }
        long now = System.nanoTime();
        if (begins || now - shown > REFRESH_EVERY_NANOS || done == total) {
            shown = now;
            bar.maxHint(total);
            bar.stepTo(done);
            bar.setExtraMessage(facts);
        }
    }

    void line(String line) {
        if (bar != null) {
            System.err.print("\r\033[2K");
        }
        System.err.println(line);
        if (bar != null) {
            bar.refresh();
        }
    }

    /// Ends the bar; the next [#show] begins another.
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
