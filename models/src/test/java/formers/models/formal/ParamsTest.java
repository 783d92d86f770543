package formers.models.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParamsTest {

    @Test
    void namesAndSizes() {
        var theta = Golden.decoder();
        assertThat(theta.byName().keySet())
                .startsWith("W_e", "W_p", "dec.0.attn.h0.W_q", "dec.0.attn.h0.b_q")
                .contains("dec.1.attn.W_o", "dec.1.gamma2", "dec.1.b_mlp2")
                .endsWith("final.gamma", "final.beta", "W_u");
        assertThat(theta.size()).isEqualTo(2 * 80 + 128 + 2 * (2 * 108 + 72 + 32 + 280) + 16);
        assertThat(Golden.encoderDecoder().byName()).containsKeys("dec.0.cross.h1.W_k", "dec.1.gamma5", "dec.0.W_mlp4");
        assertThat(Golden.encoder().byName()).containsKeys("enc.0.beta1", "W_f", "b_f");
    }

    @Test
    void rowsAreTheParametersThemselvesAndCopiesAreNot() {
        var theta = Golden.decoder();
        var copy = theta.copy();
        theta.rows().getFirst()[0] = 42;
        assertThat(theta.We()[0][0]).isEqualTo(42);
        assertThat(copy.We()[0][0]).isNotEqualTo(42);
        assertThat(theta.zeros().rows()).allSatisfy(row -> assertThat(row).containsOnly(0));
    }

    @Test
    void initialWeightsAreSmallBiasesZeroScalesOne() {
        var theta = Golden.encoder().initial(new SplittableRandom(3));
        double square = Arrays.stream(theta.Wp())
                .flatMapToDouble(Arrays::stream)
                .map(w -> w * w)
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(square)).isCloseTo(0.02, within(0.005));
        assertThat(theta.bf()).containsOnly(0);
        assertThat(theta.gamma()).containsOnly(1);
        assertThat(theta.enc().get(1).gamma2()).containsOnly(1);
        assertThat(theta.enc().get(1).beta2()).containsOnly(0);
    }

    @Test
    void fusedMatricesSplitIntoHeadsAndBack() {
        var attn = Golden.decoder().dec().get(0).attn();
        var fused = attn.toFused();
        assertThat(fused.Wq()).hasDimensions(8, 8);
        assertThat(fused.Wq()[4]).isEqualTo(attn.heads().get(1).Wq()[0]);
        assertThat(fused.bv()[7]).isEqualTo(attn.heads().get(1).bv()[3]);

        var split = MHParams.fromFused(fused, 2, attn.Wo(), attn.bo());
        double[][] X = Golden.embeddedX();
        assertThat(Attention.mhAttention(X, X, split, Attention.causal(5)))
                .isDeepEqualTo(Attention.mhAttention(X, X, attn, Attention.causal(5)));
        assertThatThrownBy(() -> AttentionParams.fromFused(fused, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 query and 8 value rows among 3 heads");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> DParams.zeros(10, 16, 1, 3, 8, 16)).hasMessageContaining("d_e = 8", "H = 3");
        var head = AttentionParams.zeros(8, 8, 4, 4);
        assertThatThrownBy(() ->
                        new AttentionParams(head.Wq(), head.bq(), new double[3][8], head.bk(), head.Wv(), head.bv()))
                .hasMessageContaining("W_k is [3, 8], needs [4, 8]");
        assertThatThrownBy(
                        () -> Attention.attention(new double[8][2], new double[7][3], head, Attention.allVisible(3, 2)))
                .hasMessageContaining("[4, 8]", "[7, 3]");
    }

    @Test
    void inputsOutsideTheModelAreRefused() {
        var theta = Golden.decoder();
        assertThatThrownBy(() -> Decoder.dTransformer(new int[] {1, 10}, theta))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("token 10 is not in the vocabulary 0..9");
        assertThatThrownBy(() -> Decoder.dTransformer(new int[0], theta)).hasMessageContaining("0 tokens");
        assertThatThrownBy(() -> Decoder.dTransformer(new int[17], theta)).hasMessageContaining("ℓ_max = 16");
        assertThatThrownBy(() -> Embedding.positionalEmbedding(16, theta.Wp()))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void attentionToNothingIsRefused() {
        var head = AttentionParams.zeros(8, 8, 4, 4);
        var blind = Attention.causal(3);
        blind[0][0] = false;
        assertThatThrownBy(() -> Attention.attention(new double[8][3], new double[8][3], head, blind))
                .hasMessageContaining("token 0 may see no token");
        assertThatThrownBy(() -> Attention.attention(new double[8][3], new double[8][3], head, new boolean[2][3]))
                .hasMessageContaining("[3, 3]");
        assertThatThrownBy(() -> Attention.singleQueryAttention(new double[8], new double[8][0], head))
                .hasMessageContaining("empty context");
    }
}
