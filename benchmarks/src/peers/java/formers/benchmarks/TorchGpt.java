package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// GPT-2 as nanoGPT writes it, in eager libtorch operations: pre-norm blocks, learned positions, one
/// projection to queries, keys and values, tanh GELU, biases, the output projection tied to the token
/// embedding.
final class TorchGpt {

    private static final double DEVIATION = 0.02;

    private final List<Tensor> matrices = new ArrayList<>(); // decayed
    private final List<Tensor> vectors = new ArrayList<>(); // not decayed
    private final int heads;
    private final Tensor tokens; // [vocabulary, width]
    private final Tensor positions; // [context, width]
    private final List<Block> blocks = new ArrayList<>();
    private final Norm norm;

    TorchGpt(Workload.TrainingStep sizes) {
        heads = sizes.heads();
        int width = sizes.width();
        double residual = DEVIATION / Math.sqrt(2.0 * sizes.layers());
        tokens = matrix(DEVIATION, sizes.vocabulary(), width);
        positions = matrix(DEVIATION, sizes.context(), width);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            blocks.add(new Block(
                    new Norm(width),
                    new Linear(DEVIATION, width, 3 * width),
                    new Linear(residual, width, width),
                    new Norm(width),
                    new Linear(DEVIATION, width, 4 * width),
                    new Linear(residual, 4 * width, width)));
        }
        norm = new Norm(width);
    }

    /// Weights and embeddings, which decay.
    List<Tensor> matrices() {
        return matrices;
    }

    /// Biases and norms, which do not.
    List<Tensor> vectors() {
        return vectors;
    }

    /// Mean loss of `targets` given `ids`, both `[batch, time]`.
    Tensor loss(Tensor ids, Tensor targets) {
        var x = embedding(tokens, ids).add(positions.narrow(0, 0, ids.size(1))); // [batch, time, width]
        for (var block : blocks) {
            x = block.apply(x);
        }
        var logits = linear(norm.apply(x), tokens); // [batch, time, vocabulary]
        return cross_entropy_loss(logits.view(-1, tokens.size(0)), targets.view(-1));
    }

    private final class Norm {
        private final long[] width;
        private final TensorOptional weight;
        private final TensorOptional bias;

        Norm(int width) {
            this.width = new long[] {width};
            weight = new TensorOptional(vector(ones(width)));
            bias = new TensorOptional(vector(zeros(width)));
        }

        Tensor apply(Tensor x) {
            return layer_norm(x, width, weight, bias, 1e-5, false);
        }
    }

    private final class Linear {
        private final Tensor weight;
        private final TensorOptional bias;

        Linear(double deviation, int in, int out) {
            weight = matrix(deviation, out, in);
            bias = new TensorOptional(vector(zeros(out)));
        }

        Tensor apply(Tensor x) {
            return linear(x, weight, bias);
        }
    }

    private final class Block {
        private final Norm norm1;
        private final Linear qkv;
        private final Linear output;
        private final Norm norm2;
        private final Linear up;
        private final Linear down;

        Block(Norm norm1, Linear qkv, Linear output, Norm norm2, Linear up, Linear down) {
            this.norm1 = norm1;
            this.qkv = qkv;
            this.output = output;
            this.norm2 = norm2;
            this.up = up;
            this.down = down;
        }

        Tensor apply(Tensor x) {
            x = x.add(attention(norm1.apply(x)));
            return x.add(down.apply(gelu(up.apply(norm2.apply(x)), "tanh")));
        }

        private Tensor attention(Tensor x) {
            long batch = x.size(0);
            long time = x.size(1);
            long width = x.size(2);
            var parts = qkv.apply(x).split(width, 2);
            var mixed = Torch.causalAttention(split(parts.get(0)), split(parts.get(1)), split(parts.get(2)));
            return output.apply(mixed.transpose(1, 2).contiguous().view(batch, time, width));
        }

        /// `[batch, time, width] → [batch, heads, time, width/heads]`, a view.
        private Tensor split(Tensor x) {
            return x.view(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
        }
    }

    private Tensor matrix(double deviation, long rows, long columns) {
        var matrix = randn(rows, columns).mul_(new Scalar(deviation)).requires_grad_();
        matrices.add(matrix);
        return matrix;
    }

    private Tensor vector(Tensor values) {
        vectors.add(values.requires_grad_());
        return values;
    }
}
