package formers.tensor;

/// Convolutions and their gradients. Only depthwise and long ones have kernels of their own; the others
/// are a change of layout and a matrix product.
final class Convolution {

    private Convolution() {}

    private static Backend.Convolutions backend() {
        return Backend.current().convolutions();
    }

    static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, ConvolutionOptions how) {
        int groups = how.groups();
        if (x.rank() != 3
                || weight.rank() != 3
                || weight.extent(0) % groups != 0
                || x.extent(1) != weight.extent(1) * groups) {
            throw new ShapeException(
                    "conv1d of %s with weight %s in %d groups: wants [batch, in, time] and [out, in/groups, taps]"
                            .formatted(x.shape(), weight.shape(), groups));
        }
        int taps = weight.extent(2);
        int reach = (taps - 1) * how.dilation() + 1;
        int outputs = (x.extent(2) + how.padBefore() + how.padAfter() - reach) / how.stride() + 1;
        if (x.extent(2) + how.padBefore() + how.padAfter() < reach) {
            throw new ShapeException("conv1d of %s: %d taps reach over %d steps, more than the padded input has"
                    .formatted(x.shape(), taps, reach));
        }
        boolean depthwise = groups == x.extent(1) && weight.extent(0) == groups && how.stride() == 1;
        var y = depthwise ? depthwise(x, weight, how, outputs) : byProduct(x, weight, how, outputs);
        return bias == null ? y : y.plus(bias.reshape(weight.extent(0), 1));
    }

    private static Tensor depthwise(Tensor x, Tensor weight, ConvolutionOptions how, int outputs) {
        var y = Tensor.empty(x.shape().with(2, outputs));
        backend().depthwise(x, weight, how.dilation(), how.padBefore(), y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    var dWeight = Tensor.empty(weight.shape());
                    backend().depthwiseGradients(x, weight, how.dilation(), how.padBefore(), dy, dx, dWeight);
                    into.give(x, dx);
                    into.give(weight, dWeight);
                },
                x,
                weight);
    }

    /// `[out/groups, in/groups·taps] × [in/groups·taps, outputs]` for each group of each sequence.
    private static Tensor byProduct(Tensor x, Tensor weight, ConvolutionOptions how, int outputs) {
        int groups = how.groups();
        int taps = weight.extent(2);
        int perGroup = weight.extent(1) * taps;
        var columns = unfold(x.pad(2, how.padBefore(), how.padAfter(), 0), taps, how, outputs)
                .reshape(x.extent(0), groups, perGroup, outputs);
        return weight.reshape(groups, weight.extent(0) / groups, perGroup)
                .matmul(columns)
                .reshape(x.extent(0), weight.extent(0), outputs);
    }

    /// `[batch, channels, time] → [batch, channels, taps, outputs]`: what each tap sees.
    private static Tensor unfold(Tensor x, int taps, ConvolutionOptions how, int outputs) {
        var strided = Backend.current().strided();
        int[] extents = {x.extent(0), x.extent(1), outputs};
        int[] from = {x.extent(1) * x.extent(2), x.extent(2), how.stride()};
        var columns = Tensor.empty(Shape.of(x.extent(0), x.extent(1), taps, outputs));
        int[] to = {x.extent(1) * taps * outputs, taps * outputs, 1};
        for (int tap = 0; tap < taps; tap++) {
            strided.copy(x, tap * how.dilation(), from, columns, tap * outputs, to, extents, false);
        }
        return Gradients.record(
                columns,
                (d, into) -> {
                    var dx = Tensor.empty(x.shape()).fill(0);
                    for (int tap = 0; tap < taps; tap++) {
                        strided.copy(d, tap * outputs, to, dx, tap * how.dilation(), from, extents, true);
                    }
                    into.give(x, dx);
                },
                x);
    }

    static Tensor patches(Tensor images, Tensor weight, Tensor bias) {
        boolean fits = images.rank() == 4 && weight.rank() == 4 && images.extent(1) == weight.extent(1);
        int height = fits ? weight.extent(2) : 1;
        int width = fits ? weight.extent(3) : 1;
        if (!fits || height == 0 || width == 0 || images.extent(2) % height != 0 || images.extent(3) % width != 0) {
            throw new ShapeException(
                    "patches of %s with weight %s: wants [batch, channels, height, width] cut evenly by [out, channels,"
                            + " patch height, patch width]".formatted(images.shape(), weight.shape()));
        }
        int channels = images.extent(1);
        int rows = images.extent(2) / height;
        int columns = images.extent(3) / width;
        return images.reshape(images.extent(0), channels, rows, height, columns, width)
                .permute(0, 2, 4, 1, 3, 5)
                .reshape(images.extent(0), rows * columns, channels * height * width)
                .linear(weight.reshape(weight.extent(0), channels * height * width), bias);
    }

    static Tensor causalFft(Tensor x, Tensor filter) {
        if (x.rank() != 3 || filter.rank() != 2 || filter.extent(0) != x.extent(1)) {
            throw new ShapeException(
                    "fftConvolution of %s with filter %s: wants [batch, channels, time] and [channels, taps]"
                            .formatted(x.shape(), filter.shape()));
        }
        var y = Tensor.empty(x.shape());
        backend().causalFft(x, filter, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = Tensor.empty(x.shape());
                    var dFilter = Tensor.empty(filter.shape());
                    backend().causalFftGradients(x, filter, dy, dx, dFilter);
                    into.give(x, dx);
                    into.give(filter, dFilter);
                },
                x,
                filter);
    }
}
