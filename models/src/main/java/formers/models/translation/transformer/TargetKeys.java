package formers.models.translation.transformer;

import formers.tensor.CacheFormat;
import formers.tensor.KeyValues;
import java.util.Arrays;

/// Keys and values of the tokens of targets that begin alike, for every layer. What is written stays, so that
/// hypotheses of a beam share it; the first to go on writes on here, any other on a copy.
final class TargetKeys {

    private final KeyValues[] layers;
    private int written; // tokens, of whoever wrote most

    private TargetKeys(KeyValues[] layers, int written) {
        this.layers = layers;
        this.written = written;
    }

    static TargetKeys empty(int layers, Heads heads) {
        var all = new KeyValues[layers];
        Arrays.setAll(all, _ -> new KeyValues(CacheFormat.F32, heads.count(), heads.width()));
        return new TargetKeys(all, 0);
    }

    /// Room for one more token after the first `length`: here, or in a copy.
    TargetKeys forNext(int length) {
        var own = written == length
                ? this
                : new TargetKeys(
                        Arrays.stream(layers).map(layer -> layer.copy(length)).toArray(KeyValues[]::new), length);
        for (var layer : own.layers) {
            layer.reserve(length + 1);
        }
        own.written = length + 1;
        return own;
    }

    KeyValues layer(int layer) {
        return layers[layer];
    }
}
