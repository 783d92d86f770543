package formers.papers;

import formers.models.translation.CopyTask;
import formers.models.translation.ToyTranslation;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.papers.report.Citation;
import formers.papers.report.Curve;
import formers.papers.report.Figure;
import formers.papers.report.Findings;
import formers.papers.report.Measurement;
import formers.papers.report.Numbers;
import formers.papers.report.Table;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Bahdanau et al. 2015: looking at the source while writing keeps long sentences translatable. Measured on
/// a made-up language whose right translations and alignments are known, against the same model without
/// attention (RNNencdec).
final class RnnSearchPaper implements Paper {

    private static final String SEARCH = "RNNsearch";
    private static final String PLAIN = "RNNencdec";
    private static final int FRESH = 100; // sentences tested for each range of lengths
    private static final int SHOWN = 3; // alignments in the report

    private static final List<LengthRange> RANGES = List.of(
            new LengthRange(4, 10),
            new LengthRange(11, 15),
            new LengthRange(16, 20),
            new LengthRange(21, 25),
            new LengthRange(26, 30),
            new LengthRange(31, 40),
            new LengthRange(41, 50));
    private static final int FAR = 5; // the range that training on longer sentences has to open

    @Override
    public Citation citation() {
        return new Citation(
                2,
                "rnnsearch",
                "Neural Machine Translation by Jointly Learning to Align and Translate",
                "Bahdanau, Cho, Bengio",
                2014,
                "1409.0473");
    }

    @Override
    public String claim() {
        return "A decoder that looks at all words of the source before each word it writes translates long sentences as"
                + " well as short ones, where one that knows a single vector of them fails, and what it looks at is the"
                + " right word.";
    }

    @Override
    public String shows() {
        return "BLEU against length with and without attention, alignments";
    }

    @Override
    public Findings run(Experiment experiment) {
        var findings = new Findings()
                .note("The paper's numbers are of English to French news, ours of a made-up language with one right"
                        + " translation for each sentence: leads and shapes compare, heights do not.")
                .configured("test", FRESH + " fresh sentences for each range of lengths, greedy decoding")
                .configured("batch", TranslationTrial.BATCH + " pairs, fresh in every step");
        switch (experiment.budget()) {
            case TINY -> {
                copying(experiment, findings);
                var trial = new TranslationTrial(48, 400, 5e-3);
                var trained = List.of(Lengths.of(trial, 15, RANGES.subList(0, 3), experiment, 0));
                lengths(trained, new Bounds(2, 75, 50), findings);
                figures(trained, experiment, findings);
            }
            case SMALL -> calibration(new TranslationTrial(64, 1500, 2e-3), 1, experiment, findings);
            case FULL -> calibration(new TranslationTrial(64, 3000, 2e-3), 3, experiment, findings);
        }
        return findings;
    }

    private static void copying(Experiment experiment, Findings findings) {
        var task = new CopyTask(20, 3, 10);
        var trial = new TranslationTrial(48, 300, 5e-3);
        long seed = experiment.seed("copying", 0);
        var search = trial.search(task, experiment, SEARCH + ", copying", seed);
        var plain = trial.withoutAttention(task, experiment, PLAIN + ", copying", seed);
        var fresh = task.pairs(2 * FRESH, experiment.seed("fresh copies", 0));
        var found = TaskScore.of(search.model(), task, fresh, experiment.seed());
        var baseline = TaskScore.of(plain.model(), task, fresh, experiment.seed());
        findings.configured("copying", trial + ", 20 words, 3 to 10 long")
                .add(Measurement.of("copying: right word for word", "share", found.exact())
                        .baseline(baseline.exact(), PLAIN)
                        .atLeast(0.97))
                .add(Measurement.of("copying: looks most at the right word", "share", found.alignment())
                        .atLeast(0.95))
                .add(Measurement.of("copying: lead over RNNencdec", "share", found.exact() - baseline.exact())
                        .atLeast(0.5));
    }

    /// Figure 2 of the paper, small: training on sentences of up to 20 words, then of up to 30.
    private static void calibration(TranslationTrial trial, int repetitions, Experiment experiment, Findings findings) {
        var shorter = new ArrayList<Lengths>();
        var longer = new ArrayList<Lengths>();
        for (int i = 0; i < repetitions; i++) {
            shorter.add(Lengths.of(trial, 20, RANGES, experiment, i));
            longer.add(Lengths.of(trial, 30, RANGES, experiment, i));
        }
        lengths(shorter, new Bounds(3, 85, 40), findings);
        trainedOnLonger(shorter, longer, findings);
        figures(Stream.of(shorter.getFirst(), longer.getFirst()).toList(), experiment, findings);
    }

