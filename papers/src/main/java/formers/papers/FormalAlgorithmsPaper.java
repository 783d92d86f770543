package formers.papers;

import formers.models.formal.DParams;
import formers.models.formal.Decoder;
import formers.models.formal.GradientFn;
import formers.models.formal.Loss;
import formers.models.formal.Optimizer;
import formers.models.formal.Params;
import formers.models.formal.Training;
import formers.papers.report.Citation;
import formers.papers.report.Curve;
import formers.papers.report.Figure;
import formers.papers.report.Findings;
import formers.papers.report.Measurement;
import formers.papers.report.Numbers;
import formers.training.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Phuong and Hutter 2022 report no experiments; what can be measured is that their algorithms, written
/// down in plain loops, and the library's fast decoder are the same function with the same gradient, and
/// that Algorithm 13 learns.
final class FormalAlgorithmsPaper implements Paper {

    private static final int[] WIDTHS = {4, 8, 12};
    private static final int[] HEADS = {1, 2, 4};
    private static final int LONGEST = 12;
    private static final double RANGE = 0.5; // random weights are drawn from ±this

    // The task of the training.
    private static final PeriodicSequences TASK = new PeriodicSequences(8, 24, 2, 5);
    private static final int JUDGED_FROM = 12; // by then every word has come twice
    private static final int FRESH = 100;
    private static final double ADAM_RATE = 2e-3;

    @Override
    public Citation citation() {
        return new Citation(
                3, "formal-algorithms", "Formal Algorithms for Transformers", "Phuong, Hutter", 2022, "2207.09238");
    }

    @Override
    public String claim() {
        return "Fifteen short algorithms say all there is to a Transformer: written down as they stand, they are the model"
                + " that trains and predicts.";
    }

    @Override
    public String shows() {
        return "the fast decoder equals Algorithm 10, value and gradient; Algorithm 13 learns";
    }

    @Override
    public Findings run(Experiment experiment) {
        var findings = new Findings()
                .note("The paper reports no experiments, so there are no numbers of its own to stand beside ours.")
                .note(
                        "Of the three kinds of Transformer the decoder (Algorithms 10 and 13) is compared: the library has no"
                                + " fast encoder yet.")
                .configured("epsilon of layer normalisation", FastDecoder.EPSILON + " in both");
        equivalence(experiment, findings);
        gradients(experiment, findings);
        samePath(experiment, findings);
        learning(experiment, findings);
        return findings;
    }

    /// Algorithm 10 and the fast decoder on random models, sequences and weights.
    private static void equivalence(Experiment experiment, Findings findings) {
        int models = experiment.budget().of(30, 200, 2000);
        var random = new SplittableRandom(experiment.seed("models", 0));
        double worst = 0;
        double worstLog = 0;
        for (int i = 0; i < models; i++) {
            var theta = randomModel(random);
            int[] x = randomTokens(random, theta, 1);
            double[][] P = Decoder.dTransformer(x, theta, FastDecoder.options());
            double[][] found = new FastDecoder(theta).probabilities(x, theta);
            for (int v = 0; v < P.length; v++) {
                for (int t = 0; t < x.length; t++) {
                    worst = Math.max(worst, Math.abs(found[v][t] - P[v][t]));
                    worstLog = Math.max(worstLog, Math.abs(Math.log(found[v][t]) - Math.log(P[v][t])));
                }
            }
            experiment.progress("comparing outputs", i + 1, models, "largest difference " + Numbers.text(worst));
        }
        findings.configured("random models compared", models)
                .add(Measurement.of("largest difference of a probability", "probability", worst)
                        .atMost(2e-5))
                .add(Measurement.of("largest difference of a log-probability", "nats", worstLog)
                        .atMost(1e-4));
    }

    /// Autograd against central differences of the reference.
    private static void gradients(Experiment experiment, Findings findings) {
        int models = experiment.budget().of(6, 30, 200);
        var random = new SplittableRandom(experiment.seed("gradients", 0));
        var differences = GradientFn.<DParams>centralDifferences();
        double worst = 0;
        for (int i = 0; i < models; i++) {
            var theta = randomModel(random);
            var loss = new Loss.DLoss(randomTokens(random, theta, 2), FastDecoder.options());
            worst = Math.max(
                    worst, distance(new FastDecoder(theta).gradient(loss, theta), differences.gradient(loss, theta)));
            experiment.progress("comparing gradients", i + 1, models, "largest difference " + Numbers.text(worst));
        }
        findings.configured("gradients compared", models)
                .add(Measurement.of("largest difference of a gradient, ‖g−ĝ‖ / ‖ĝ‖", "share", worst)
                        .atMost(1e-4));
    }

