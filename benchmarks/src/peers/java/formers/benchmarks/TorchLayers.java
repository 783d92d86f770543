package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// The layers of a model in eager libtorch operations, and their parameters.
final class TorchLayers {

    private final List<Tensor> matrices = new ArrayList<>();
    private final List<Tensor> vectors = new ArrayList<>();

    /// Weights and embeddings, which decay.
    List<Tensor> matrices() {
        return matrices;
    }

    /// Biases and norms, which do not.
    List<Tensor> vectors() {
        return vectors;
    }

    List<Tensor> parameters() {
        return Stream.concat(matrices.stream(), vectors.stream()).toList();
    }

    /// Normal values around 0.
    Tensor matrix(double deviation, long rows, long columns) {
        var matrix = randn(rows, columns).mul_(new Scalar(deviation)).requires_grad_();
        matrices.add(matrix);
        return matrix;
    }

    private Tensor vector(Tensor values) {
        vectors.add(values.requires_grad_());
        return values;
    }

    /// `[batch, time, width] → [batch, heads, time, width/heads]`, a view.
    static Tensor split(Tensor x, int heads) {
        return x.view(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
    }

    /// Back again, `[batch, heads, time, width/heads] → [batch, time, width]`.
    static Tensor joined(Tensor heads) {
        return heads.transpose(1, 2).contiguous().view(heads.size(0), heads.size(2), heads.size(1) * heads.size(3));
    }

    /// With scale and shift, ε = 1e-5.
    final class Norm {
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

    /// A weight `[out, in]` and a bias.
    final class Linear {
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
}
