package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GradientsTest {

    @Test
    void nothingIsRecordedWhenNobodyAsked() {
        assertThat(Tensor.ones(3).exp().sum().tracked()).isFalse();
        assertThatThrownBy(() -> Tensor.ones(1).sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("withGradient");
    }

    @Test
    void nothingIsRecordedWhileSwitchedOff() {
        var x = Tensor.ones(3).withGradient();
        try (var _ = Tensor.withoutGradients()) {
            assertThat(x.exp().tracked()).isFalse();
        }
        assertThat(x.exp().tracked()).isTrue();
    }

    @Test
    void gradientsAddUpOverPassesUntilCleared() {
        var x = Tensor.wrap(new float[] {3}, 1).withGradient();
        x.square().sum().backward();
        x.square().sum().backward();
        assertThat(x.gradient().toArray()).containsExactly(12);
        x.clearGradient();
        assertThat(x.gradient()).isNull();
        x.square().sum().backward();
        assertThat(x.gradient().toArray()).containsExactly(6);
    }

    @Test
    void aTensorUsedManyTimesGetsTheSum() {
        var x = Tensor.wrap(new float[] {2}, 1).withGradient();
        var y = x.plus(x).times(x).plus(x.square()); // 3x²
        y.sum().backward();
        assertThat(x.gradient().toArray()).containsExactly(12);
    }

    @Test
    void aSharedGradientIsNotChangedByItsOtherHolder() {
        var a = Tensor.wrap(new float[] {1}, 1).withGradient();
        var b = Tensor.wrap(new float[] {1}, 1).withGradient();
        var p = a.times(2);
        var q = b.times(3);
        // The sum hands one gradient tensor to p and q; p then gets more added.
        p.plus(q).plus(p.times(10)).sum().backward();
        assertThat(a.gradient().toArray()).containsExactly(22);
        assertThat(b.gradient().toArray()).containsExactly(3);
    }

    @Test
    void aLeafKeepsWhatAFormulaGivesIt() {
        int classes = Pool.SMALLEST; // large enough to go back to the pool
        var logits = Tensor.zeros(1, classes).withGradient();
        Tensor held = null;
        for (int target = 0; target < 3; target++) {
            logits.clearGradient();
            try (var scope = Scope.open()) {
                logits.crossEntropy(Tensor.ofInts(new int[] {target}, 1), CrossEntropy.plain())
                        .backward();
            }
            try (var scope = Scope.open()) {
                Tensor.full(7, 1, classes); // takes whatever the step has returned
                var gradient = logits.gradient();
                assertThat(held == null || held == gradient).isTrue();
                held = gradient;
                float[] values = gradient.toArray();
                for (int i = 0; i < classes; i++) {
                    assertThat(values[i]).isCloseTo(1f / classes - (i == target ? 1 : 0), within(1e-6f));
                }
            }
        }
    }

    @Test
    void whatIsGivenToALeafIsAddedToWhatItHas() {
        var x = Tensor.zeros(1, 2).withGradient();
        for (int i = 0; i < 2; i++) {
            x.crossEntropy(Tensor.ofInts(new int[] {0}, 1), CrossEntropy.plain())
                    .plus(x.crossEntropy(Tensor.ofInts(new int[] {0}, 1), CrossEntropy.plain()))
                    .backward();
        }
        assertThat(x.gradient().toArray()).containsExactly(-2, 2);
    }

    @Test
    void theGraphIsConsumed() {
        var x = Tensor.ones(2).withGradient();
        var y = x.exp().sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("consumes");
    }

    @Test
    void backwardStartsAtAScalarOrWithAGradient() {
        var x = Tensor.ones(2).withGradient();
        assertThatThrownBy(() -> x.exp().backward())
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[2]");
        assertThatThrownBy(() -> x.exp().backward(Tensor.ones(3))).isInstanceOf(ShapeException.class);
    }

    @Test
    void aDetachedTensorStopsTheGradient() {
        var x = Tensor.wrap(new float[] {2}, 1).withGradient();
        x.times(x.detach()).sum().backward();
        assertThat(x.gradient().toArray()).containsExactly(2);
    }

    @Test
    void oneBackwardPassFollowsTwoResultsOfOneOperation() {
        var x = Tensor.wrap(new float[] {1, 2, 4}, 1, 3).withGradient();
        var branch = Tensor.wrap(new float[] {1, 0, -1}, 1, 3).withGradient();
        var both = x.addRmsNorm(branch, Tensor.ones(3), 0);
        both.sum().sum().plus(both.normalized().detach().sum()).backward();
        assertThat(x.gradient().toArray()).containsExactly(1, 1, 1);
        assertThat(branch.gradient().toArray()).containsExactly(1, 1, 1);
    }

    @Test
    void ofEqualPiecesTheFirstHasTheGradient() {
        var x = Tensor.of(new float[] {1, 1, 2, 3, 3, 0}, 2, 3).withGradient();
        x.maxout(3).backward(Tensor.of(new float[] {5, 7}, 2, 1));
        assertThat(x.gradient().toArray()).containsExactly(0, 0, 5, 7, 0, 0);
        assertThatThrownBy(() -> x.maxout(2)).hasMessageContaining("a multiple of it, found [2, 3]");
    }
}
