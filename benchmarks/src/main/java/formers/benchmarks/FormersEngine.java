package formers.benchmarks;

import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.transformer.Heads;
import formers.models.translation.transformer.Transformer;
import formers.models.translation.transformer.TransformerConfig;
import formers.models.translation.transformer.Vocabulary;
import formers.tensor.AdamWUpdate;
import formers.tensor.AttentionOptions;
import formers.tensor.CrossEntropy;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.tensor.threads.Threads;
import formers.training.AdamW;
import java.util.Arrays;
import java.util.function.Supplier;

/// Formers' own side: each workload through the public operations, in a scope as a training step has it.
final class FormersEngine implements Engine {

    @Override
    public String name() {
        return "Formers";
    }

    @Override
    public void useThreads(int count) {
        Threads.setCount(count);
    }

    @Override
    public Prepared prepare(Workload workload) {
        return switch (workload) {
            case Workload.MatrixProduct product -> matrixProduct(product);
            case Workload.MatrixVector(var rows, var columns) -> {
                var w = matrix(1, rows, columns);
                var x = matrix(2, 1, columns);
                yield scoped(() -> x.linear(w, null));
            }
            case Workload.Attention attention -> attention(attention);
            case Workload.LayerNorm(var rows, var width) -> {
                var x = matrix(1, rows, width);
                var weight = Tensor.wrap(Inputs.floats(2, width), width);
                var bias = Tensor.wrap(Inputs.floats(3, width), width);
                yield scoped(() -> x.layerNorm(weight, bias, 1e-5f));
            }
            case Workload.SoftmaxCrossEntropy(var rows, var classes) -> {
                var logits = matrix(1, rows, classes).withGradient();
                var targets = Tensor.ofInts(Inputs.ints(2, rows, classes));
                yield scoped(() -> {
                    logits.clearGradient();
                    logits.crossEntropy(targets, CrossEntropy.plain()).backward();
                    return logits.gradient();
                });
            }
            case Workload.Gelu(var elements, var exact) -> {
                var x = Tensor.wrap(Inputs.floats(1, elements), elements);
                yield exact ? scoped(x::gelu) : scoped(x::geluTanh);
            }
            case Workload.AdamW update -> adamW(update.elements());
            case Workload.FftConvolution(var batch, var channels, var time) -> {
                var x = Tensor.wrap(Inputs.floats(1, batch * channels * time), batch, channels, time);
                var filter = matrix(2, channels, time);
                yield scoped(() -> x.fftConvolution(filter));
            }
            case Workload.Add(var elements) -> new Add(elements);
            case Workload.TrainingStep step -> gpt(step);
            case Workload.TranslationStep step -> translation(step);
        };
    }

    private static Tensor matrix(long seed, int rows, int columns) {
        return Tensor.wrap(Inputs.floats(seed, rows * columns), rows, columns);
    }

    private static Prepared matrixProduct(Workload.MatrixProduct p) {
        var a = p.transposeA() ? matrix(1, p.k(), p.m()) : matrix(1, p.m(), p.k());
        var b = p.transposeB() ? matrix(2, p.n(), p.k()) : matrix(2, p.k(), p.n());
        return scoped(() -> a.matmul(p.transposeA(), b, p.transposeB()));
    }

    private static Prepared attention(Workload.Attention a) {
        var q = heads(1, a);
        var k = heads(2, a);
        var v = heads(3, a);
        if (!a.backward()) {
            return scoped(() -> q.attention(k, v, AttentionOptions.onlyEarlier()));
        }
        var upstream = heads(4, a);
        q.withGradient();
        k.withGradient();
        v.withGradient();
        return scoped(() -> {
            q.clearGradient();
            k.clearGradient();
            v.clearGradient();
            q.attention(k, v, AttentionOptions.onlyEarlier()).backward(upstream);
            return k.gradient();
        });
    }

    private static Tensor heads(long seed, Workload.Attention a) {
        int size = a.tokens() * a.heads() * a.headWidth();
        return Tensor.wrap(Inputs.floats(seed, size), 1, a.tokens(), a.heads(), a.headWidth());
    }

