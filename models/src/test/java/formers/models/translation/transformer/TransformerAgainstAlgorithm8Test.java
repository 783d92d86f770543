package formers.models.translation.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.formal.AttentionParams;
import formers.models.formal.CrossLayerParams;
import formers.models.formal.EDParams;
import formers.models.formal.Embedding;
import formers.models.formal.EncoderDecoder;
import formers.models.formal.GradientFn;
import formers.models.formal.LayerParams;
import formers.models.formal.Loss;
import formers.models.formal.MHParams;
import formers.models.formal.Options;
import formers.models.nn.Pass;
import formers.models.translation.SmallPairs;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The fast model is Algorithm 8 of Phuong & Hutter (2022) with the positions of Vaswani et al., embeddings
/// times `√d` and one matrix for all three uses: probabilities, the loss and every gradient.
class TransformerAgainstAlgorithm8Test {

    private static final int LONGEST = 8;

    private final TransformerConfig config = Transformers.paper();
    private final Options options = Options.paper().eps(config.norm().epsilon());

    @Test
    void probabilities() {
        var model = Transformers.model(config);
        var theta = formal(model);
        var batch = SmallPairs.batch();
        var found = model.logits(batch, Pass.plain()).softmax(-1);
        for (int row = 0; row < 3; row++) {
            int[] x = begun(row);
            double[][] expected = EncoderDecoder.edTransformer(SmallPairs.SOURCES.get(row), x, theta, options);
            for (int t = 0; t < x.length; t++) {
                for (int v = 0; v < model.vocabulary(); v++) {
                    double difference = Math.log(found.get(row, t, v)) - Math.log(expected[v][t]);
                    assertThat(difference).isCloseTo(0, within(1e-4));
                }
            }
        }
    }

    @Test
    void lossAndEveryGradient() {
        var model = Transformers.model(config);
        model.parameters().requireGradients();
        var loss = model.loss(SmallPairs.batch(), 0, Pass.plain());
        loss.backward();

        var theta = formal(model);
        int tokens = SmallPairs.batch().targetTokens();
        assertThat((double) loss.item()).isCloseTo(loss(theta) / tokens, within(1e-5));
        var gradient = GradientFn.<EDParams>centralDifferences().gradient(this::loss, theta);
        byName(gradient).forEach((name, summed) -> {
            float[] found = model.parameters().all().get(name).gradient().toArray();
            double error = 0;
            double size = 0;
            for (int i = 0; i < found.length; i++) {
                double exact = summed[i] / tokens;
                error += (found[i] - exact) * (found[i] - exact);
                size += exact * exact;
            }
            if (name.endsWith("k_proj.bias")) {
                // Adds the same to all scores of a query: the softmax does not see it.
                assertThat(Math.sqrt(error)).as(name).isLessThan(1e-6);
            } else {
                assertThat(Math.sqrt(error / size)).as(name).isLessThan(1e-4);
            }
        });
        assertThat(byName(gradient).keySet()).isEqualTo(model.parameters().all().keySet());
    }

    /// Summed over the batch's tokens, in nats.
    private double loss(EDParams theta) {
        double sum = 0;
        for (int row = 0; row < 3; row++) {
            int[] x = begun(row);
            int[] ended = Arrays.copyOf(x, x.length + 1);
            ended[x.length] = SmallPairs.MARKS.end();
            sum += new Loss.EDLoss(SmallPairs.SOURCES.get(row), ended, options).applyAsDouble(theta);
        }
        return sum;
    }

    private static int[] begun(int row) {
        return IntStream.concat(IntStream.of(SmallPairs.MARKS.begin()), IntStream.of(SmallPairs.TARGETS.get(row)))
                .toArray();
    }

    private EDParams formal(Transformer model) {
        var all = model.parameters().all();
        double[][] E = matrix(all.get("model.shared.weight"));
        int d = config.width();
        var We = new double[d][E.length];
        for (int v = 0; v < E.length; v++) {
            for (int i = 0; i < d; i++) {
                We[i][v] = Math.sqrt(d) * E[v][i];
            }
        }
        return new EDParams(
                We,
                Embedding.originalSinusoidalPositions(d, LONGEST),
                IntStream.range(0, config.encoderLayers())
                        .mapToObj(l -> encoderLayer(all, "model.encoder.layers." + l + "."))
                        .toList(),
                IntStream.range(0, config.decoderLayers())
                        .mapToObj(l -> decoderLayer(all, "model.decoder.layers." + l + "."))
                        .toList(),
                E);
    }

