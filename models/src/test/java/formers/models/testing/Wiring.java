package formers.models.testing;

/// How attention, feed-forward network and norms make a block (`+=` is the residual connection).
final class Wiring {

    private Wiring() {}

    /// `x += A(N1 x); x += F(N2 x)`.
    static Layer preNorm(Layer norm1, Layer attention, Layer norm2, Layer feedForward) {
        return residual(norm1.then(attention)).then(residual(norm2.then(feedForward)));
    }

    /// `x = N1(x + A x); x = N2(x + F x)`: GPT-1, OPT-350m.
    static Layer postNorm(Layer attention, Layer norm1, Layer feedForward, Layer norm2) {
        return residual(attention).then(norm1).then(residual(feedForward)).then(norm2);
    }

    /// `x += N1(A x); x += N2(F x)`: OLMo-2.
    static Layer postOnly(Layer attention, Layer norm1, Layer feedForward, Layer norm2) {
        return residual(attention.then(norm1)).then(residual(feedForward.then(norm2)));
    }

    /// `x += N2(A(N1 x)); x += N4(F(N3 x))`: Gemma 2 and 3.
    static Layer sandwich(Layer norm1, Layer attention, Layer norm2, Layer norm3, Layer feedForward, Layer norm4) {
        return residual(norm1.then(attention).then(norm2))
                .then(residual(norm3.then(feedForward).then(norm4)));
    }

    /// `x += A(N1 x) + F(N2 x)`; many models have one norm in both places.
    static Layer parallel(Layer norm1, Layer attention, Layer norm2, Layer feedForward) {
        return x -> Vectors.sum(
                x,
                Vectors.sum(norm1.then(attention).of(x), norm2.then(feedForward).of(x)));
    }

    private static Layer residual(Layer branch) {
        return x -> Vectors.sum(x, branch.of(x));
    }
}
