package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScopeTest {

    @Test
    void aTensorDiesWithItsScope() {
        Tensor escaped;
        Tensor view;
        try (var _ = Scope.open()) {
            escaped = Tensor.ones(2, 3).plus(1);
            view = escaped.reshape(6);
        }
        assertThatThrownBy(escaped::toArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("scope closed");
        assertThatThrownBy(() -> view.plus(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepHandsATensorToTheEnclosingScope() {
        Tensor kept;
        try (var outer = Scope.open()) {
            try (var inner = Scope.open()) {
                kept = inner.keep(Tensor.full(7, 2));
            }
            assertThat(kept.toArray()).containsExactly(7, 7);
            outer.keep(kept);
        }
        assertThat(kept.toArray()).containsExactly(7, 7);
    }

    @Test
    void withoutAScopeTheGarbageCollectorOwns() {
        var a = Tensor.ones(3);
        try (var _ = Scope.open()) {
            a.plus(1);
        }
        assertThat(a.sum().item()).isEqualTo(3);
    }

    @Test
    void scopesCloseInnermostFirst() {
        var outer = Scope.open();
        var inner = Scope.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("innermost");
        inner.close();
        outer.close();
    }

    @Test
    void parametersAndTheirGradientsOutliveTheStep() {
        var weight = Tensor.wrap(new float[] {1, 2}, 2).withGradient();
        try (var _ = Scope.open()) {
            weight.square().sum().backward();
        }
        assertThat(weight.gradient().toArray()).containsExactly(2, 4);
    }

    @Test
    void aSteadyStepAllocatesNoLargeArray() {
        var weight =
                Tensor.uniform(RandomSource.seeded(1), -0.1f, 0.1f, 128, 128).withGradient();
        var bias = Tensor.zeros(128).withGradient();
        var scale = Tensor.ones(128).withGradient();
        Runnable step = () -> {
            try (var _ = Scope.open()) {
                var x = Tensor.normal(RandomSource.seeded(2), 0, 1, 64, 128);
                var h = x.linear(weight, bias).gelu().plus(x).layerNorm(scale, null, 1e-5f);
                h.matmul(false, weight, true).softmax(-1).square().mean().backward();
                weight.clearGradient();
            }
        };
        step.run();
        step.run();
        var before = MemoryUse.now();
        for (int i = 0; i < 5; i++) {
            step.run();
        }
        var after = MemoryUse.now();
        assertThat(after.arraysAllocated()).isEqualTo(before.arraysAllocated());
        assertThat(after.arraysReused()).isGreaterThan(before.arraysReused());
        assertThat(after.bytesIdle()).isEqualTo(before.bytesIdle());
    }
}
