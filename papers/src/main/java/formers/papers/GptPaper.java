package formers.papers;

import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderBuilder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Attention;
import formers.models.nn.BlockLayout;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.Positions;
import formers.papers.report.Citation;
import formers.papers.report.Curve;
import formers.papers.report.Figure;
import formers.papers.report.Findings;
import formers.papers.report.Measurement;
import formers.papers.report.Numbers;
import formers.papers.report.Table;
import formers.tensor.Gate;
import formers.tensor.RotaryTable.Pairing;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.training.AdamW;
import formers.training.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The line of GPTs: what changed after GPT-2 are components. Decoders of one size with those of GPT-2,
/// LLaMA, BLOOM and PaLM learn to predict the bytes of the JDK's sources, or of the user's text, from the
/// same batches.
final class GptPaper implements Paper {

    private static final AdamW.Settings ADAMW = AdamW.Settings.defaults();
    private static final double CLIP = 1;
    private static final double LARGEST_GPT2 = 0.93; // bits per byte of enwik8, table 3 of Radford et al. 2019
    private static final int LONGER = 4; // times the length of training

    private static final int ROWS = 16; // windows judged at a time

    /// A family's components.
    private enum Style {
        GPT2,
        LLAMA,
        BLOOM,
        PALM
    }

    /// @param context bytes in a window of training
    /// @param judged  windows of held-out text
    private record Size(
            int layers, int width, int heads, int context, int batch, long steps, long early, double rate, int judged) {
        @Override
        public String toString() {
            return "%d layers, %d wide, %d heads, windows of %d bytes, batches of %d, %d steps, peak rate %s"
                    .formatted(layers, width, heads, context, batch, steps, rate);
        }
    }

    /// A model after its training.
    ///
    /// @param start nats per byte of validation before the first step
    /// @param early bits per byte of validation after the first steps
    /// @param bits  bits per byte of validation at the end
    /// @param longer the same in windows longer than those of training; NaN where positions are learned
    private record Trained(
            long parameters,
            double start,
            double early,
            double bits,
            double longer,
            Curve validation,
            TrainingCurve curve) {}

    @Override
    public Citation citation() {
        return new Citation(4, "gpt", "Five years of progress in GPTs", "Timbers", 2023, "");
    }

    @Override
    public String claim() {
        return "From GPT-2 to LLaMA the decoder stayed and its components changed: with rotary positions, RMSNorm and gated"
                + " feed-forward networks it learns faster at the same size, and with ALiBi it reads on past the length it"
                + " was trained at.";
    }

    @Override
    public String shows() {
        return "bits per byte with the components of GPT-2, LLaMA and others, equal in size and text";
    }

    @Override
    public boolean takesData() {
        return true;
    }

    @Override
    public Findings run(Experiment experiment) {
        var budget = experiment.budget();
        var size = budget.of(
                new Size(2, 64, 4, 64, 8, 300, 100, 4e-3, 128),
                new Size(4, 128, 4, 128, 16, 1000, 100, 2e-3, 400),
                new Size(4, 128, 4, 128, 16, 4000, 100, 2e-3, 800));
        var styles = budget.of(
                List.of(Style.GPT2, Style.LLAMA),
                List.of(Style.GPT2, Style.LLAMA, Style.BLOOM),
                List.of(Style.values()));
        var text = ByteText.of(experiment, LONGER * size.context() + 2);
        var trained = new LinkedHashMap<Style, Trained>();
        for (var style : styles) {
            trained.put(style, train(style, size, text, experiment));
        }
        var findings = new Findings()
                .configured("size", size)
                .configured(
                        "optimiser",
                        "AdamW, betas %s and %s, decay %s, cosine to a tenth, clip %s"
                                .formatted(ADAMW.beta1(), ADAMW.beta2(), ADAMW.decay(), CLIP))
                .configured("training bytes", Numbers.text(text.training().length))
                .configured("validation bytes", Numbers.text(text.validation().length));
        measure(trained, size, text, experiment, findings);
        if (trained.containsKey(Style.BLOOM)) {
            measureLonger(trained, size, findings);
        }
        figures(trained, text, size, findings);
        return findings;
    }

