package formers.cli;

import formers.training.Sample;
import formers.training.TrainingListener;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Shows a training run on stderr: a bar on a terminal, a line now and then elsewhere.
final class Progress implements TrainingListener, AutoCloseable {

    private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final TerminalBar bar = new TerminalBar();
    private long lastLine;

    @Override
    public void onStep(Step step) {
        long now = System.nanoTime();
        if (bar.visible()) {
            bar.show("training", step.step(), maximum(step), facts(step));
        } else if (lastLine == 0 || now - lastLine > LINE_EVERY_NANOS || step.step() == step.total()) {
            lastLine = now;
            note("step %d of %s  %s".formatted(step.step(), total(step), facts(step)));
        }
    }

    /// What the bar fills up to; -1, not known yet, while a time budget leaves the number of steps open.
    private static long maximum(Step step) {
        return step.total() >= Integer.MAX_VALUE ? -1 : step.total();
    }

    private static String total(Step step) {
        return step.total() >= Integer.MAX_VALUE ? "as many as the time allows" : Long.toString(step.total());
    }

    private static String facts(Step step) {
        var memory = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "loss %.3f  %,.0f tokens/s  ETA %s  %.1f GB",
                step.loss(),
                step.tokensPerSecond(),
                eta(step.remaining()),
                (memory.totalMemory() - memory.freeMemory()) / 1e9);
    }

    private static String eta(double seconds) {
        if (!(seconds >= 0)) {
            return "?";
        }
        long s = Math.round(seconds);
        return s >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }

    @Override
    public void onEvaluation(long step, double loss, boolean best) {
        note(String.format(
                Locale.ROOT,
                "step %d  validation loss %.4f nats per token%s",
                step,
                loss,
                best ? "" : " (not the best)"));
    }

    @Override
    public void onSample(long step, Sample sample) {
        sample.figures().forEach((name, value) -> note(String.format(Locale.ROOT, "%s %.2f", name, value)));
        note("the model writes:\n" + sample.text().indent(4).stripTrailing());
    }

    @Override
    public void onAverage(int snapshots, double loss, boolean kept) {
        note(String.format(
                Locale.ROOT,
                "mean of the last %d evaluations' parameters: validation loss %.4f nats per token, %s",
                snapshots,
                loss,
                kept ? "which is the model now" : "not better"));
    }

    /// A line that does not disturb the bar.
    void note(String line) {
        bar.line(line);
    }

    @Override
    public void close() {
        bar.close();
    }
}
