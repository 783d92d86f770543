package formers.models.translation.rnnsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Parameters;
import formers.tensor.GruOptions;
import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RnnSearchGruTest {

    private static final int N = 5;

    private static Gru unit(GruOptions options) {
        return Gru.of(Parameters.initialised(1), Start.SCALED, options, 3, N);
    }

    private static Tensor inputs(int time) {
        return Tensor.normal(RandomSource.seeded(7).at(time), 0, 1, 1, 2, 3);
    }

    private static void bias(Gru unit, int gate, float value) {
        unit.input().bias().slice(0, gate * N, (gate + 1) * N).fill(value);
    }

    @Test
    void aClosedUpdateGateKeepsTheState() {
        var unit = unit(GruOptions.paper());
        bias(unit, 0, -100);
        var state = Tensor.normal(RandomSource.seeded(2), 0, 1, 2, N);
        assertThat(unit.states(unit.projected(inputs(0)), state).toArray()).containsExactly(state.toArray());
    }

    @Test
    void aClosedResetGateForgetsHistory() {
        for (var options : new GruOptions[] {GruOptions.paper(), GruOptions.resetAfter()}) {
            var unit = unit(options);
            bias(unit, 1, -100);
            bias(unit, 0, options.update() == GruOptions.Update.NEW ? 100 : -100); // take the candidate
            var some = unit.states(unit.projected(inputs(0)), Tensor.full(0.9f, 2, N));
            var other = unit.states(unit.projected(inputs(0)), Tensor.full(-0.3f, 2, N));
            assertThat(some.toArray()).containsExactly(other.toArray(), within(1e-6f));
        }
    }

    @Test
    void signsTurnedMakeTheOtherConvention() {
        for (var options : new GruOptions[] {GruOptions.paper(), GruOptions.resetAfter()}) {
            var unit = unit(options);
            bias(unit, 0, 0.3f);
            var other = unit.withUpdate(
                    options.update() == GruOptions.Update.NEW ? GruOptions.Update.OLD : GruOptions.Update.NEW);
            assertThat(other.options().update()).isNotEqualTo(options.update());
            var x = Tensor.concat(0, inputs(0), inputs(1), inputs(2));
            var start = Tensor.full(0.2f, 2, N);
            assertThat(other.states(other.projected(x), start).toArray())
                    .containsExactly(unit.states(unit.projected(x), start).toArray(), within(1e-6f));
        }
    }

    @Test
    void recurrentMatricesStartOrthogonal() {
        var weight = Gru.of(Parameters.initialised(1), Start.PAPER, GruOptions.paper(), 3, 40)
                .recurrent();
        for (int gate = 0; gate < 3; gate++) {
            var square = weight.slice(0, gate * 40, (gate + 1) * 40);
            var product = square.matmul(true, square, false);
            for (int i = 0; i < 40; i++) {
                for (int j = 0; j < 40; j++) {
                    assertThat(product.get(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-5f));
                }
            }
        }
        assertThat(weight.get(0, 0)).isNotEqualTo(weight.get(40, 0));
    }
}
