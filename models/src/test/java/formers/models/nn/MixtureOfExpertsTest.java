package formers.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.FeedForward.Experts;
import formers.models.nn.FeedForward.Gated;
import formers.models.nn.FeedForward.Router;
import formers.tensor.Gate;
import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class MixtureOfExpertsTest {

    private static final int WIDTH = 8;
    private static final int COUNT = 4;
    private static final Initializer NORMAL = Initializer.normal(0.5f);

    private final Parameters parameters = Parameters.initialised(1);
    private final Tensor x = Tensor.normal(RandomSource.seeded(2), 0, 1, 2, 5, WIDTH);

    private FeedForward.Built built(Router router) {
        return new Experts(COUNT, router, new Gated(Gate.SILU, 6), 0).build(parameters, WIDTH, false, NORMAL, NORMAL);
    }

    /// With every expert chosen, the sum of all of them by their probabilities.
    @Test
    void allExpertsAreADenseSum() {
        var mixture = (MixtureOfExperts) built(Router.of(COUNT));
        var probabilities = mixture.router().apply(x).softmax(-1);
        var sum = Tensor.zeros(2, 5, WIDTH);
        for (int e = 0; e < COUNT; e++) {
            sum = sum.plus(mixture.experts().get(e).apply(x, Pass.plain()).times(probabilities.slice(-1, e, e + 1)));
        }
        assertThat(mixture.apply(x, Pass.plain()).toArray()).containsExactly(sum.toArray(), within(1e-5f));
    }

    @Test
    void anExpertNobodyChoseComputesNothing() {
        var mixture = (MixtureOfExperts) built(Router.of(1));
        // The router follows the first channel, which decides between two experts.
        var weight = new float[COUNT * WIDTH];
        weight[0] = 10;
        weight[WIDTH] = -10;
        mixture.router().weight().set(weight);
        var rows = new ArrayList<Integer>();
        var watched = new ArrayList<FeedForward.Built>();
        for (var expert : mixture.experts()) {
            watched.add((input, pass) -> {
                rows.add(input.extent(0));
                return expert.apply(input, pass);
            });
        }
        new MixtureOfExperts(mixture.choice(), mixture.router(), watched, null, null).apply(x, Pass.plain());
        assertThat(rows).hasSizeLessThanOrEqualTo(2);
        assertThat(rows.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
    }

    @Test
    void balancedExpertsArePenalisedByTheFactorAlone() {
        var mixture = (MixtureOfExperts) built(new Router(COUNT, true, false, 0.5f));
        mixture.router().weight().fill(0);
        assertThat(penalty(mixture)).isCloseTo(0.5f, within(1e-6f));
        assertThat(penalty(built(new Router(1, true, false, 0.5f), 10))).isGreaterThan(0.6f);
    }

    private FeedForward.Built built(Router router, float preference) {
        var other = Parameters.initialised(3);
        var built = new Experts(COUNT, router, new Gated(Gate.SILU, 6), 0).build(other, WIDTH, true, NORMAL, NORMAL);
        var weight = other.all().get("router.weight");
        weight.fill(0);
        for (int c = 0; c < WIDTH; c++) {
            weight.write(c, new float[] {x.get(0, 0, c) * preference}, 0, 1);
        }
        return built;
    }

    private float penalty(FeedForward.Built mixture) {
        var pass = Pass.training(RandomSource.seeded(1));
        mixture.apply(x, pass);
        return pass.penalised(Tensor.scalar(0)).item();
    }

    /// The penalty lowers the probability of the experts chosen most.
    @Test
    void thePenaltyHasAGradient() {
        var mixture = (MixtureOfExperts) built(new Router(2, true, false, 1));
        parameters.requireGradients();
        var pass = Pass.training(RandomSource.seeded(1));
        mixture.apply(x, pass);
        float before = pass.penalised(Tensor.scalar(0)).item();
        pass.penalised(Tensor.scalar(0)).backward();
        var weight = mixture.router().weight();
        float[] moved = weight.toArray();
        float[] gradient = weight.gradient().toArray();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= 0.01f * gradient[i];
        }
        weight.set(moved);
        assertThat(penalty(mixture)).isLessThan(before);
    }
}
