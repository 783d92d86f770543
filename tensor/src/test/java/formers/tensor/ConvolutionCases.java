package formers.tensor;

import static formers.tensor.OperationCase.random;

import java.util.ArrayList;
import java.util.List;

/// Convolutions and their definitions.
final class ConvolutionCases {

    private ConvolutionCases() {}

    static List<OperationCase> all() {
        var cases = new ArrayList<OperationCase>();
        conv1d(cases, "valid", ConvolutionOptions.valid(), 3, 5, 3, 9);
        conv1d(cases, "causal", ConvolutionOptions.causal(4), 3, 2, 4, 7);
        conv1d(cases, "same, stride 2", ConvolutionOptions.same(3).withStride(2), 2, 3, 3, 8);
        conv1d(cases, "dilated", ConvolutionOptions.valid().withDilation(3), 2, 2, 3, 11);
        conv1d(cases, "two groups", ConvolutionOptions.same(3).withGroups(2), 4, 6, 3, 7);
        conv1d(cases, "depthwise, causal", ConvolutionOptions.causal(3).withGroups(4), 4, 4, 3, 19);
        conv1d(
                cases,
                "depthwise, dilated, same",
                ConvolutionOptions.same(5).withGroups(3).withDilation(2),
                3,
                3,
                5,
                9);
        conv1d(cases, "one step, one tap", ConvolutionOptions.valid(), 1, 1, 1, 1);
        patches(cases);
        for (int batch = 1; batch <= 3; batch++) {
            for (int time : new int[] {1, 5, 16}) {
                fft(cases, batch, time, time);
            }
        }
        fft(cases, 2, 9, 4);
        return cases;
    }

    private static void conv1d(
            List<OperationCase> cases, String variant, ConvolutionOptions how, int in, int out, int taps, int time) {
        int groups = how.groups();
        int reach = (taps - 1) * how.dilation() + 1;
        int outputs = (time + how.padBefore() + how.padAfter() - reach) / how.stride() + 1;
        cases.add(OperationCase.of(
                "conv1d",
                variant,
                List.of(random(2, in, time), random(out, in / groups, taps), random(out)),
                t -> t[0].conv1d(t[1], t[2], how),
                d -> Doubles.fill(new int[] {2, out, outputs}, i -> {
                    double sum = d[2].at(i[1]);
                    int group = i[1] / (out / groups);
                    for (int c = 0; c < in / groups; c++) {
                        for (int j = 0; j < taps; j++) {
                            int at = i[2] * how.stride() + j * how.dilation() - how.padBefore();
                            if (at >= 0 && at < time) {
                                sum += d[1].at(i[1], c, j) * d[0].at(i[0], group * (in / groups) + c, at);
                            }
                        }
                    }
                    return sum;
                })));
    }

    private static void patches(List<OperationCase> cases) {
        cases.add(OperationCase.of(
                "patches",
                "2 x 3 patches",
                List.of(random(2, 3, 4, 6), random(5, 3, 2, 3), random(5)),
                t -> t[0].patches(t[1], t[2]),
                d -> Doubles.fill(new int[] {2, 4, 5}, i -> {
                    double sum = d[2].at(i[2]);
                    for (int c = 0; c < 3; c++) {
                        for (int y = 0; y < 2; y++) {
                            for (int x = 0; x < 3; x++) {
                                sum += d[1].at(i[2], c, y, x) * d[0].at(i[0], c, i[1] / 2 * 2 + y, i[1] % 2 * 3 + x);
                            }
                        }
                    }
                    return sum;
                })));
    }

    private static void fft(List<OperationCase> cases, int batch, int time, int taps) {
        cases.add(OperationCase.of(
                "fftConvolution",
                "batch %d, %d steps, %d taps".formatted(batch, time, taps),
                List.of(random(batch, 3, time), random(3, taps)),
                t -> t[0].fftConvolution(t[1]),
                d -> Doubles.fill(new int[] {batch, 3, time}, i -> {
                    double sum = 0;
                    for (int s = 0; s <= i[2] && s < taps; s++) {
                        sum += d[1].at(i[1], s) * d[0].at(i[0], i[1], i[2] - s);
                    }
                    return sum;
                })));
    }
}
