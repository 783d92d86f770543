package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;
import static org.bytedeco.pytorch.global.torch.manual_seed;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// One training step of a model on one batch that stays: gradients, clipping at norm 1, AdamW.
final class TorchTrainingStep implements Prepared {

    private final List<Tensor> parameters;
    private final TensorVector clipped;
    private final TorchAdamW optimizer;
    private final Supplier<Tensor> loss;

    private TorchTrainingStep(TorchLayers layers, double decay, Supplier<Tensor> loss) {
        parameters = layers.parameters();
        clipped = new TensorVector(parameters.toArray(Tensor[]::new));
        optimizer = TorchAdamW.fused(
                3e-4, new TorchAdamW.Group(decay, layers.matrices()), new TorchAdamW.Group(0, layers.vectors()));
        this.loss = loss;
    }

    static TorchTrainingStep of(Workload.TrainingStep sizes) {
        manual_seed(1);
        var model = new TorchGpt(sizes);
        var ids = ids(1, sizes.batch(), sizes.time(), sizes.vocabulary());
        var targets = ids(2, sizes.batch(), sizes.time(), sizes.vocabulary());
        return new TorchTrainingStep(model.layers(), 0.1, () -> model.loss(ids, targets));
    }

    static TorchTrainingStep of(Workload.TranslationStep sizes) {
        manual_seed(1);
        var model = new TorchTransformer(sizes);
        var source = ids(1, sizes.batch(), sizes.source(), sizes.vocabulary());
        var input = ids(2, sizes.batch(), sizes.target(), sizes.vocabulary());
        var targets = ids(3, sizes.batch(), sizes.target(), sizes.vocabulary());
        return new TorchTrainingStep(model.layers(), 0, () -> model.loss(source, input, targets));
    }

    private static Tensor ids(long seed, int rows, int time, int vocabulary) {
        return Torch.ints(Inputs.ints(seed, rows * time, vocabulary), rows, time);
    }

    @Override
    public void run() {
        result();
    }

    @Override
    public float[] result() {
        try (var _ = new PointerScope()) {
            for (var parameter : parameters) {
                parameter.mutable_grad().reset();
            }
            var value = loss.get();
            value.backward();
            clip_grad_norm_(clipped, 1.0);
            optimizer.step();
            return new float[] {value.item_float()};
        }
    }

    @Override
    public void close() {}
}
