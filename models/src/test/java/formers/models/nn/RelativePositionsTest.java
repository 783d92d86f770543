package formers.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.testing.SeededWeights;
import formers.tensor.CacheFormat;
import formers.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Attention with relative positions against equation 5 of Dai et al. (2019) in plain loops, and its
/// gradients against differences.
class RelativePositionsTest {

    private static final int TIME = 6;
    private static final int WIDTH = 8;
    private static final int HEADS = 2;
    private static final int HEAD_WIDTH = 3;

    private final Parameters parameters = Parameters.initialised(1);
    private final SelfAttention attention = attention();
    private final Tensor x = Tensor.of(SeededWeights.floats("input", TIME * WIDTH, 1, 0), 1, TIME, WIDTH);

    private SelfAttention attention() {
        var plan = new AttentionLayers.Plan(
                Attention.of(HEADS, HEADS, HEAD_WIDTH),
                new Positions.Relative(),
                16,
                WIDTH,
                new Norm.Rms(1e-6f),
                false,
                false,
                0);
        var normal = Initializer.normal(0.5f);
        var layer = new AttentionLayers(plan).layer(parameters, 0, normal, normal);
        parameters.all().forEach((name, tensor) -> tensor.set(SeededWeights.floats(name, tensor.size(), 0.6, 0)));
        return layer;
    }

    private Tensor mixed() {
        return attention.apply(x, new Where(Tensor.range(TIME), TIME), Pass.plain());
    }

    /// More queries than channels of a head, then fewer.
    @Test
    void scoresAreThoseOfThePaper() {
        double[] expected = byLoops();
        assertThat(doubles(mixed())).containsExactly(expected, within(1e-5));
        var cache = new KvCache(CacheFormat.F32, 1, 1, HEADS, HEAD_WIDTH, 0);
        for (int t = 0; t < TIME; t += 2) {
            cache.reserve(2);
            var two = x.slice(1, t, t + 2);
            var found = attention.apply(two, new Where(cache.positions(2), t + 2), Pass.continuing(cache));
            cache.advance(2);
            assertThat(doubles(found))
                    .containsExactly(Arrays.copyOfRange(expected, t * WIDTH, (t + 2) * WIDTH), within(1e-5));
        }
    }

    private double[] byLoops() {
        var result = new double[TIME * WIDTH];
        int rows = HEADS * HEAD_WIDTH;
        for (int head = 0; head < HEADS; head++) {
            for (int i = 0; i < TIME; i++) {
                var weights = new double[i + 1];
                double sum = 0;
                for (int j = 0; j <= i; j++) {
                    double score = 0;
                    for (int c = 0; c < HEAD_WIDTH; c++) {
                        int row = head * HEAD_WIDTH + c;
                        double q = projected(row, i);
                        double k = projected(rows + row, j);
                        double r = distance(row, i - j);
                        score += (q + at("content_bias", row)) * k + (q + at("distance_bias", row)) * r;
                    }
                    weights[j] = Math.exp(score / Math.sqrt(HEAD_WIDTH));
                    sum += weights[j];
                }
                for (int c = 0; c < HEAD_WIDTH; c++) {
                    int row = head * HEAD_WIDTH + c;
                    double value = 0;
                    for (int j = 0; j <= i; j++) {
                        value += weights[j] / sum * projected(2 * rows + row, j);
                    }
                    for (int o = 0; o < WIDTH; o++) {
                        result[i * WIDTH + o] += at("output.weight", o * rows + row) * value;
                    }
                }
            }
        }
        return result;
    }

    private double projected(int row, int token) {
        double sum = 0;
        for (int c = 0; c < WIDTH; c++) {
            sum += at("qkv.weight", row * WIDTH + c) * x.get(0, token, c);
        }
        return sum;
    }

    /// A row of W times the sinusoid of a distance: all sines, then all cosines.
    private double distance(int row, int distance) {
        double sum = 0;
        for (int i = 0; i < WIDTH / 2; i++) {
            double angle = distance / Math.pow(10_000, 2.0 * i / WIDTH);
            sum += at("relative.weight", row * WIDTH + i) * Math.sin(angle)
                    + at("relative.weight", row * WIDTH + WIDTH / 2 + i) * Math.cos(angle);
        }
        return sum;
    }

    private double at(String name, int index) {
        return parameters.all().get(name).toArray()[index];
    }

    /// Of the sum of squares of the result, along a random direction of each parameter.
    @Test
    void gradientsAreSlopes() {
        parameters.requireGradients();
        mixed().square().sum().backward();
        parameters.all().forEach((name, tensor) -> {
            float[] start = tensor.toArray();
            double[] direction = SeededWeights.values("direction of " + name, start.length, 1, 0);
            float[] gradient = tensor.gradient().toArray();
            double along = 0;
            for (int i = 0; i < start.length; i++) {
                along += gradient[i] * direction[i];
            }
            double step = 1e-3;
            double slope =
                    (moved(tensor, start, direction, step) - moved(tensor, start, direction, -step)) / (2 * step);
            assertThat(slope).as(name).isCloseTo(along, within(1e-2 * Math.abs(along) + 1e-2));
        });
    }

    private double moved(Tensor tensor, float[] start, double[] direction, double step) {
        var moved = new float[start.length];
        for (int i = 0; i < start.length; i++) {
            moved[i] = (float) (start[i] + step * direction[i]);
        }
        tensor.set(moved);
        double loss = byLoopsSquared();
        tensor.set(start);
        return loss;
    }

    private double byLoopsSquared() {
        double sum = 0;
        for (double value : byLoops()) {
            sum += value * value;
        }
        return sum;
    }

    private static double[] doubles(Tensor tensor) {
        float[] floats = tensor.toArray();
        var doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}
