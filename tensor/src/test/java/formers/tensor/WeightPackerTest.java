package formers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.tensor.packed.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightPackerTest {

    private static final int COLUMNS = 64;
    private static final List<Integer> ROWS = List.of(1, 70, 400, 33, 2_000, 500, 64);

    @Test
    void matricesArePackedAsTheyAreAlone() {
        var packer = new WeightPacker(30_000); // two matrices to an array, or less than one
        var random = new Random(3);
        var rows = new ArrayList<MemorySegment>();
        var packed = new ArrayList<PackedWeights>();
        for (int count : ROWS) {
            byte[] bytes = new byte[Math.toIntExact(count * WeightFormat.Q8_0.bytes(COLUMNS))];
            random.nextBytes(bytes);
            rows.add(MemorySegment.ofArray(bytes));
            packed.add(packer.add(WeightFormat.Q8_0, rows.getLast(), count, COLUMNS));
        }
        packer.pack();
        for (int i = 0; i < ROWS.size(); i++) {
            var alone = PackedWeights.of(WeightFormat.Q8_0, rows.get(i), ROWS.get(i), COLUMNS);
            for (int row = 0; row < ROWS.get(i); row++) {
                assertThat(values(packed.get(i), row)).isEqualTo(values(alone, row));
            }
        }
    }

    private static float[] values(PackedWeights weights, int row) {
        var values = new float[COLUMNS];
        weights.decode(row, values, 0);
        return values;
    }

    @Test
    void aMatrixOfAnotherSizeIsRefused() {
        var packer = new WeightPacker();
        assertThatThrownBy(() -> packer.add(WeightFormat.Q8_0, MemorySegment.ofArray(new byte[33]), 1, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 33 bytes");
        packer.pack();
    }
}
