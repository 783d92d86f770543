package formers.papers;

import formers.generation.beam.BeamOptions;
import formers.generation.beam.LongLines;
import formers.generation.beam.Translation;
import formers.generation.beam.TranslationListener;
import formers.generation.beam.TranslationOptions;
import formers.generation.beam.Translator;
import formers.models.nn.Parameters;
import formers.models.translation.ReverseTask;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TaskWords;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.models.translation.rnnsearch.RnnSearchConfig;
import formers.models.translation.transformer.Heads;
import formers.models.translation.transformer.PositionEncoding;
import formers.models.translation.transformer.Transformer;
import formers.models.translation.transformer.TransformerConfig;
import formers.models.translation.transformer.TransformerPresets;
import formers.models.translation.transformer.Vocabulary;
import formers.papers.report.Citation;
import formers.papers.report.Curve;
import formers.papers.report.Figure;
import formers.papers.report.Findings;
import formers.papers.report.Measurement;
import formers.papers.report.Numbers;
import formers.papers.report.Table;
import formers.text.metrics.Bleu;
import formers.text.metrics.LineCounts;
import formers.text.metrics.PairedBootstrap;
import formers.text.metrics.References;
import formers.training.AdamW;
import formers.training.PairObjective;
import formers.training.Schedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Vaswani et al. 2017: attention alone translates better than a recurrent network with attention, and learns
/// faster. Measured on the JDK's messages in English and German, or the user's own pairs; the smallest budget
/// turns texts round, which takes positions.
final class TransformerPaper implements Paper {

