package formers.models.testing;

/// Something that maps the vectors of a text's tokens, `[time][width]`, to as many others.
@FunctionalInterface
interface Layer {

    double[][] of(double[][] x);

    default Layer then(Layer next) {
        return x -> next.of(of(x));
    }

    /// This layer on every head of a vector on its own.
    default Layer perHead(int headWidth) {
        return x -> {
            var y = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                y[t] = Vectors.joined(of(Vectors.split(x[t], headWidth)));
            }
            return y;
        };
    }
}