    private static Prepared adamW(int elements) {
        var parameter = Tensor.wrap(Inputs.floats(1, elements), elements).withGradient();
        parameter.times(Tensor.wrap(Inputs.floats(2, elements), elements)).sum().backward();
        var first = Tensor.wrap(new float[elements], elements);
        var second = Tensor.wrap(new float[elements], elements);
        var steps = new long[1];
        return scoped(() -> {
            new AdamWUpdate(++steps[0], 1e-4f, 0.9f, 0.95f, 1e-8f, 0.1f, 1).apply(parameter, first, second);
            return parameter;
        });
    }

    /// An operation whose results go back to the pool after each run.
    private static Prepared scoped(Supplier<Tensor> operation) {
        return new Scoped(operation);
    }

    private record Scoped(Supplier<Tensor> operation) implements Prepared {
        @Override
        public void run() {
            try (var _ = Scope.open()) {
                operation.get();
            }
        }

        @Override
        public float[] result() {
            try (var _ = Scope.open()) {
                return operation.get().toArray();
            }
        }

        @Override
        public void close() {}
    }

    /// A sum whose results are left to the garbage collector. The last one is kept, so that no compiler
    /// finds the work useless.
    private static final class Add implements Prepared {
        private final Tensor a;
        private final Tensor b;
        private Tensor last;

        Add(int elements) {
            a = Tensor.wrap(Inputs.floats(1, elements), elements);
            b = Tensor.wrap(Inputs.floats(2, elements), elements);
        }

        @Override
        public void run() {
            last = a.plus(b);
        }

        @Override
        public float[] result() {
            run();
            return last.toArray();
        }

        @Override
        public void close() {}
    }

    private static Prepared gpt(Workload.TrainingStep s) {
        var config = DecoderConfig.of(s.vocabulary(), s.context(), s.layers(), s.width())
                .attention(Attention.of(s.heads(), s.heads(), s.width() / s.heads()))
                .build();
        var model = new Decoder(config, Parameters.initialised(1));
        var ids = ids(1, s.batch(), s.time(), s.vocabulary());
        var targets = ids(2, s.batch(), s.time(), s.vocabulary());
        return new Step(model.parameters(), AdamW.Settings.defaults(), () -> model.loss(ids, targets, Pass.plain()));
    }

    private static Prepared translation(Workload.TranslationStep s) {
        var config = TransformerConfig.of(
                        new Vocabulary.Shared(s.vocabulary()), new PairBatch.Marks(0, 1, 2), s.layers(), s.width())
                .heads(Heads.of(s.heads(), s.width()))
                .feedForward(new FeedForward.Plain(Activation.RELU, s.hidden()))
                .build();
        var model = new Transformer(config, Parameters.initialised(1));
        var lengths = new int[s.batch()];
        Arrays.fill(lengths, s.source());
        var batch = new PairBatch(
                ids(1, s.batch(), s.source(), s.vocabulary()),
                lengths,
                ids(2, s.batch(), s.target(), s.vocabulary()),
                ids(3, s.batch(), s.target(), s.vocabulary()));
        var adam = new AdamW.Settings(0.9f, 0.98f, 1e-9f, 0);
        return new Step(model.parameters(), adam, () -> model.loss(batch, 0.1f, Pass.plain()));
    }

    private static Tensor ids(long seed, int rows, int time, int vocabulary) {
        return Tensor.ofInts(Inputs.ints(seed, rows * time, vocabulary), rows, time);
    }

    /// The step of the trainer on one batch that stays.
    private static final class Step implements Prepared {
        private final Supplier<Tensor> loss;
        private final AdamW optimizer;

        Step(Parameters parameters, AdamW.Settings settings, Supplier<Tensor> loss) {
            parameters.requireGradients();
            this.loss = loss;
            optimizer = new AdamW(parameters.all(), settings);
        }

        @Override
        public void run() {
            result();
        }

        @Override
        public float[] result() {
            float value;
            try (var _ = Scope.open()) {
                var mean = loss.get();
                value = mean.item();
                mean.backward();
            }
            optimizer.step(3e-4, 1.0);
            return new float[] {value};
        }

        @Override
        public void close() {}
    }
}
