package formers.benchmarks;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;
import static org.bytedeco.pytorch.global.torch.manual_seed;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// One training step of [TorchGpt] on one batch that stays.
final class TorchTrainingStep implements Prepared {

    private final TorchGpt model;
    private final List<Tensor> parameters;
    private final TensorVector clipped;
    private final TorchAdamW optimizer;
    private final Tensor ids;
    private final Tensor targets;

    TorchTrainingStep(Workload.TrainingStep sizes) {
        manual_seed(1);
        model = new TorchGpt(sizes);
        parameters = Stream.concat(model.matrices().stream(), model.vectors().stream())
                .toList();
        clipped = new TensorVector(parameters.toArray(Tensor[]::new));
        optimizer = TorchAdamW.fused(
                3e-4, new TorchAdamW.Group(0.1, model.matrices()), new TorchAdamW.Group(0, model.vectors()));
        int batch = sizes.batch();
        int time = sizes.time();
        ids = Torch.ints(Inputs.ints(1, batch * time, sizes.vocabulary()), batch, time);
        targets = Torch.ints(Inputs.ints(2, batch * time, sizes.vocabulary()), batch, time);
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
            var loss = model.loss(ids, targets);
            loss.backward();
            clip_grad_norm_(clipped, 1.0);
            optimizer.step();
            return new float[] {loss.item_float()};
        }
    }

    @Override
    public void close() {}
}