    private static Trained train(Style style, Size size, ByteText text, Experiment experiment) {
        var model = new Decoder(config(style, size), Parameters.initialised(experiment.seed("model", 0)));
        double start = nats(model, text.heldOut(size.judged(), size.context()));
        var steps = new ArrayList<Double>();
        var bits = new ArrayList<Double>();
        var schedule = new Schedule.Cosine(size.rate(), size.rate() / 10, size.early() / 2, size.steps());
        var batches = experiment.random("training windows");
        var curve = new ShortTraining(
                        name(style),
                        model.parameters(),
                        (step, pass) -> {
                            var windows = text.random(size.batch(), size.context(), batches.at(step));
                            return model.loss(windows.ids(), windows.targets(), pass);
                        },
                        ADAMW,
                        schedule,
                        CLIP)
                .run(size.steps(), experiment, size.early(), step -> {
                    steps.add((double) step);
                    bits.add(bits(model, text.heldOut(size.judged(), size.context())));
                });
        return new Trained(
                model.parameters().count(),
                start,
                bits.getFirst(),
                bits.getLast(),
                style == Style.GPT2
                        ? Double.NaN
                        : bits(model, text.heldOut(size.judged() / LONGER, LONGER * size.context())),
                Curve.of(name(style), steps, bits),
                curve);
    }

    /// The components of each family at one size.
    private static DecoderConfig config(Style style, Size size) {
        int width = size.width();
        int heads = size.heads();
        int headWidth = width / heads;
        var rotary = Positions.Rotary.of(Pairing.HALF, headWidth, 10_000);
        return switch (style) {
            case GPT2 ->
                sized(size, size.context())
                        .attention(Attention.of(heads, heads, headWidth))
                        .build();
            case LLAMA ->
                sized(size, LONGER * size.context())
                        .attention(Attention.of(heads, heads, headWidth))
                        .feedForward(new FeedForward.Gated(Gate.SILU, gatedHidden(width)))
                        .norm(new Norm.Rms(1e-5f))
                        .positions(rotary)
                        .biases(DecoderConfig.Biases.NONE)
                        .build();
            case BLOOM ->
                sized(size, LONGER * size.context())
                        .attention(Attention.of(heads, heads, headWidth))
                        .positions(new Positions.Alibi())
                        .embedding(new DecoderConfig.Embedding(1, true, width))
                        .build();
            case PALM ->
                sized(size, LONGER * size.context())
                        .attention(Attention.of(heads, 1, headWidth))
                        .feedForward(new FeedForward.Gated(Gate.SILU, gatedHidden(width)))
                        .norm(new Norm.Layer(1e-5f, false))
                        .layout(BlockLayout.PARALLEL)
                        .positions(rotary)
                        .biases(DecoderConfig.Biases.NONE)
                        .build();
        };
    }

    private static DecoderBuilder sized(Size size, int context) {
        return DecoderConfig.of(ByteText.VOCABULARY, context, size.layers(), size.width());
    }

    /// Two thirds of four times the width, as three matrices take the place of two; a multiple of 8.
    private static int gatedHidden(int width) {
        return Math.ceilDiv(8 * width, 3 * 8) * 8;
    }

    private static double bits(Decoder model, ByteText.Windows windows) {
        return nats(model, windows) / Math.log(2);
    }

    /// Mean loss of windows in nats per byte, a few windows at a time.
    private static double nats(Decoder model, ByteText.Windows windows) {
        int rows = windows.ids().extent(0);
        int time = windows.ids().extent(1);
        double sum = 0;
        for (int row = 0; row < rows; row += ROWS) {
            int count = Math.min(ROWS, rows - row);
            try (var _ = Tensor.withoutGradients();
                    var _ = Scope.open()) {
                sum += count
                        * model.loss(
                                        rows(windows.ids(), row, count, time),
                                        rows(windows.targets(), row, count, time),
                                        Pass.plain())
                                .item();
            }
        }
        return sum / rows;
    }

    private static Tensor rows(Tensor ids, int row, int count, int time) {
        return Tensor.ofInts(Arrays.copyOfRange(ids.toInts(), row * time, (row + count) * time), count, time);
    }

