package formers.tensor;

import java.util.Arrays;

/// Attention with additive scores and its gradients (Bahdanau et al. 2015, arXiv:1409.0473, appendix A.1.2).
final class AdditiveAttention {

    private AdditiveAttention() {}

    private static Backend.AdditiveAttention backend() {
        return Backend.current().additiveAttention();
    }

    static Tensor.Attended attend(Tensor query, Tensor keys, Tensor values, Tensor weight, int[] lengths) {
        check(query, keys, values, weight);
        checkLengths("additiveAttention", lengths, keys.extent(0), 1, keys.extent(1));
        var bent = Tensor.empty(keys.shape());
        var weights = Tensor.empty(Shape.of(keys.extent(0), keys.extent(1)));
        var mixed = Tensor.empty(Shape.of(values.extent(0), values.extent(2)));
        backend().attend(query, keys, values, weight, lengths, bent, weights, mixed);
        Gradients.recordAll(
                new Tensor[] {mixed, weights},
                (gradients, into) -> {
                    var dQuery = Tensor.empty(query.shape());
                    backend()
                            .gradients(
                                    values,
                                    weight,
                                    lengths,
                                    bent,
                                    weights,
                                    gradients[0],
                                    gradients[1],
                                    dQuery,
                                    destination(into, keys),
                                    destination(into, values),
                                    destination(into, weight));
                    into.give(query, dQuery);
                },
                query,
                keys,
                values,
                weight);
        return new Tensor.Attended(mixed, weights);
    }

    private static Gradients.Destination destination(Gradients into, Tensor input) {
        return into.wants(input) ? into.into(input) : null;
    }

    private static void check(Tensor query, Tensor keys, Tensor values, Tensor weight) {
        query.requireFloats("additiveAttention");
        keys.requireFloats("additiveAttention");
        values.requireFloats("additiveAttention");
        weight.requireFloats("additiveAttention");
        boolean ranks = query.rank() == 2 && keys.rank() == 3 && values.rank() == 3 && weight.rank() == 1;
        if (!ranks
                || query.extent(0) != keys.extent(0)
                || query.extent(1) != keys.extent(2)
                || weight.size() != keys.extent(2)
                || values.extent(0) != keys.extent(0)
                || values.extent(1) != keys.extent(1)) {
            throw new ShapeException(
                    ("additiveAttention wants a query [batch, width], keys [batch, keys, width], values [batch, keys,"
                                    + " valueWidth] and a weight [width], found %s, %s, %s and %s")
                            .formatted(query.shape(), keys.shape(), values.shape(), weight.shape()));
        }
    }

    /// Lengths, null for whole rows, are one a row and in `least..most`.
    static void checkLengths(String operation, int[] lengths, int rows, int least, int most) {
        if (lengths != null
                && (lengths.length != rows
                        || Arrays.stream(lengths).anyMatch(length -> length < least || length > most))) {
            throw new ShapeException("%s wants %d lengths in %d..%d, found %s"
                    .formatted(operation, rows, least, most, Arrays.toString(lengths)));
        }
    }
}