    private LayerParams encoderLayer(Map<String, Tensor> all, String layer) {
        return new LayerParams(
                attention(all, layer + "self_attn"),
                vector(all.get(layer + "self_attn_layer_norm.weight")),
                vector(all.get(layer + "self_attn_layer_norm.bias")),
                vector(all.get(layer + "final_layer_norm.weight")),
                vector(all.get(layer + "final_layer_norm.bias")),
                matrix(all.get(layer + "fc1.weight")),
                vector(all.get(layer + "fc1.bias")),
                matrix(all.get(layer + "fc2.weight")),
                vector(all.get(layer + "fc2.bias")));
    }

    private CrossLayerParams decoderLayer(Map<String, Tensor> all, String layer) {
        return new CrossLayerParams(
                attention(all, layer + "self_attn"),
                attention(all, layer + "encoder_attn"),
                vector(all.get(layer + "self_attn_layer_norm.weight")),
                vector(all.get(layer + "self_attn_layer_norm.bias")),
                vector(all.get(layer + "encoder_attn_layer_norm.weight")),
                vector(all.get(layer + "encoder_attn_layer_norm.bias")),
                vector(all.get(layer + "final_layer_norm.weight")),
                vector(all.get(layer + "final_layer_norm.bias")),
                matrix(all.get(layer + "fc1.weight")),
                vector(all.get(layer + "fc1.bias")),
                matrix(all.get(layer + "fc2.weight")),
                vector(all.get(layer + "fc2.bias")));
    }

    private MHParams attention(Map<String, Tensor> all, String name) {
        var fused = new AttentionParams(
                matrix(all.get(name + ".q_proj.weight")),
                vector(all.get(name + ".q_proj.bias")),
                matrix(all.get(name + ".k_proj.weight")),
                vector(all.get(name + ".k_proj.bias")),
                matrix(all.get(name + ".v_proj.weight")),
                vector(all.get(name + ".v_proj.bias")));
        return MHParams.fromFused(
                fused,
                config.heads().count(),
                matrix(all.get(name + ".out_proj.weight")),
                vector(all.get(name + ".out_proj.bias")));
    }

    /// A gradient under our names. That of E is the sum over its three uses: the source's and the target's
    /// embedding, which Algorithm 8 has in one matrix too, and the output.
    private Map<String, double[]> byName(EDParams gradient) {
        var all = new LinkedHashMap<String, double[]>();
        int d = config.width();
        var ofE = new double[gradient.Wu().length * d];
        for (int i = 0; i < ofE.length; i++) {
            ofE[i] = Math.sqrt(d) * gradient.We()[i % d][i / d] + gradient.Wu()[i / d][i % d];
        }
        all.put("model.shared.weight", ofE);
        for (int l = 0; l < gradient.enc().size(); l++) {
            var layer = gradient.enc().get(l);
            var name = "model.encoder.layers." + l + ".";
            put(all, name + "self_attn", layer.attn());
            put(all, name + "self_attn_layer_norm", new double[][] {layer.gamma1()}, layer.beta1());
            put(all, name + "fc1", layer.Wmlp1(), layer.bmlp1());
            put(all, name + "fc2", layer.Wmlp2(), layer.bmlp2());
            put(all, name + "final_layer_norm", new double[][] {layer.gamma2()}, layer.beta2());
        }
        for (int l = 0; l < gradient.dec().size(); l++) {
            var layer = gradient.dec().get(l);
            var name = "model.decoder.layers." + l + ".";
            put(all, name + "self_attn", layer.attn());
            put(all, name + "self_attn_layer_norm", new double[][] {layer.gamma3()}, layer.beta3());
            put(all, name + "encoder_attn", layer.cross());
            put(all, name + "encoder_attn_layer_norm", new double[][] {layer.gamma4()}, layer.beta4());
            put(all, name + "fc1", layer.Wmlp3(), layer.bmlp3());
            put(all, name + "fc2", layer.Wmlp4(), layer.bmlp4());
            put(all, name + "final_layer_norm", new double[][] {layer.gamma5()}, layer.beta5());
        }
        return all;
    }

    private static void put(Map<String, double[]> all, String name, MHParams heads) {
        var fused = heads.toFused();
        put(all, name + ".q_proj", fused.Wq(), fused.bq());
        put(all, name + ".k_proj", fused.Wk(), fused.bk());
        put(all, name + ".v_proj", fused.Wv(), fused.bv());
        put(all, name + ".out_proj", heads.Wo(), heads.bo());
    }

    private static void put(Map<String, double[]> all, String name, double[][] weight, double[] bias) {
        all.put(
                name + ".weight",
                Arrays.stream(weight).flatMapToDouble(Arrays::stream).toArray());
        all.put(name + ".bias", bias);
    }

    private static double[] vector(Tensor x) {
        float[] values = x.toArray();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double[][] matrix(Tensor x) {
        return IntStream.range(0, x.extent(0))
                .mapToObj(row -> vector(x.slice(0, row, row + 1)))
                .toArray(double[][]::new);
    }
}
