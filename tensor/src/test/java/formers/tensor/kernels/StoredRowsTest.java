package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoredRowsTest {

    private static final List<AttentionKernels> KERNELS = List.of(new ScalarAttention(), new VectorAttention());

    /// How rows of heads may be stored, and how far a value may then be off, as a share of the largest of
    /// its block.
    enum Form {
        FLOATS((heads, width) -> new FloatRows(heads * width), 0),
        HALVES((heads, width) -> new HalfRows(heads * width), 1.0 / 2048),
        BYTES(ByteRows::new, 0.5 / 127 + 1e-6);

        final BiFunction<Integer, Integer, StoredRows> make;
        final double error;

        Form(BiFunction<Integer, Integer, StoredRows> make, double error) {
            this.make = make;
            this.error = error;
        }

        StoredRows filled(float[] rows, int heads, int width) {
            var stored = make.apply(heads, width);
            int count = rows.length / (heads * width);
            stored.grow(count + 3);
            stored.write(0, count, rows, 0, heads * width);
            return stored;
        }
    }

    private static float[] all(StoredRows rows, int count, int heads, int width) {
        var read = rows.read(0, count, 0, heads, width, new float[count * heads * width]);
        return Arrays.copyOfRange(read.array(), read.offset(), read.offset() + count * heads * width);
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreOffByLessThanTheFormatSays(Form form) {
        for (int width : new int[] {1, 5, 32, 40, 64, 80}) {
            int heads = 3;
            int count = 7;
            float[] rows = AttentionProblem.random(new SplittableRandom(width), count * heads * width);
            rows[0] = 0;
            var stored = form.filled(rows, heads, width);
            float[] found = all(stored, count, heads, width);
            for (int i = 0; i < rows.length; i++) {
                assertThat(Math.abs(found[i] - rows[i])).isLessThanOrEqualTo((float) (1.5 * form.error));
            }
            for (int head = 0; head < heads; head++) {
                var one = stored.read(2, 3, head, 1, width, new float[3 * width]);
                for (int row = 0; row < 3; row++) {
                    int from = ((2 + row) * heads + head) * width;
                    int at = one.at(0, row, 0, width);
                    assertThat(Arrays.copyOfRange(one.array(), at, at + width))
                            .containsExactly(Arrays.copyOfRange(found, from, from + width));
                }
            }
            assertThat(all(stored.copy(4), 4, heads, width)).containsExactly(Arrays.copyOf(found, 4 * heads * width));
            stored.move(3, 0, 4);
            assertThat(all(stored, 4, heads, width))
                    .containsExactly(Arrays.copyOfRange(found, 3 * heads * width, 7 * heads * width));
        }
    }

    @ParameterizedTest
    @EnumSource
    void extremesStayFinite(Form form) {
        float[] rows = {0, 0, 3e38f, -3e38f, 1e-30f, -1e-44f, 0, 1};
        for (float value : all(form.filled(rows, 1, 8), 1, 1, 8)) {
            assertThat(value).isFinite();
        }
        assertThat(all(form.filled(new float[8], 1, 8), 1, 1, 8)).containsOnly(0);
    }

    static List<AttentionShape> shapes() {
        return IntStream.of(1, 3, 4, 5, 20, 70)
                .boxed()
                .flatMap(queries -> IntStream.of(8, 40, 64).mapToObj(width -> {
                    var shape = AttentionShape.of(3, 6, 2, queries, 301, width)
                            .withKeys(null, new int[] {301, 180, queries})
                            .withQueryStart(301 - queries, 180 - queries, 0)
                            .withCausal();
                    return queries == 4 ? shape.withWindow(150).withSoftCap(3) : shape;
                }))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void attentionOverStoredRowsIsThatOverTheirValues(AttentionShape shape) {
        int row = shape.kvHeads() * shape.width();
        var random = new SplittableRandom(shape.queries());
        var q = Heads.packed(
                AttentionProblem.random(random, shape.batch() * shape.queries() * shape.heads() * shape.width()),
                0,
                shape.queries(),
                shape.heads(),
                shape.width());
        for (var form : Form.values()) {
            var keys = new StoredRows[shape.batch()];
            var values = new StoredRows[shape.batch()];
            var plainKeys = new float[shape.batch() * shape.keys() * row];
            var plainValues = new float[plainKeys.length];
            for (int b = 0; b < shape.batch(); b++) {
                int end = shape.keyEnd()[b];
                keys[b] = stored(form, random, end, shape, plainKeys, b * shape.keys() * row);
                values[b] = stored(form, random, end, shape, plainValues, b * shape.keys() * row);
            }
            for (var kernels : KERNELS) {
                float[] expected = attention(
                        kernels,
                        shape,
                        q,
                        Heads.packed(plainKeys, 0, shape.keys(), shape.kvHeads(), shape.width()),
                        Heads.packed(plainValues, 0, shape.keys(), shape.kvHeads(), shape.width()));
                float[] found = attention(kernels, shape, q, new StoredHeads(keys), new StoredHeads(values));
                assertThat(found).as("%s, %s", form, kernels).containsExactly(expected);
                assertAlone(kernels, shape, q, keys, values, found);
            }
        }
    }

    private static StoredRows stored(
            Form form, SplittableRandom random, int count, AttentionShape shape, float[] plain, int at) {
        float[] rows = AttentionProblem.random(random, count * shape.kvHeads() * shape.width());
        var stored = form.filled(rows, shape.kvHeads(), shape.width());
        float[] read = all(stored, count, shape.kvHeads(), shape.width());
        System.arraycopy(read, 0, plain, at, read.length);
        return stored;
    }

    private static float[] attention(AttentionKernels kernels, AttentionShape shape, Heads q, HeadRows k, HeadRows v) {
        var out = Heads.packed(new float[q.array().length], 0, shape.queries(), shape.heads(), shape.width());
        kernels.forward(shape, q, k, v, out, null, 0);
        return out.array();
    }

    /// The same bits for a sequence by itself as for one of a batch.
    private static void assertAlone(
            AttentionKernels kernels,
            AttentionShape shape,
            Heads q,
            StoredRows[] keys,
            StoredRows[] values,
            float[] together) {
        int size = shape.queries() * shape.heads() * shape.width();
        for (int b = 0; b < shape.batch(); b++) {
            int end = shape.keyEnd()[b];
            var alone = new AttentionShape(
                    1,
                    shape.heads(),
                    shape.kvHeads(),
                    shape.queries(),
                    end,
                    shape.width(),
                    shape.scale(),
                    shape.causal(),
                    shape.window(),
                    shape.softCap(),
                    null,
                    null,
                    new int[] {shape.queryStart()[b]},
                    null,
                    null,
                    null);
            var own = Heads.packed(
                    Arrays.copyOfRange(q.array(), b * size, (b + 1) * size),
                    0,
                    shape.queries(),
                    shape.heads(),
                    shape.width());
            assertThat(attention(
                            kernels,
                            alone,
                            own,
                            new StoredHeads(new StoredRows[] {keys[b]}),
                            new StoredHeads(new StoredRows[] {values[b]})))
                    .as("sequence %d with %s", b, kernels)
                    .containsExactly(Arrays.copyOfRange(together, b * size, (b + 1) * size));
        }
    }
}