    /// Both systems after training on sentences of up to `longest` words, and their scores by length.
    private record Lengths(
            int longest,
            TranslationTrial trial,
            List<LengthRange> ranges,
            TranslationTrial.Trained search,
            TranslationTrial.Trained plain,
            List<TaskScore> searchScores,
            List<TaskScore> plainScores) {

        static Lengths of(
                TranslationTrial trial, int longest, List<LengthRange> ranges, Experiment experiment, int repetition) {
            var task = new ToyTranslation(RANGES.getFirst().shortest(), longest);
            long seed = experiment.seed("toy translation", repetition);
            var search = trial.search(task, experiment, SEARCH + "-" + longest, seed);
            var plain = trial.withoutAttention(task, experiment, PLAIN + "-" + longest, seed);
            return new Lengths(
                    longest,
                    trial,
                    ranges,
                    search,
                    plain,
                    scores(search.model(), ranges, experiment),
                    scores(plain.model(), ranges, experiment));
        }

        private static List<TaskScore> scores(RnnSearch model, List<LengthRange> ranges, Experiment experiment) {
            var scores = new ArrayList<TaskScore>();
            for (var range : ranges) {
                var task = task(range);
                var pairs = task.pairs(FRESH, experiment.seed("fresh", range.longest()));
                scores.add(TaskScore.of(model, task, pairs, experiment.seed()));
                experiment.progress("translating", scores.size(), ranges.size(), range + " words");
            }
            return scores;
        }

        static ToyTranslation task(LengthRange range) {
            return new ToyTranslation(range.shortest(), range.longest());
        }

        double search(int range) {
            return searchScores.get(range).bleu().value();
        }

        double plain(int range) {
            return plainScores.get(range).bleu().value();
        }

        double alignment(int range) {
            return searchScores.get(range).alignment();
        }

        double lead(int range) {
            return search(range) - plain(range);
        }

        /// What the baseline loses from the shortest sentences to those of a longer range.
        double plainLoss(int range) {
            return plain(0) - plain(range);
        }
    }

    /// What is asked beyond the lengths of training.
    ///
    /// @param unseen range just beyond them
    /// @param bleu   least BLEU there
    /// @param lead   least lead over the baseline there
    private record Bounds(int unseen, double bleu, double lead) {}

    /// Of several repetitions the worst is told.
    private static void lengths(List<Lengths> repetitions, Bounds bounds, Findings findings) {
        var first = repetitions.getFirst();
        int longest = first.longest;
        findings.configured("training on 4 to " + longest + " words", first.trial)
                .configured("repetitions", repetitions.size() + ", of which the worst is told")
                .configured(
                        "parameters",
                        Numbers.text(first.search.model().parameters().count()) + " (RNNsearch), "
                                + Numbers.text(first.plain.model().parameters().count()) + " (RNNencdec)");
        for (int i = 0; i < bounds.unseen; i++) {
            int range = i;
            var words = first.ranges.get(i) + " words";
            findings.add(Measurement.of("BLEU at " + words, "BLEU", lowest(repetitions, it -> it.search(range)))
                    .baseline(highest(repetitions, it -> it.plain(range)), PLAIN)
                    .atLeast(98));
            findings.add(Measurement.of(
                            "looks most at the right word, " + words,
                            "share",
                            lowest(repetitions, it -> it.alignment(range)))
                    .atLeast(0.97));
        }
        for (int i = 1; i < bounds.unseen; i++) {
            int range = i;
            findings.add(Measurement.of(
                            "RNNencdec, BLEU at " + first.ranges.get(i) + " words",
                            "BLEU",
                            highest(repetitions, it -> it.plain(range)))
                    .atMost(60));
        }
        int last = bounds.unseen - 1;
        findings.add(Measurement.of(
                        "RNNencdec, BLEU lost from %s to %s words"
                                .formatted(first.ranges.getFirst(), first.ranges.get(last)),
                        "BLEU",
                        lowest(repetitions, it -> it.plainLoss(last)))
                .atLeast(10));
        var unseen = first.ranges.get(bounds.unseen) + " words, longer than in training";
        findings.add(Measurement.of("BLEU at " + unseen, "BLEU", lowest(repetitions, it -> it.search(bounds.unseen)))
                        .paper(26.75, "RNNsearch-50, newstest2014")
                        .baseline(highest(repetitions, it -> it.plain(bounds.unseen)), PLAIN)
                        .atLeast(bounds.bleu))
                .add(Measurement.of(
                                "lead over RNNencdec at " + first.ranges.get(bounds.unseen) + " words",
                                "BLEU",
                                lowest(repetitions, it -> it.lead(bounds.unseen)))
                        .paper(26.75 - 17.82, "RNNsearch-50 over RNNencdec-50")
                        .atLeast(bounds.lead));
    }

