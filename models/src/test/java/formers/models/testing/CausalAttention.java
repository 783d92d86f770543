package formers.models.testing;

import java.util.Arrays;

/// Self-attention of one layer: every token to itself and the tokens before it.
///
/// Heads of queries share those of keys and values in groups of neighbours. What the setters do not set is off; the
/// scale of the scores is `1/√headWidth`.
final class CausalAttention implements Layer {

    private final Affine queries;
    private final Affine keys;
    private final Affine values;
    private final Affine output;
    private final int headWidth;

    private double scale;
    private Layer queryNorm = Norms.NONE;
    private Layer keyNorm = Norms.NONE;
    private Rotary rotary = Rotary.NONE;
    private double cap;
    private double[] slopes;
    private double[] sinks;
    private int window;

    CausalAttention(Affine queries, Affine keys, Affine values, Affine output, int headWidth) {
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.output = output;
        this.headWidth = headWidth;
        this.scale = 1 / Math.sqrt(headWidth);
        this.slopes = new double[queries.outputs() / headWidth];
    }

    CausalAttention scale(double factor) {
        scale = factor;
        return this;
    }

    /// Norms of all queries and all keys of a token, before positions enter.
    CausalAttention norms(Layer ofQueries, Layer ofKeys) {
        queryNorm = ofQueries;
        keyNorm = ofKeys;
        return this;
    }

    CausalAttention rotary(Rotary positions) {
        rotary = positions;
        return this;
    }

    /// Scores `s` become `cap · tanh(s / cap)`; 0 is no cap.
    CausalAttention cap(double largest) {
        cap = largest;
        return this;
    }

    /// ALiBi: head h's score for a token n before is less by `slopes[h] · n`.
    CausalAttention alibi(double[] perHead) {
        slopes = perHead;
        return this;
    }

    /// A score of each head for attending to nothing.
    CausalAttention sinks(double[] perHead) {
        sinks = perHead;
        return this;
    }

    /// Tokens that a query sees, its own included; 0 for all.
    CausalAttention window(int tokens) {
        window = tokens;
        return this;
    }

    @Override
    public double[][] of(double[][] x) {
        double[][][] q = heads(queryNorm.of(queries.of(x)));
        double[][][] k = heads(keyNorm.of(keys.of(x)));
        double[][][] v = heads(values.of(x));
        turn(q);
        turn(k);
        var mixed = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            var perHead = new double[q[t].length][];
            for (int h = 0; h < perHead.length; h++) {
                perHead[h] = attend(q, k, v, t, h);
            }
            mixed[t] = Vectors.joined(perHead);
        }
        return output.of(mixed);
    }

    /// `[time][heads][headWidth]`.
    private double[][][] heads(double[][] x) {
        return Arrays.stream(x).map(token -> Vectors.split(token, headWidth)).toArray(double[][][]::new);
    }

    private void turn(double[][][] heads) {
        for (int t = 0; t < heads.length; t++) {
            for (int h = 0; h < heads[t].length; h++) {
                heads[t][h] = rotary.turned(heads[t][h], t, heads.length);
            }
        }
    }

    private double[] attend(double[][][] q, double[][][] k, double[][][] v, int t, int h) {
        int shared = h / (q[t].length / k[t].length);
        int first = window == 0 ? 0 : Math.max(0, t - window + 1);
        var scores = new double[t - first + 1];
        for (int j = first; j <= t; j++) {
            scores[j - first] = capped(scale * Vectors.dot(q[t][h], k[j][shared])) - slopes[h] * (t - j);
        }
        double[] weights = weights(scores, h);
        var mixed = new double[headWidth];
        for (int j = first; j <= t; j++) {
            mixed = Vectors.sum(mixed, Vectors.scaled(v[j][shared], weights[j - first]));
        }
        return mixed;
    }

    private double capped(double score) {
        return cap == 0 ? score : cap * Math.tanh(score / cap);
    }

    private double[] weights(double[] scores, int h) {
        if (sinks == null) {
            return Vectors.softmax(scores);
        }
        var withSink = Arrays.copyOf(scores, scores.length + 1);
        withSink[scores.length] = sinks[h];
        return Arrays.copyOf(Vectors.softmax(withSink), scores.length);
    }
}
