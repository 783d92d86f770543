package formers.models.formal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.testing.SeededWeights;
import java.util.Arrays;

/// The small models whose outputs an independent implementation recorded, and two sequences of token ids.
final class Golden {

    static final int NV = 10;
    static final int DE = 8;
    static final int LMAX = 16;
    static final int H = 2;
    static final int L = 2;
    static final int DMLP = 16;
    static final int DF = 8;

    private Golden() {}

    static int[] x() {
        return new int[] {1, 4, 7, 2, 9};
    }

    static int[] z() {
        return new int[] {3, 8, 5, 0, 6, 2, 2};
    }

    static EDParams encoderDecoder() {
        return EDParams.zeros(NV, LMAX, L, L, H, DE, DMLP).map(Golden::seeded);
    }

    static EParams encoder() {
        return EParams.zeros(NV, LMAX, L, H, DE, DMLP, DF).map(Golden::seeded);
    }

    static DParams decoder() {
        return DParams.zeros(NV, LMAX, L, H, DE, DMLP).map(Golden::seeded);
    }

    static double[][] embeddedX() {
        return Embedding.embed(x(), decoder().We(), decoder().Wp());
    }

    static double[][] embeddedZ() {
        return Embedding.embed(z(), decoder().We(), decoder().Wp());
    }

    private static double[][] seeded(String name, double[][] shape) {
        boolean gamma = name.substring(name.lastIndexOf('.') + 1).startsWith("gamma");
        int columns = shape[0].length;
        double[] values = SeededWeights.values(name, shape.length * columns, gamma ? 0.2 : 0.5, gamma ? 1 : 0);
        var matrix = new double[shape.length][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
        }
        return matrix;
    }

    /// To the eight decimals they were recorded with.
    static void assertGolden(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(1e-8));
    }
}
