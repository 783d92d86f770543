package formers.models.formal;

import static formers.models.formal.Golden.x;
import static formers.models.formal.Golden.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceTest {

    @Test
    void everyMatrixOfTheDecoderInOrder() {
        Map<String, double[][]> matrices = traceOfDecoder();
        assertThat(matrices.keySet())
                .startsWith(
                        "X",
                        "dec.0.Xtilde.norm1",
                        "dec.0.attn.h0.Q",
                        "dec.0.attn.h0.K",
                        "dec.0.attn.h0.V",
                        "dec.0.attn.h0.S",
                        "dec.0.attn.h0.A",
                        "dec.0.attn.h0.Vtilde")
                .contains("dec.1.attn.h1.A", "dec.1.attn.Y", "dec.1.attn.Vtilde", "dec.1.X.attn", "dec.1.mlp.H")
                .endsWith("dec.1.X.mlp", "X.norm", "logits", "P")
                .hasSize(1 + 2 * (2 * 6 + 7) + 3);
    }

    @Test
    void theTracedMatricesAreThoseOfTheRun() {
        var matrices = traceOfDecoder();
        assertThat(matrices.get("P")).isDeepEqualTo(Decoder.dTransformer(x(), Golden.decoder()));
        assertThat(matrices.get("X")).isDeepEqualTo(Golden.embeddedX());
        assertThat(matrices.get("dec.0.attn.h0.S")[3][1]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(matrices.get("dec.0.attn.h0.A")[3][1]).isZero();
        assertThat(matrices.get("dec.0.attn.h0.Vtilde"))
                .isDeepEqualTo(Matrices.product(matrices.get("dec.0.attn.h0.V"), matrices.get("dec.0.attn.h0.A")));
        assertThat(matrices.get("dec.0.X.attn"))
                .isDeepEqualTo(Matrices.sum(matrices.get("X"), matrices.get("dec.0.attn.Vtilde")));
    }

    @Test
    void bothSidesOfTheEncoderDecoder() {
        var trace = Trace.recording();
        EncoderDecoder.edTransformer(
                z(), x(), Golden.encoderDecoder(), Options.paper().trace(trace));
        assertThat(trace.matrices())
                .containsKeys("Z", "enc.0.Z.attn", "enc.1.Z.norm2", "X", "dec.0.X.norm3", "dec.1.cross.h1.S");
        assertThat(trace.matrices().get("dec.1.cross.h1.S")).hasDimensions(7, 5);
    }

    @Test
    void theHeadOfTheEncoder() {
        var trace = Trace.recording();
        Encoder.eTransformer(x(), Golden.encoder(), Options.paper().trace(trace));
        assertThat(trace.matrices()).containsKeys("enc.1.X.norm2", "X.head", "X.norm", "logits", "P");
    }

    @Test
    void offKeepsNothing() {
        Decoder.dTransformer(x(), Golden.decoder());
        assertThat(Trace.off().matrices()).isEmpty();
    }

    /// Against Algorithm 10's golden column, so that the options are known to do nothing unless asked.
    @Test
    void optionsChangeTheResult() {
        double paper = Decoder.dTransformer(x(), Golden.decoder())[7][4];
        assertThat(paper).isCloseTo(0.35840693, within(1e-8));
        assertThat(Decoder.dTransformer(x(), Golden.decoder(), Options.paper().eps(1e-2))[7][4])
                .isNotCloseTo(paper, within(1e-6));
        assertThat(Decoder.dTransformer(x(), Golden.decoder(), Options.paper().gelu(Activation::geluTanh))[7][4])
                .isCloseTo(paper, within(1e-3))
                .isNotCloseTo(paper, within(1e-9));
    }

    private static Map<String, double[][]> traceOfDecoder() {
        var trace = Trace.recording();
        Decoder.dTransformer(x(), Golden.decoder(), Options.paper().trace(trace));
        return trace.matrices();
    }
}