    /// The same training twice: once all in the reference, its gradient by differences, once by autograd.
    private static void samePath(Experiment experiment, Findings findings) {
        int steps = experiment.budget().of(30, 100, 300);
        var task = new PeriodicSequences(4, 10, 2, 3);
        var data = task.draw(steps, new SplittableRandom(experiment.seed("short sequences", 0)));
        var start = DParams.zeros(4, 10, 1, 2, 4, 8).initial(new SplittableRandom(experiment.seed("short start", 0)));
        double eta = 0.05;
        var slow = losses(data, start, eta, GradientFn.centralDifferences(), experiment);
        var fast = losses(data, start, eta, new FastDecoder(start), experiment);
        double worst = 0;
        var x = new ArrayList<Double>();
        for (int i = 0; i < slow.size(); i++) {
            worst = Math.max(worst, Math.abs(slow.get(i) - fast.get(i)));
            x.add(i + 1.0);
        }
        findings.configured("steps of the two trainings", steps)
                .add(Measurement.of("two trainings: largest difference of a loss", "nats", worst)
                        .atMost(1e-4))
                .add(new Figure.Lines(
                        "two-trainings",
                        "Algorithm 13 with the gradient by central differences and by autograd",
                        "sequence",
                        "loss (nats per sequence)",
                        List.of(Curve.of("central differences", x, slow), Curve.of("autograd", x, fast))));
    }

    /// Losses of Algorithm 13's sequences, each just before its step.
    private static List<Double> losses(
            int[][] data, DParams start, double eta, GradientFn<DParams> gradient, Experiment experiment) {
        var losses = new ArrayList<Double>();
        Training.dTraining(data, start, 1, eta, (loss, theta) -> {
            var judged = new Loss.DLoss(((Loss.DLoss) loss).x(), FastDecoder.options());
            losses.add(judged.applyAsDouble(theta));
            experiment.progress("two trainings", losses.size(), data.length, "");
            return gradient.gradient(judged, theta);
        });
        return losses;
    }

    /// Whether the training loop learns what knowing the last token alone cannot tell.
    private static void learning(Experiment experiment, Findings findings) {
        int sequences = experiment.budget().of(300, 500, 500);
        int epochs = experiment.budget().of(5, 25, 60);
        var data = TASK.draw(sequences, new SplittableRandom(experiment.seed("sequences", 0)));
        var fresh = TASK.draw(FRESH, new SplittableRandom(experiment.seed("fresh sequences", 0)));
        var start = DParams.zeros(TASK.symbols(), TASK.length(), 2, 4, 32, 64)
                .initial(new SplittableRandom(experiment.seed("start", 0)));
        var fast = new FastDecoder(start);
        long total = (long) sequences * epochs;

        var descended = new LearningCurve("plain gradient descent", total, experiment);
        double eta = 0.05 / (TASK.length() - 1); // the rate is meant for the mean loss, the algorithm sums
        var byDescent = Training.dTraining(data, start, epochs, eta, descended.watching(fast));
        var adam = new LearningCurve("Adam", total, experiment);
        var byAdam = adam(data, start, epochs, adam.watching(fast));

        double byDescentRight = accuracy(byDescent, fresh, fast);
        double bigram = bigramAccuracy(data, fresh);
        findings.configured("task", TASK)
                .configured("sequences and epochs", sequences + " × " + epochs)
                .configured("model trained", "d_e 32, 4 heads, 2 layers, d_mlp 64")
                .add(Measurement.of("Adam: next token right", "share", accuracy(byAdam, fresh, fast))
                        .baseline(bigram, "bigrams")
                        .atLeast(experiment.budget().of(0.5, 0.95, 0.95)))
                .add(Measurement.of("plain gradient descent: next token right", "share", byDescentRight)
                        .baseline(bigram, "bigrams"))
                .add(Measurement.of("plain gradient descent: lead over bigrams", "share", byDescentRight - bigram)
                        .atLeast(0.2))
                .add(new Figure.Lines(
                        "learning",
                        "Algorithm 13 on sequences that repeat a word",
                        "sequences seen",
                        "loss (nats per token)",
                        List.of(adam.curve(), descended.curve())));
        trainedOutputs(byAdam, fresh, fast, findings);
    }

    /// Algorithm 13 with the step of Adam in place of its own, and a rate that falls over the last half.
    private static DParams adam(int[][] data, DParams start, int epochs, GradientFn<DParams> gradient) {
        int steps = epochs * data.length;
        var rate = new Schedule.WarmupStableDecay(ADAM_RATE, 0, 0, steps / 2, steps);
        var theta = start.copy();
        var mean = start.zeros();
        var square = start.zeros();
        for (int n = 0; n < steps; n++) {
            var g = gradient.gradient(new Loss.DLoss(data[n % data.length]), theta);
            Optimizer.adamStep(theta, g, mean, square, n + 1, rate.rate(n), 0.9, 0.98, 1e-8);
        }
        return theta;
    }