    private static final String TRANSFORMER = "Transformer";
    private static final String RNN = "RNNsearch";
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9f, 0.98f, 1e-9f, 0); // section 5.3
    private static final double CLIP = 1;
    private static final float SMOOTHING = 0.1f; // section 5.4
    private static final int WARM_UP = 400;
    private static final int LONG = 100; // tokens of a long sentence
    private static final int TIMED_TOKENS = 1000;
    private static final double FALLING = 0.4;
    private static final int REVERSING_STEPS = 400;
    private static final int REVERSED_PAIRS = 64;

    @Override
    public Citation citation() {
        return new Citation(1, "transformer", "Attention Is All You Need", "Vaswani et al.", 2017, "1706.03762");
    }

    @Override
    public String claim() {
        return "A network of attention alone translates better than recurrent ones with attention, and its training step"
                + " takes less time, because it reads all words of a sentence at once.";
    }

    @Override
    public String shows() {
        return "BLEU and time of a step beside RNNsearch, what each component is worth";
    }

    @Override
    public boolean takesData() {
        return true;
    }

    @Override
    public Findings run(Experiment experiment) throws IOException {
        var findings = new Findings();
        if (experiment.budget() == Budget.TINY) {
            if (!experiment.data().isEmpty()) {
                throw new IllegalArgumentException(
                        "translation is not learnt in a minute; with --data give --budget small or full");
            }
            reversing(experiment, findings);
            return findings;
        }
        try (var text = PairText.of(experiment, 2000)) {
            translating(text, experiment, findings);
        }
        return findings;
    }

    /// Turning a text round: every word of it has to be found by where it stands.
    private static void reversing(Experiment experiment, Findings findings) {
        var task = new ReverseTask(20, 3, 10);
        var config = TransformerPresets.of("transformer-nano")
                .config()
                .withVocabulary(new Vocabulary.Shared(task.source().size()), TaskWords.MARKS);
        var blind = config.with(it -> it.positions(new PositionEncoding.None(), config.decoderPositions()));
        var training = new ArrayList<Curve>();
        var model = reversing(TRANSFORMER, config, task, experiment, training);
        var without = reversing("without positions in the encoder", blind, task, experiment, training);
        var fresh = task.pairs(500, experiment.seed("fresh", 0));
        double greedy = TaskScore.exact(model, task, fresh, BeamOptions.greedy());
        double beam = TaskScore.exact(model, task, fresh, BeamOptions.of(4));
        double unplaced = TaskScore.exact(without, task, fresh, BeamOptions.greedy());
        findings.configured("task", "20 words, 3 to 10 of them to be read backwards; 500 fresh ones to test")
                .configured("model", "transformer-nano, %,d parameters".formatted(config.parameterCount()))
                .configured("training", REVERSING_STEPS + " steps of 64 pairs, smoothing 0.1, the rate falling to 0")
                .add(Measurement.of("right word for word", "share", greedy)
                        .baseline(unplaced, "without positions in the encoder")
                        .atLeast(0.98))
                .add(Measurement.of("without positions in the encoder", "share", unplaced)
                        .atMost(0.2))
                .add(Measurement.of("gain of 4 beams over greedy", "share", beam - greedy)
                        .atLeast(0))
                .add(new Figure.Lines("training", "Loss while training", "step", "loss (nats per word)", training));
    }

    private static Transformer reversing(
            String system, TransformerConfig config, ReverseTask task, Experiment experiment, List<Curve> training) {
        var model = new Transformer(config, Parameters.initialised(experiment.seed("model", 0)));
        var pairs = experiment.random("training pairs");
        var curve = new ShortTraining(
                        system,
                        model.parameters(),
                        (step, pass) -> model.loss(
                                task.batch(task.pairs(REVERSED_PAIRS, pairs.at(step).stream())), SMOOTHING, pass),
                        ADAM,
                        new Schedule.Linear(3e-3, 0, 60, REVERSING_STEPS),
                        CLIP)
                .run(REVERSING_STEPS, experiment);
        training.add(curve.overSteps());
        return model;
    }

    /// How long translation is learnt.
    ///
    /// @param steps   of the recurrent network; the Transformer, which learns less in a step, has twice as many
    /// @param tokens  of a batch
    /// @param ablated whether the components are left out one by one as well
    private record Length(long steps, int tokens, boolean ablated) {}

    /// A system after its training.
    ///
    /// @param model        trained
    /// @param translations of what is held out, counted
    /// @param loss         nats per token of what is held out
    /// @param speed        tokens of targets a second in training
    private record Trained(
            String name,
            SequenceToSequence model,
            TrainingCurve curve,
            LineCounts translations,
            double loss,
            double speed) {

        double bleu() {
            return Bleu.standard().value(translations);
        }
    }

    private static void translating(PairText text, Experiment experiment, Findings findings) {
        var length = experiment.budget() == Budget.FULL ? new Length(5000, 1000, true) : new Length(1700, 1000, false);
        int vocabulary = text.tokenizer().vocabularySize();
        var marks = text.training().marks();
        var config = TransformerPresets.of("transformer-tiny")
                .config()
                .withVocabulary(new Vocabulary.Shared(vocabulary), marks);
        long twice = 2 * length.steps();
        var trained = new ArrayList<Trained>();
        Consumer<Variant> train = variant -> trained.add(variant.train(text, length, experiment));
        train.accept(new Variant(TRANSFORMER, transformer(config, experiment), twice, 2e-3, SMOOTHING));
        train.accept(new Variant(
                RNN,
                new RnnSearch(
                        RnnSearchConfig.of(vocabulary, vocabulary, 128, 256, 128, marks)
                                .withDropout(0.2f),
                        Parameters.initialised(experiment.seed("model", 0))),
                length.steps(),
                1e-3,
                0));
        if (length.ablated()) {
            var oneHead = config.with(it -> it.heads(Heads.of(1, config.width())));
            var learned = config.with(
                    it -> it.positions(new PositionEncoding.Learned(128), new PositionEncoding.Learned(128)));
            var undropped = config.withDropout(TransformerConfig.Dropout.NONE);
            train.accept(new Variant("1 head", transformer(oneHead, experiment), twice, 2e-3, SMOOTHING));
            train.accept(new Variant("no label smoothing", transformer(config, experiment), twice, 2e-3, 0));
            train.accept(new Variant("learned positions", transformer(learned, experiment), twice, 2e-3, SMOOTHING));
            train.accept(new Variant("no dropout", transformer(undropped, experiment), twice, 2e-3, SMOOTHING));
        }
        measure(text, trained, findings);
        findings.configured(
                        "pairs",
                        "%,d, and %,d held out"
                                .formatted(
                                        text.training().size(), text.heldOut().size()))
                .configured("vocabulary", "%,d byte pairs, one for both languages".formatted(vocabulary))
                .configured(
                        "training",
                        "%,d steps (%s %,d) on batches of %,d tokens"
                                .formatted(twice, RNN, length.steps(), length.tokens()))
                .configured("translation", "4 beams, length penalty 0.6");
    }

    private static Transformer transformer(TransformerConfig config, Experiment experiment) {
        return new Transformer(config, Parameters.initialised(experiment.seed("model", 0)));
    }

    /// A system before its training.
    ///
    /// @param rate peak; over the last 40 % of the steps it falls to 0
    private record Variant(String name, SequenceToSequence model, long steps, double rate, float smoothing) {

        Trained train(PairText text, Length length, Experiment experiment) {
            var batches = text.batches(length.tokens(), experiment.seed("batches", 0));
            var schedule = new Schedule.WarmupStableDecay(
                    rate, 0, Math.min(WARM_UP, steps / 10), Math.round(steps * FALLING), steps);
            long[] tokens = {0};
            var curve = new ShortTraining(
                            name,
                            model.parameters(),
                            (step, pass) -> {
                                var batch = batches.batch(step);
                                tokens[0] += batch.targetTokens();
                                return model.loss(batch, smoothing, pass);
                            },
                            ADAM,
                            schedule,
                            CLIP)
                    .run(steps, experiment);
            var held = text.heldOutBatches(length.tokens());
            double loss = new PairObjective(model, held, held, 0)
                    .evaluate(Integer.MAX_VALUE)
                    .loss();
            return new Trained(
                    name,
                    model,
                    curve,
                    counted(translations(text, experiment), text),
                    loss,
                    tokens[0] / curve.totalSeconds());
        }

        private List<String> translations(PairText text, Experiment experiment) {
            var options = TranslationOptions.of(BeamOptions.of(4)).withMaxSourceTokens(200, LongLines.TRUNCATE);
            TranslationListener listener = done -> experiment.progress(
                    "translating with " + name, done, text.heldOut().size(), "");
            return new Translator(model, text.tokenizer(), text.tokenizer(), options)
                    .translate(text.heldOut().source(), listener).stream()
                            .map(Translation::text)
                            .toList();
        }
    }

    private static LineCounts counted(List<String> translations, PairText text) {
        return Bleu.standard().count(translations, References.of(text.heldOut().target()));
    }

    private static void measure(PairText text, List<Trained> trained, Findings findings) {
        var transformer = trained.getFirst();
        var rnn = trained.get(1);
        double copied = Bleu.standard().value(counted(text.heldOut().source(), text));
        findings.add(Measurement.of("BLEU", "BLEU", transformer.bleu())
                        .paper(27.3, "base model, newstest2014 English to German")
                        .baseline(rnn.bleu(), RNN))
                .add(Measurement.of("lead over RNNsearch", "BLEU", transformer.bleu() - rnn.bleu())
                        .paper(27.3 - 24.6, "base model over GNMT with reinforcement, ten times its training")
                        .atLeast(2))
                .add(Measurement.of(
                                "time of a step on sentences of %d tokens, as a share of RNNsearch's".formatted(LONG),
                                "share",
                                StepTime.share(transformer.model(), rnn.model(), TIMED_TOKENS, LONG))
                        .paper(3.3e18 / 2.3e19, "operations of training, base model and GNMT with reinforcement")
                        .atMost(0.8))
                .add(Measurement.of(
                        "training time, as a share of RNNsearch's",
                        "share",
                        transformer.curve().totalSeconds() / rnn.curve().totalSeconds()))
                .add(Measurement.of("lead over copying the source", "BLEU", transformer.bleu() - copied)
                        .atLeast(10));
        var table = Table.of(
                "All systems",
                "system",
                "parameters",
                "BLEU",
                "95 % from",
                "to",
                "perplexity per token",
                "seconds of training",
                "tokens a second");
        var losses = new ArrayList<Curve>();
        var timed = new ArrayList<Curve>();
        for (var it : trained) {
            var estimate = PairedBootstrap.seeded(1).estimate(it.translations());
            table = table.row(
                    it.name(),
                    "%,d".formatted(it.model().parameters().count()),
                    Numbers.text(it.bleu()),
                    Numbers.text(estimate.low()),
                    Numbers.text(estimate.high()),
                    Numbers.text(Math.exp(it.loss())),
                    Numbers.text(Math.rint(it.curve().totalSeconds())),
                    "%,.0f".formatted(it.speed()));
            losses.add(it.curve().overSteps());
            timed.add(it.curve().overSeconds());
        }
        findings.add(table)
                .add(new Figure.Lines("training", "Loss while training", "step", "loss (nats per token)", losses))
                .add(new Figure.Lines(
                        "time", "Loss while training, by time", "seconds", "loss (nats per token)", timed))
                .note(
                        "Losses of training include label smoothing where there is some, and are not comparable without.");
    }
}
