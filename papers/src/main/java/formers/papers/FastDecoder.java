package formers.papers;

import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.formal.DParams;
import formers.models.formal.GradientFn;
import formers.models.formal.Loss;
import formers.models.formal.Options;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/// The library's decoder as Algorithm 10: it takes θ as the paper writes it and gives back probabilities
/// and gradients the same way, so that the two can stand in for each other.
final class FastDecoder implements GradientFn<DParams> {

    /// ε of layer normalisation. The paper writes none; a float needs one, and the reference is told the
    /// same.
    static final float EPSILON = 1e-5f;

    private static final Pattern LAYER = Pattern.compile("dec\\.(\\d+)\\.(.+)");
    private static final Pattern HEAD = Pattern.compile("attn\\.h(\\d+)\\.([Wb])_([qkv])");

    /// Where the decoder's vectors and matrices of a layer have what the paper calls by the key.
    private static final Map<String, String> OF_LAYER = Map.of(
            "attn.W_o", "attention.output.weight",
            "attn.b_o", "attention.output.bias",
            "gamma1", "norm1.weight",
            "beta1", "norm1.bias",
            "gamma2", "norm2.weight",
            "beta2", "norm2.bias",
            "W_mlp1", "mlp.up.weight",
            "b_mlp1", "mlp.up.bias",
            "W_mlp2", "mlp.down.weight",
            "b_mlp2", "mlp.down.bias");

    private static final Map<String, String> OF_MODEL = Map.of(
            "W_e",
            "tokens",
            "W_p",
            "positions",
            "W_u",
            "head.weight",
            "final.gamma",
            "norm.weight",
            "final.beta",
            "norm.bias");

    /// Where an array of θ lies in a tensor: from an element on, in rows, or in columns if transposed.
    private record Place(String tensor, int offset, boolean transposed) {
        int index(int row, int column, double[][] W) {
            return offset + (transposed ? column * W.length + row : row * W[0].length + column);
        }
    }

    private final DecoderConfig config;
    private final Decoder decoder;
    private final Map<String, Place> places = new LinkedHashMap<>(); // by the paper's name
    private double lastLoss = Double.NaN;

    /// @param theta a model of the sizes wanted; its values do not matter
    FastDecoder(DParams theta) {
        int width = theta.We().length;
        int heads = theta.dec().getFirst().attn().heads().size();
        config = DecoderConfig.of(
                        theta.Wu().length, theta.Wp()[0].length, theta.dec().size(), width)
                .attention(Attention.of(heads, heads, width / heads))
                .feedForward(new FeedForward.Plain(
                        Activation.GELU, theta.dec().getFirst().Wmlp1().length))
                .norm(new Norm.Layer(EPSILON, true))
                .output(DecoderConfig.Output.UNTIED)
                .build();
        decoder = new Decoder(config, Parameters.initialised(0));
        decoder.parameters().requireGradients();
        theta.byName().keySet().forEach(name -> places.put(name, place(name)));
    }

    /// What the reference has to be told to compute the same.
    static Options options() {
        return Options.paper().eps(EPSILON);
    }

    /// `P`, a column per token as Algorithm 10 gives it, `[N_V][ℓ]`.
    double[][] probabilities(int[] x, DParams theta) {
        load(theta);
        var P = new double[config.vocabulary()][x.length];
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            float[] found = decoder.logits(Tensor.ofInts(x, 1, x.length), Pass.plain())
                    .softmax(-1)
                    .toArray();
            for (int t = 0; t < x.length; t++) {
                for (int v = 0; v < P.length; v++) {
                    P[v][t] = found[t * P.length + v];
                }
            }
        }
        return P;
    }

    /// `∇loss(θ)` by autograd, of the loss inside Algorithm 13.
    ///
    /// @throws IllegalArgumentException for any other function
    @Override
    public DParams gradient(ToDoubleFunction<DParams> loss, DParams theta) {
        if (!(loss instanceof Loss.DLoss(int[] x, Options _))) {
            throw new IllegalArgumentException("only the loss of Algorithm 13 can be differentiated, found " + loss);
        }
        load(theta);
        int predicted = x.length - 1;
        try (var _ = Scope.open()) {
            var ids = Tensor.ofInts(Arrays.copyOf(x, predicted), 1, predicted);
            var next = Tensor.ofInts(Arrays.copyOfRange(x, 1, x.length), 1, predicted);
            var sum = decoder.loss(ids, next, Pass.plain()).times(predicted); // the paper sums over positions
            lastLoss = sum.item();
            sum.backward();
        }
        return unload(theta);
    }

    /// The loss of the last [#gradient], in nats.
    double lastLoss() {
        return lastLoss;
    }

    private void load(DParams theta) {
        var values = new LinkedHashMap<String, float[]>();
        decoder.parameters().all().forEach((name, tensor) -> values.put(name, new float[tensor.size()]));
        theta.byName().forEach((name, W) -> {
            var place = places.get(name);
            float[] target = values.get(place.tensor);
            for (int i = 0; i < W.length; i++) {
                for (int j = 0; j < W[i].length; j++) {
                    target[place.index(i, j, W)] = (float) W[i][j];
                }
            }
        });
        decoder.parameters().all().forEach((name, tensor) -> tensor.set(values.get(name)));
    }

    private DParams unload(DParams theta) {
        var gradient = theta.zeros();
        var slopes = new LinkedHashMap<String, float[]>();
        decoder.parameters().all().forEach((name, tensor) -> {
            slopes.put(name, tensor.gradient().toArray());
            tensor.clearGradient();
        });
        gradient.byName().forEach((name, W) -> {
            var place = places.get(name);
            float[] source = slopes.get(place.tensor);
            for (int i = 0; i < W.length; i++) {
                for (int j = 0; j < W[i].length; j++) {
                    W[i][j] = source[place.index(i, j, W)];
                }
            }
        });
        return gradient;
    }

    /// Queries, keys and values of all heads lie below each other in one matrix.
    private Place place(String name) {
        var layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return new Place(OF_MODEL.get(name), 0, name.equals("W_e") || name.equals("W_p"));
        }
        var block = "blocks." + layer.group(1) + ".";
        var head = HEAD.matcher(layer.group(2));
        if (!head.matches()) {
            return new Place(block + OF_LAYER.get(layer.group(2)), 0, false);
        }
        int kind = "qkv".indexOf(head.group(3));
        int row = (kind * config.heads() + Integer.parseInt(head.group(1))) * config.headWidth();
        return head.group(2).equals("W")
                ? new Place(block + "attention.qkv.weight", row * config.width(), false)
                : new Place(block + "attention.qkv.bias", row, false);
    }
}
