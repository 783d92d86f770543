package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelsTest {

    @Test
    void saysWhatWasChosenAndWhy() {
        var chosen = Kernels.choose(null);
        assertThat(chosen.name()).isIn("scalar", "vector");
        assertThat(chosen.reason()).isNotBlank();
        assertThat(chosen.vectorBits()).isGreaterThanOrEqualTo(32);
    }

    @Test
    void aWishIsGranted() {
        assertThat(Kernels.choose("scalar").name()).isEqualTo("scalar");
        var vector = Kernels.choose("Vector");
        assertThat(vector.name()).isEqualTo("vector");
        assertThat(vector.vectorBits()).isGreaterThan(32);
        assertThat(vector.reason()).contains(Kernels.PROPERTY);
    }

    @Test
    void anUnknownWishIsAnError() {
        assertThatThrownBy(() -> Kernels.choose("cuda"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Kernels.PROPERTY)
                .hasMessageContaining("scalar or vector")
                .hasMessageContaining("cuda");
    }
}
