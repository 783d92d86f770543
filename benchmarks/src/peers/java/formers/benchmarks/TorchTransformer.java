package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// The encoder-decoder of Vaswani et al. 2017 in eager libtorch operations: post-norm, sinusoids, ReLU, one
/// embedding for both sides and the output. Sentences fill their batch, so that no mask slows attention down;
/// queries, keys and values come of one product where they can.
final class TorchTransformer {

    private static final double SMOOTHING = 0.1;
    private static final int MEAN = 1;

    private final TorchLayers layers = new TorchLayers();
    private final int heads;
    private final int width;
    private final Tensor tokens; // [vocabulary, width]
    private final Tensor positions; // [longest, width]
    private final List<UnaryOperator<Tensor>> encoder = new ArrayList<>();
    private final List<DecoderLayer> decoder = new ArrayList<>();

    TorchTransformer(Workload.TranslationStep sizes) {
        heads = sizes.heads();
        width = sizes.width();
        tokens = layers.matrix(1 / Math.sqrt(width), sizes.vocabulary(), width);
        positions = sinusoids(Math.max(sizes.source(), sizes.target()));
        for (int layer = 0; layer < sizes.layers(); layer++) {
            var attention = new SelfAttention(false);
            var network = new FeedForward(sizes.hidden());
            encoder.add(x -> network.apply(attention.apply(x)));
            decoder.add(new DecoderLayer(sizes.hidden()));
        }
    }

    private Tensor sinusoids(int longest) {
        var values = new float[longest * width];
        for (int i = 0; i < values.length; i++) {
            int channel = i % width;
            double angle = i / width * Math.pow(10_000, -(channel / 2 * 2) / (double) width);
            values[i] = (float) (channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
        }
        return Tensor.create(values, longest, width);
    }

    TorchLayers layers() {
        return layers;
    }

    /// Mean smoothed loss of `targets`, `[batch, target]`, given `source` and `input`.
    Tensor loss(Tensor source, Tensor input, Tensor targets) {
        var memory = embedded(source);
        for (var layer : encoder) {
            memory = layer.apply(memory);
        }
        var x = embedded(input);
        for (var layer : decoder) {
            x = layer.apply(x, memory);
        }
        var logits = linear(x, tokens).view(-1, tokens.size(0));
        return cross_entropy_loss(logits, targets.view(-1), new TensorOptional(), MEAN, -100, SMOOTHING);
    }

    private Tensor embedded(Tensor ids) {
        return embedding(tokens, ids).mul(new Scalar(Math.sqrt(width))).add(positions.narrow(0, 0, ids.size(1)));
    }

    private TorchLayers.Linear projection(int out) {
        return layers.new Linear(Math.sqrt(2.0 / (width + out)), width, out);
    }

    private final class SelfAttention {
        private final boolean causal;
        private final TorchLayers.Linear qkv = projection(3 * width);
        private final TorchLayers.Linear output = projection(width);
        private final TorchLayers.Norm norm = layers.new Norm(width);

        SelfAttention(boolean causal) {
            this.causal = causal;
        }

        Tensor apply(Tensor x) {
            var parts = qkv.apply(x).split(width, 2);
            return norm.apply(x.add(output.apply(attend(parts.get(0), parts.get(1), parts.get(2), causal))));
        }
    }

    private final class CrossAttention {
        private final TorchLayers.Linear q = projection(width);
        private final TorchLayers.Linear kv = projection(2 * width);
        private final TorchLayers.Linear output = projection(width);
        private final TorchLayers.Norm norm = layers.new Norm(width);

        Tensor apply(Tensor x, Tensor memory) {
            var parts = kv.apply(memory).split(width, 2);
            return norm.apply(x.add(output.apply(attend(q.apply(x), parts.get(0), parts.get(1), false))));
        }
    }

    private Tensor attend(Tensor q, Tensor k, Tensor v, boolean causal) {
        return TorchLayers.joined(scaled_dot_product_attention(
                TorchLayers.split(q, heads),
                TorchLayers.split(k, heads),
                TorchLayers.split(v, heads),
                new TensorOptional(),
                0,
                causal,
                new DoubleOptional(),
                false));
    }

    private final class FeedForward {
        private final TorchLayers.Linear up;
        private final TorchLayers.Linear down;
        private final TorchLayers.Norm norm = layers.new Norm(width);

        FeedForward(int hidden) {
            up = projection(hidden);
            down = layers.new Linear(Math.sqrt(2.0 / (width + hidden)), hidden, width);
        }

        Tensor apply(Tensor x) {
            return norm.apply(x.add(down.apply(up.apply(x).relu())));
        }
    }

    private final class DecoderLayer {
        private final SelfAttention self = new SelfAttention(true);
        private final CrossAttention cross = new CrossAttention();
        private final FeedForward network;

        DecoderLayer(int hidden) {
            network = new FeedForward(hidden);
        }

        Tensor apply(Tensor x, Tensor memory) {
            return network.apply(cross.apply(self.apply(x), memory));
        }
    }
}