    /// Trained weights are larger than random ones and reach other corners.
    private static void trainedOutputs(DParams theta, int[][] fresh, FastDecoder fast, Findings findings) {
        double worst = 0;
        for (int[] x : Arrays.copyOf(fresh, 10)) {
            double[][] P = Decoder.dTransformer(x, theta, FastDecoder.options());
            double[][] found = fast.probabilities(x, theta);
            for (int v = 0; v < P.length; v++) {
                for (int t = 0; t < x.length; t++) {
                    worst = Math.max(worst, Math.abs(found[v][t] - P[v][t]));
                }
            }
        }
        findings.add(Measurement.of("trained model: difference of a probability", "probability", worst)
                .atMost(1e-4));
    }

    private static double accuracy(DParams theta, int[][] fresh, FastDecoder fast) {
        int right = 0;
        int asked = 0;
        for (int[] x : fresh) {
            double[][] P = fast.probabilities(x, theta);
            for (int t = JUDGED_FROM; t < x.length; t++) {
                right += likeliest(P, t - 1) == x[t] ? 1 : 0;
                asked++;
            }
        }
        return (double) right / asked;
    }

    private static int likeliest(double[][] P, int column) {
        int best = 0;
        for (int v = 1; v < P.length; v++) {
            best = P[v][column] > P[best][column] ? v : best;
        }
        return best;
    }

    /// What the token seen most often after the last one gets right.
    private static double bigramAccuracy(int[][] data, int[][] fresh) {
        var counts = new int[TASK.symbols()][TASK.symbols()];
        for (int[] x : data) {
            for (int t = 1; t < x.length; t++) {
                counts[x[t - 1]][x[t]]++;
            }
        }
        int right = 0;
        int asked = 0;
        for (int[] x : fresh) {
            for (int t = JUDGED_FROM; t < x.length; t++) {
                int[] after = counts[x[t - 1]];
                right += after[x[t]] == Arrays.stream(after).max().orElseThrow() ? 1 : 0;
                asked++;
            }
        }
        return (double) right / asked;
    }

    private static DParams randomModel(SplittableRandom random) {
        int width = WIDTHS[random.nextInt(WIDTHS.length)];
        int heads = HEADS[random.nextInt(HEADS.length)];
        return DParams.zeros(random.nextInt(5, 31), LONGEST, random.nextInt(1, 4), heads, width, random.nextInt(1, 33))
                .map((_, W) -> {
                    for (var row : W) {
                        // as floats, or the two would not have the same weights
                        Arrays.setAll(row, _ -> (float) random.nextDouble(-RANGE, RANGE));
                    }
                    return W;
                });
    }

    private static int[] randomTokens(SplittableRandom random, DParams theta, int shortest) {
        return random.ints(random.nextInt(shortest, LONGEST + 1), 0, theta.Wu().length)
                .toArray();
    }

    /// `‖g − ĝ‖ / ‖ĝ‖`.
    private static <P extends Params<P>> double distance(P g, P expected) {
        double squares = 0;
        double size = 0;
        for (int r = 0; r < g.rows().size(); r++) {
            double[] found = g.rows().get(r);
            double[] wanted = expected.rows().get(r);
            for (int i = 0; i < found.length; i++) {
                squares += (found[i] - wanted[i]) * (found[i] - wanted[i]);
                size += wanted[i] * wanted[i];
            }
        }
        return Math.sqrt(squares / size);
    }

    /// The loss of the sequences that a gradient is asked for, averaged over a few.
    private static final class LearningCurve {
        private static final int WINDOW = 25;

        private final String name;
        private final long total;
        private final Experiment experiment;
        private final List<Double> x = new ArrayList<>();
        private final List<Double> y = new ArrayList<>();
        private double sum;
        private long seen;

        LearningCurve(String name, long total, Experiment experiment) {
            this.name = name;
            this.total = total;
            this.experiment = experiment;
        }

        GradientFn<DParams> watching(FastDecoder fast) {
            return (loss, theta) -> {
                var gradient = fast.gradient(loss, theta);
                seen++;
                sum += fast.lastLoss() / (TASK.length() - 1);
                if (seen % WINDOW == 0) {
                    x.add((double) seen);
                    y.add(sum / WINDOW);
                    sum = 0;
                }
                experiment.progress("Algorithm 13, " + name, seen, total, "");
                return gradient;
            };
        }

        Curve curve() {
            return Curve.of(name, x, y);
        }
    }
}
