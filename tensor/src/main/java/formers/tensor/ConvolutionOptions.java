package formers.tensor;

/// How a one-dimensional convolution walks over its input.
///
/// @param stride    distance between outputs
/// @param padBefore zeros before the input
/// @param padAfter  zeros after it
/// @param dilation  distance between taps
/// @param groups    the channels fall into this many groups that do not mix; as many as channels is depthwise
public record ConvolutionOptions(int stride, int padBefore, int padAfter, int dilation, int groups) {

    public ConvolutionOptions {
        if (stride < 1 || padBefore < 0 || padAfter < 0 || dilation < 1 || groups < 1) {
            throw new IllegalArgumentException(
                    "convolution wants stride, dilation and groups of at least 1 and no negative padding, found stride"
                            + " %d, padding %d and %d, dilation %d, groups %d"
                                    .formatted(stride, padBefore, padAfter, dilation, groups));
        }
    }

    /// No padding: `time − taps + 1` outputs.
    public static ConvolutionOptions valid() {
        return new ConvolutionOptions(1, 0, 0, 1, 1);
    }

    /// As many outputs as inputs, none of which sees a later input.
    public static ConvolutionOptions causal(int taps) {
        return new ConvolutionOptions(1, taps - 1, 0, 1, 1);
    }

    /// As many outputs as inputs, centred.
    public static ConvolutionOptions same(int taps) {
        return new ConvolutionOptions(1, (taps - 1) / 2, taps / 2, 1, 1);
    }

    public ConvolutionOptions withGroups(int count) {
        return new ConvolutionOptions(stride, padBefore, padAfter, dilation, count);
    }

    public ConvolutionOptions withStride(int distance) {
        return new ConvolutionOptions(distance, padBefore, padAfter, dilation, groups);
    }

    public ConvolutionOptions withDilation(int distance) {
        return new ConvolutionOptions(stride, padBefore, padAfter, distance, groups);
    }
}
