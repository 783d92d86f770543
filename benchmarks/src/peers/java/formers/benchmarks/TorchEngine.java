package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.irfft;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.rfft;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.SymInt;
import org.bytedeco.pytorch.SymIntOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;

/// libtorch on the CPU, called from Java through JavaCPP: eager operations, as PyTorch would run them.
public final class TorchEngine implements Engine {

    /// The public constructor by which the service is found.
    public TorchEngine() {}

    @Override
    public String name() {
        return "libtorch 2.10";
    }

    @Override
    public void useThreads(int count) {
        set_num_threads(count);
    }

    @Override
    public Prepared prepare(Workload workload) {
        var operands = new PointerScope();
        return new Kept(operands, work(workload));
    }

    private static Prepared work(Workload workload) {
        return switch (workload) {
            case Workload.MatrixProduct product -> matrixProduct(product);
            case Workload.MatrixVector(var rows, var columns) -> {
                var w = Torch.floats(1, rows, columns);
                var x = Torch.floats(2, 1, columns);
                yield inference(() -> linear(x, w));
            }
            case Workload.Attention attention -> attention(attention);
            case Workload.LayerNorm(var rows, var width) -> {
                var x = Torch.floats(1, rows, width);
                var weight = new TensorOptional(Torch.floats(2, width));
                var bias = new TensorOptional(Torch.floats(3, width));
                yield inference(() -> layer_norm(x, new long[] {width}, weight, bias, 1e-5, false));
            }
            case Workload.SoftmaxCrossEntropy(var rows, var classes) -> {
                var logits = Torch.floats(1, rows, classes).requires_grad_();
                var targets = Torch.ints(Inputs.ints(2, rows, classes), rows);
                yield new Operation(
                        () -> {
                            logits.mutable_grad().reset();
                            cross_entropy_loss(logits, targets).backward();
                            return logits.grad();
                        },
                        false);
            }
            case Workload.Gelu(var elements, var exact) -> {
                var x = Torch.floats(1, elements);
                yield inference(() -> gelu(x, exact ? "none" : "tanh"));
            }
            case Workload.AdamW(var elements, var fused) -> adamW(elements, fused);
            case Workload.FftConvolution convolution -> fftConvolution(convolution);
            case Workload.Add(var elements) -> {
                var a = Torch.floats(1, elements);
                var b = Torch.floats(2, elements);
                yield new Operation(() -> a.add(b), false);
            }
            case Workload.TrainingStep step -> TorchTrainingStep.of(step);
            case Workload.TranslationStep step -> TorchTrainingStep.of(step);
        };
    }

    private static Prepared matrixProduct(Workload.MatrixProduct p) {
        var a = p.transposeA() ? Torch.floats(1, p.k(), p.m()).t() : Torch.floats(1, p.m(), p.k());
        var b = p.transposeB() ? Torch.floats(2, p.n(), p.k()).t() : Torch.floats(2, p.k(), p.n());
        return inference(() -> matmul(a, b));
    }

    /// In libtorch's own layout, `[batch, heads, tokens, width]` without gaps.
    private static Prepared attention(Workload.Attention a) {
        var q = heads(1, a);
        var k = heads(2, a);
        var v = heads(3, a);
        if (!a.backward()) {
            return inference(() -> Torch.causalAttention(q, k, v).transpose(1, 2));
        }
        var upstream = heads(4, a);
        q.requires_grad_();
        k.requires_grad_();
        v.requires_grad_();
        return new Operation(
                () -> {
                    q.mutable_grad().reset();
                    k.mutable_grad().reset();
                    v.mutable_grad().reset();
                    Torch.causalAttention(q, k, v)
                            .backward(upstream, new BoolOptional(), false, new TensorArrayRefOptional());
                    return k.grad().transpose(1, 2);
                },
                false);
    }

    private static Tensor heads(long seed, Workload.Attention a) {
        return Torch.floats(seed, 1, a.tokens(), a.heads(), a.headWidth()).transpose(1, 2).contiguous();
    }

    private static Prepared fftConvolution(Workload.FftConvolution c) {
        var x = Torch.floats(1, c.batch(), c.channels(), c.time());
        var filter = Torch.floats(2, c.channels(), c.time());
        var n = new SymIntOptional(new SymInt(2L * c.time()));
        var plain = new StringViewOptional();
        return inference(() -> {
            var product = rfft(x, n, -1, plain).mul_(rfft(filter, n, -1, plain));
            return irfft(product, n, -1, plain).narrow(-1, 0, c.time());
        });
    }

    private static Prepared adamW(int elements, boolean fused) {
        var parameter = Torch.floats(1, elements).requires_grad_();
        parameter.mutable_grad().put(Torch.floats(2, elements));
        var group = new TorchAdamW.Group(0.1, List.of(parameter));
        var optimizer = fused ? TorchAdamW.fused(1e-4, group) : TorchAdamW.composed(1e-4, group);
        return new Operation(
                () -> {
                    optimizer.step();
                    return parameter.detach();
                },
                false);
    }

    private static Prepared inference(Supplier<Tensor> operation) {
        return new Operation(operation, true);
    }

    /// What an operation makes is freed when its scope closes.
    private record Operation(Supplier<Tensor> operation, boolean withoutGradients) implements Prepared {
        @Override
        public void run() {
            try (var _ = new PointerScope()) {
                compute();
            }
        }

        @Override
        public float[] result() {
            try (var _ = new PointerScope()) {
                return Torch.toArray(compute());
            }
        }

        private Tensor compute() {
            if (!withoutGradients) {
                return operation.get();
            }
            try (var _ = new NoGradGuard()) {
                return operation.get();
            }
        }

        @Override
        public void close() {}
    }

    /// Work and the scope that its operands were made in, which frees them. JavaCPP's memory is out of
    /// the garbage collector's sight.
    private record Kept(PointerScope operands, Prepared work) implements Prepared {
        @Override
        public void run() {
            work.run();
        }

        @Override
        public float[] result() {
            return work.result();
        }

        @Override
        public void close() {
            work.close();
            operands.close();
        }
    }
}
