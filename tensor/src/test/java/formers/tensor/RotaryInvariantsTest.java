package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.tensor.RotaryTable.Pairing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What rotary positions are for (Su et al. 2021, arXiv:2104.09864, section 3.1).
class RotaryInvariantsTest {

    private static final int WIDTH = 10;
    private static final int ROTATED = 8;
    private static final int POSITIONS = 200;

    @ParameterizedTest
    @EnumSource
    void scoresDependOnDistancesOnly(Pairing pairing) {
        float[] query = head(1);
        float[] key = head(2);
        double near = dot(turned(query, pairing, 7), turned(key, pairing, 4));
        for (int shift : new int[] {1, 50, 190}) {
            double far = dot(turned(query, pairing, 7 + shift), turned(key, pairing, 4 + shift));
            assertThat(far).isCloseTo(near, within(1e-4));
        }
        assertThat(dot(turned(query, pairing, 8), turned(key, pairing, 4))).isNotCloseTo(near, within(1e-2));
    }

    @ParameterizedTest
    @EnumSource
    void lengthsStay(Pairing pairing) {
        float[] head = head(3);
        float[] turned = turned(head, pairing, 123);
        assertThat(dot(turned, turned)).isCloseTo(dot(head, head), within(1e-4));
        assertThat(turned).isNotEqualTo(head);
    }

    /// Channel i of halves is channel 2i of neighbours, channel i + n/2 is 2i + 1: what the conversion of a checkpoint
    /// between the two relies on.
    @Test
    void pairingsDifferByTheOrderOfChannels() {
        float[] halves = head(4);
        assertThat(neighbours(turned(halves, Pairing.HALF, 37)))
                .isEqualTo(turned(neighbours(halves), Pairing.INTERLEAVED, 37));
    }

    private static float[] neighbours(float[] halves) {
        var head = halves.clone();
        for (int i = 0; i < ROTATED / 2; i++) {
            head[2 * i] = halves[i];
            head[2 * i + 1] = halves[i + ROTATED / 2];
        }
        return head;
    }

    private static float[] head(long seed) {
        var random = new SplittableRandom(seed);
        var head = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            head[i] = (float) random.nextDouble(-1, 1);
        }
        return head;
    }

    private static float[] turned(float[] head, Pairing pairing, int position) {
        var table = RotaryTable.of(pairing, RotaryTable.frequencies(10_000, ROTATED), POSITIONS, 1);
        return Tensor.of(head, 1, 1, 1, WIDTH)
                .rotary(1, table, Tensor.ofInts(new int[] {position}))
                .toArray();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
