package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.linear;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// GPT-2 as nanoGPT writes it, in eager libtorch operations: pre-norm blocks, learned positions, one
/// projection to queries, keys and values, tanh GELU, biases, the output projection tied to the token
/// embedding.
final class TorchGpt {

    private static final double DEVIATION = 0.02;

    private final TorchLayers layers = new TorchLayers();
    private final int heads;
    private final Tensor tokens; // [vocabulary, width]
    private final Tensor positions; // [context, width]
    private final List<Block> blocks = new ArrayList<>();
    private final TorchLayers.Norm norm;

    TorchGpt(Workload.TrainingStep sizes) {
        heads = sizes.heads();
        int width = sizes.width();
        double residual = DEVIATION / Math.sqrt(2.0 * sizes.layers());
        tokens = layers.matrix(DEVIATION, sizes.vocabulary(), width);
        positions = layers.matrix(DEVIATION, sizes.context(), width);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            blocks.add(new Block(
                    layers.new Norm(width),
                    layers.new Linear(DEVIATION, width, 3 * width),
                    layers.new Linear(residual, width, width),
                    layers.new Norm(width),
                    layers.new Linear(DEVIATION, width, 4 * width),
                    layers.new Linear(residual, 4 * width, width)));
        }
        norm = layers.new Norm(width);
    }

    TorchLayers layers() {
        return layers;
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

    private final class Block {
        private final TorchLayers.Norm norm1;
        private final TorchLayers.Linear qkv;
        private final TorchLayers.Linear output;
        private final TorchLayers.Norm norm2;
        private final TorchLayers.Linear up;
        private final TorchLayers.Linear down;

        Block(
                TorchLayers.Norm norm1,
                TorchLayers.Linear qkv,
                TorchLayers.Linear output,
                TorchLayers.Norm norm2,
                TorchLayers.Linear up,
                TorchLayers.Linear down) {
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
            var parts = qkv.apply(x).split(x.size(2), 2);
            var mixed = Torch.causalAttention(
                    TorchLayers.split(parts.get(0), heads),
                    TorchLayers.split(parts.get(1), heads),
                    TorchLayers.split(parts.get(2), heads));
            return output.apply(TorchLayers.joined(mixed));
        }
    }
}