    private static void measure(
            Map<Style, Trained> trained, Size size, ByteText text, Experiment experiment, Findings findings) {
        var budget = experiment.budget();
        var gpt2 = trained.get(Style.GPT2);
        var llama = trained.get(Style.LLAMA);
        var ofGpt2 = Measurement.of("GPT-2's components, " + size.steps() + " steps", "bits per byte", gpt2.bits)
                .paper(LARGEST_GPT2, "GPT-2 1.5B, enwik8")
                .baseline(text.unigramBits(), "unigrams");
        var ofLlama = Measurement.of("LLaMA's components, " + size.steps() + " steps", "bits per byte", llama.bits)
                .baseline(gpt2.bits, "GPT-2's components");
        // How hard a text of the user's is to predict nobody knows.
        boolean known = experiment.data().isEmpty();
        findings.add(known ? ofGpt2.atMost(budget.of(3.7, 2.5, 2.2)) : ofGpt2)
                .add(known ? ofLlama.atMost(budget.of(3.5, 2.0, 1.7)) : ofLlama)
                .add(early(size, gpt2.early - llama.early, budget))
                .add(Measurement.of("lead of LLaMA's components at the end", "bits per byte", gpt2.bits - llama.bits)
                        .atLeast(budget.of(0.05, 0.1, 0.1)));
        findings.note(
                        "Bits per byte of other text and of models a thousand times the size are told for orientation; they"
                                + " are not what small models should reach.")
                .note("All models have the same peak rate; each may have a better one of its own.");
    }

    /// At the tiny budget the first steps depend on the seed more than on the components.
    private static Measurement early(Size size, double lead, Budget budget) {
        var measured =
                Measurement.of("lead of LLaMA's components after " + size.early() + " steps", "bits per byte", lead);
        return budget == Budget.TINY ? measured : measured.atLeast(0.2);
    }

    /// Windows longer than those of training: more to look at, for those who can.
    private static void measureLonger(Map<Style, Trained> trained, Size size, Findings findings) {
        var bloom = trained.get(Style.BLOOM);
        var llama = trained.get(Style.LLAMA);
        var windows = "%d bytes / %d".formatted(LONGER * size.context(), size.context());
        findings.add(Measurement.of("ALiBi: loss at " + windows, "ratio", bloom.longer / bloom.bits)
                        .baseline(llama.longer / llama.bits, "rotary positions")
                        .atMost(1.05))
                .add(Measurement.of("rotary positions: loss at " + windows, "ratio", llama.longer / llama.bits)
                        .atLeast(1.05))
                .note(
                        "In windows longer than those of training ALiBi is to do about as well, and rotary positions clearly"
                                + " worse; GPT-2's learned positions cannot be asked there.");
    }

    private static void figures(Map<Style, Trained> trained, ByteText text, Size size, Findings findings) {
        var table = Table.of(
                "Bits per byte of text held out",
                "model",
                "parameters",
                "before training",
                "after %d steps".formatted(size.early()),
                "after %d steps".formatted(size.steps()),
                "in windows of %d bytes".formatted(LONGER * size.context()),
                "training time, s");
        for (var entry : trained.entrySet()) {
            var it = entry.getValue();
            table = table.row(
                    name(entry.getKey()),
                    (double) it.parameters,
                    it.start / Math.log(2),
                    it.early,
                    it.bits,
                    it.longer,
                    Math.rint(it.curve.totalSeconds()));
        }
        table = table.row("unigrams", "", "", "", text.unigramBits(), "", "")
                .row("Deflate, best", "", "", "", text.deflateBits(), "", "");
        findings.add(table)
                .add(new Figure.Lines(
                        "validation",
                        "Text held out, by step",
                        "step",
                        "bits per byte",
                        trained.values().stream().map(Trained::validation).toList()))
                .add(new Figure.Lines(
                        "training",
                        "Training loss, by time spent training",
                        "seconds",
                        "loss (nats per byte)",
                        trained.values().stream()
                                .map(it -> it.curve.overSeconds())
                                .toList()));
    }

    private static String name(Style style) {
        return switch (style) {
            case GPT2 -> "GPT-2";
            case LLAMA -> "LLaMA";
            case BLOOM -> "BLOOM";
            case PALM -> "PaLM";
        };
    }
}
