package formers.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/// AdamW in libtorch, β = (0.9, 0.95), ε = 1e-8.
interface TorchAdamW {

    double BETA1 = 0.9;
    double BETA2 = 0.95;
    double EPSILON = 1e-8;

    /// Parameters with the same weight decay.
    record Group(double decay, List<Tensor> parameters) {}

    /// Updates every parameter from its gradient.
    void step();

    /// The optimizer of the C++ library: several elementwise operations per parameter.
    static TorchAdamW composed(double rate, Group... groups) {
        var optimizer = new AdamW(new TensorVector(), options(rate, 0));
        for (var group : groups) {
            var parameters = new TensorVector(group.parameters().toArray(Tensor[]::new));
            optimizer.add_param_group(new OptimizerParamGroup(parameters, options(rate, group.decay())));
        }
        return optimizer::step;
    }

    private static AdamWOptions options(double rate, double decay) {
        var options = new AdamWOptions(rate);
        options.betas().put(BETA1, BETA2);
        options.eps().put(EPSILON);
        options.weight_decay().put(decay);
        return options;
    }

    /// The operator behind `torch.optim.AdamW(fused=True)`, one pass over memory. The C++ library has
    /// no function for it, so it is called through the dispatcher, as Python does.
    static TorchAdamW fused(double rate, Group... groups) {
        var states = Arrays.stream(groups).map(group -> new Fused(rate, group)).toList();
        return () -> states.forEach(Fused::step);
    }

    /// One group and its moments.
    final class Fused {
        // Not static: it belongs to the scope that is open when it is made, and goes when that closes.
        private final OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
        private final double rate;
        private final Group group;
        private final List<Tensor> firstMoments;
        private final List<Tensor> secondMoments;
        private final Tensor steps = torch.zeros();

        Fused(double rate, Group group) {
            this.rate = rate;
            this.group = group;
            firstMoments = group.parameters().stream().map(torch::zeros_like).toList();
            secondMoments = group.parameters().stream().map(torch::zeros_like).toList();
        }

        void step() {
            try (var _ = new PointerScope();
                    var _ = new NoGradGuard()) {
                steps.add_(new Scalar(1));
                var parameters = group.parameters();
                var gradients = parameters.stream().map(Tensor::grad).toList();
                var counts = parameters.stream().map(_ -> steps).toList();
                var arguments = new IValueVector(
                        list(parameters),
                        list(gradients),
                        list(firstMoments),
                        list(secondMoments),
                        list(List.of()),
                        list(counts),
                        new IValue(rate),
                        new IValue(BETA1),
                        new IValue(BETA2),
                        new IValue(group.decay()),
                        new IValue(EPSILON),
                        new IValue(false),
                        new IValue(false),
                        new IValue(),
                        new IValue());
                Dispatcher.singleton().callBoxed(operator, arguments);
            }
        }

        private static IValue list(List<Tensor> tensors) {
            var list = new GenericList(new Type.TypePtr(TensorType.get()));
            tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
            return new IValue(list);
        }
    }
}