    /// The paper's comparison of models trained on up to 30 and up to 50 words, here 20 and 30.
    private static void trainedOnLonger(List<Lengths> shorter, List<Lengths> longer, Findings findings) {
        var words = RANGES.get(FAR) + " words";
        findings.add(Measurement.of("RNNsearch-30, BLEU at " + words, "BLEU", lowest(longer, it -> it.search(FAR)))
                .paper(26.75, "RNNsearch-50, newstest2014")
                .baseline(highest(shorter, it -> it.search(FAR)), "RNNsearch-20"));
        findings.add(Measurement.of(
                        "RNNsearch-30, gain over RNNsearch-20 at " + words,
                        "BLEU",
                        lowest(longer, it -> it.search(FAR)) - highest(shorter, it -> it.search(FAR)))
                .paper(26.75 - 21.50, "RNNsearch-50 over RNNsearch-30")
                .atLeast(15));
        findings.add(Measurement.of(
                        "RNNsearch-30, looks most at the right word, " + words,
                        "share",
                        lowest(longer, it -> it.alignment(FAR)))
                .baseline(highest(shorter, it -> it.alignment(FAR)), "RNNsearch-20"));
    }

    private static double lowest(List<Lengths> repetitions, ToDoubleFunction<Lengths> of) {
        return repetitions.stream().mapToDouble(of).min().orElseThrow();
    }

    private static double highest(List<Lengths> repetitions, ToDoubleFunction<Lengths> of) {
        return repetitions.stream().mapToDouble(of).max().orElseThrow();
    }

    /// Figures 2 and 3, the training, and all scores, of the first repetition.
    private static void figures(List<Lengths> trained, Experiment experiment, Findings findings) {
        var byLength = new ArrayList<Curve>();
        var training = new ArrayList<Curve>();
        var scores = Table.of(
                "All scores",
                "system",
                "words",
                "BLEU",
                "95 % from",
                "to",
                "right word for word",
                "looks at the right word");
        for (var it : trained) {
            byLength.add(byLength(it.search.curve().system(), it.ranges, it.searchScores));
            byLength.add(byLength(it.plain.curve().system(), it.ranges, it.plainScores));
            training.add(it.search.curve().overSteps());
            training.add(it.plain.curve().overSteps());
            scores = withScores(scores, it.search.curve().system(), it.ranges, it.searchScores);
            scores = withScores(scores, it.plain.curve().system(), it.ranges, it.plainScores);
            for (var curve : List.of(it.search.curve(), it.plain.curve())) {
                findings.configured(
                        "training time of " + curve.system(), Numbers.text(Math.rint(curve.totalSeconds())) + " s");
            }
        }
        findings.add(new Figure.Lines(
                        "length",
                        "BLEU against the length of the source, with 95 % intervals (figure 2 of the paper)",
                        "words of the source",
                        "BLEU",
                        byLength))
                .add(new Figure.Lines("training", "Loss while training", "step", "loss (nats per word)", training))
                .add(scores);
        alignments(trained.getFirst(), experiment, findings);
    }

    private static Curve byLength(String system, List<LengthRange> ranges, List<TaskScore> scores) {
        return new Curve(
                system,
                ranges.stream().map(LengthRange::middle).toList(),
                scores.stream().map(it -> it.bleu().value()).toList(),
                scores.stream().map(it -> it.bleu().low()).toList(),
                scores.stream().map(it -> it.bleu().high()).toList());
    }

    private static Table withScores(Table table, String system, List<LengthRange> ranges, List<TaskScore> scores) {
        var longer = table;
        for (int i = 0; i < ranges.size(); i++) {
            var it = scores.get(i);
            longer = longer.row(
                    system,
                    ranges.get(i),
                    it.bleu().value(),
                    it.bleu().low(),
                    it.bleu().high(),
                    it.exact(),
                    it.alignment());
        }
        return longer;
    }

    private static void alignments(Lengths lengths, Experiment experiment, Findings findings) {
        var range = RANGES.get(1);
        var task = Lengths.task(range);
        var pairs = task.pairs(SHOWN, experiment.seed("fresh", range.longest()));
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            var weights = lengths.search.model().alignments(task.batch(pairs)); // [pairs, T, S], end marks included
            for (int i = 0; i < pairs.size(); i++) {
                var pair = pairs.get(i);
                var rows = new ArrayList<List<Double>>();
                var right = new ArrayList<Integer>();
                for (int t = 0; t < pair.target().size(); t++) {
                    var row = new ArrayList<Double>();
                    for (int s = 0; s <= pair.source().size(); s++) {
                        row.add((double) weights.get(i, t, s));
                    }
                    rows.add(row);
                    right.add(pair.alignment()[t]);
                }
                var columns = Stream.concat(pair.source().stream(), Stream.of("(end)"))
                        .toList();
                findings.add(new Figure.Alignment(
                        "alignment-" + (i + 1),
                        "Where RNNsearch looks (figure 3): %s words, frames are the words that these come from"
                                .formatted(pair.source().size()),
                        pair.target(),
                        columns,
                        rows,
                        right));
            }
        }
    }
}
