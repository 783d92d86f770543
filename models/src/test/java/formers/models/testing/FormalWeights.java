package formers.models.testing;

import formers.models.formal.DParams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The parameters of Algorithm 10 under the decoder's names, in its layout: a row per output, all heads fused, an
/// embedding per row.
public final class FormalWeights {

    private FormalWeights() {}

    /// The arrays share their contents with `theta` where the layout is the same.
    public static Map<String, double[]> canonical(DParams theta) {
        var p = new LinkedHashMap<String, double[]>();
        p.put("tokens", transposed(theta.We()));
        p.put("positions", transposed(theta.Wp()));
        for (int l = 0; l < theta.dec().size(); l++) {
            var layer = theta.dec().get(l);
            var block = "blocks." + l + ".";
            var heads = layer.attn().toFused();
            p.put(block + "norm1.weight", layer.gamma1());
            p.put(block + "norm1.bias", layer.beta1());
            p.put(block + "attention.qkv.weight", concat(flat(heads.Wq()), flat(heads.Wk()), flat(heads.Wv())));
            p.put(block + "attention.qkv.bias", concat(heads.bq(), heads.bk(), heads.bv()));
            p.put(block + "attention.output.weight", flat(layer.attn().Wo()));
            p.put(block + "attention.output.bias", layer.attn().bo());
            p.put(block + "norm2.weight", layer.gamma2());
            p.put(block + "norm2.bias", layer.beta2());
            p.put(block + "mlp.up.weight", flat(layer.Wmlp1()));
            p.put(block + "mlp.up.bias", layer.bmlp1());
            p.put(block + "mlp.down.weight", flat(layer.Wmlp2()));
            p.put(block + "mlp.down.bias", layer.bmlp2());
        }
        p.put("norm.weight", theta.gamma());
        p.put("norm.bias", theta.beta());
        p.put("head.weight", flat(theta.Wu()));
        return p;
    }

    private static double[] flat(double[][] W) {
        return concat(W);
    }

    private static double[] concat(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] transposed(double[][] W) {
        var flat = new double[W.length * W[0].length];
        for (int i = 0; i < W.length; i++) {
            for (int j = 0; j < W[i].length; j++) {
                flat[j * W.length + i] = W[i][j];
            }
        }
        return flat;
    }
}
