package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.tensor.threads.Threads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedKernelsTest {

    private static final int[] ROWS = {1, 15, 16, 17, 31, 33, 63, 64, 65, 100, 300};
    private static final int[] TOKENS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 33, 70};

    private final PackedKernels scalar = new ScalarPackedKernels();
    private final PackedKernels vector = new VectorPackedKernels();

    enum Kind {
        BYTES {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                var panels = new BytePanels(rows, columns);
                panels.allocate();
                each(rows, columns / 32, (row, block) -> panels.set(row, block, halves(random), codes(random, 32)));
                return panels;
            }
        },
        QUADS {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                var panels = new QuadPanels(rows, columns);
                panels.allocate();
                each(rows, columns / 32, (row, block) -> panels.set(row, block, halves(random), codes(random, 32)));
                return panels;
            }
        },
        NIBBLES {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                return nibbles(new BlockNibbles(rows, columns), columns / 32, 18, 1, random);
            }

            @Override
            double[] read(float[] x, int from, int columns) {
                return rounded(super.read(x, from, columns));
            }
        },
        SUPER_NIBBLES {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                return nibbles(new SuperNibbles(rows, columns), columns / 256, 144, 2, random);
            }

            @Override
            double[] read(float[] x, int from, int columns) {
                return rounded(super.read(x, from, columns));
            }
        },
        OFFSET_BYTES {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                var panels = new OffsetBytePanels(rows, columns);
                panels.allocate();
                each(
                        rows,
                        columns / 32,
                        (row, block) -> panels.set(row, block, halves(random), halves(random), codes(random, 32)));
                return panels;
            }
        },
        SUPER {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                return superPanels(new SuperPanels(rows, columns, true), random);
            }
        },
        SUPER_WITHOUT_STEPS {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                return superPanels(new SuperPanels(rows, columns, false), random);
            }
        },
        F16 {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                return halves(false, rows, columns, random);
            }
        },
        BF16 {
            @Override
            PackedPanels rows(int rows, int columns, Random random) {
                return halves(true, rows, columns, random);
            }
        };

        abstract PackedPanels rows(int rows, int columns, Random random);

        /// What products read instead of a row of `x`.
        double[] read(float[] x, int from, int columns) {
            var row = new double[columns];
            for (int j = 0; j < columns; j++) {
                row[j] = x[from + j];
            }
            return row;
        }

        /// Odd lengths where the format has them.
        int[] columns() {
            return switch (this) {
                case BYTES, QUADS, NIBBLES, OFFSET_BYTES -> new int[] {32, 64, 96, 288, 544};
                case SUPER, SUPER_WITHOUT_STEPS, SUPER_NIBBLES -> new int[] {256, 512, 768};
                case F16, BF16 -> new int[] {1, 7, 16, 33, 100, 257, 300};
            };
        }
    }

    /// Panels of random codes and scales.
    ///
    /// @param halves numbers of half precision that a block begins with
    private static PackedPanels nibbles(NibblePanels panels, int blocks, int blockBytes, int halves, Random random) {
        panels.allocate();
        int rowBytes = blocks * blockBytes;
        for (int row = 0; row < panels.rows(); row += panels.panelRows()) {
            var bytes = ByteBuffer.allocate(panels.panelRows() * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
            random.nextBytes(bytes.array());
            for (int block = 0; block < bytes.capacity(); block += blockBytes) {
                for (int i = 0; i < halves; i++) {
                    bytes.putShort(block + 2 * i, half(random));
                }
            }
            panels.setPanel(row, bytes.array(), rowBytes);
        }
        return panels;
    }

    /// Multiples of a 127th of the largest of 32.
    private static double[] rounded(double[] row) {
        for (int j = 0; j < row.length; j += 32) {
            double largest = 0;
            for (int i = j; i < j + 32; i++) {
                largest = Math.max(largest, Math.abs(row[i]));
            }
            for (int i = j; i < j + 32; i++) {
                float inverse = 127 / (float) largest;
                row[i] = Math.rint((float) row[i] * inverse) * ((float) largest / 127);
            }
        }
        return row;
    }

    private static PackedPanels superPanels(SuperPanels panels, Random random) {
        panels.allocate();
        each(
                panels.rows(),
                panels.columns() / 256,
                (row, block) -> panels.set(
                        row,
                        block,
                        halves(random),
                        halves(random),
                        codes(random, 16),
                        codes(random, 16),
                        codes(random, 256)));
        return panels;
    }

    private interface Place {
        void at(int row, int block);
    }

    private static void each(int rows, int blocks, Place place) {
        for (int row = 0; row < rows; row += PackedPanels.ROWS) {
            for (int block = 0; block < blocks; block++) {
                place.at(row, block);
            }
        }
    }

    /// For each row of a panel.
    private static byte[] codes(Random random, int count) {
        var codes = new byte[PackedPanels.ROWS * count];
        random.nextBytes(codes);
        return codes;
    }

    /// For each row of a panel.
    private static short[] halves(Random random) {
        var halves = new short[PackedPanels.ROWS];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = half(random);
        }
        return halves;
    }

    /// Normal numbers of both signs, and now and then zero or a subnormal one.
    private static short half(Random random) {
        float value = random.nextInt(10) == 0 ? random.nextInt(2) * 3e-7f : random.nextFloat() - 0.5f;
        return Float.floatToFloat16(value);
    }

    private static PackedPanels halves(boolean brain, int rows, int columns, Random random) {
        var panels = new HalfPanels(rows, columns, brain);
        panels.allocate();
        var row = ByteBuffer.allocate(2 * columns).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows; i++) {
            row.clear();
            for (int j = 0; j < columns; j++) {
                short bits = half(random);
                row.putShort(brain ? (short) (Float.floatToIntBits(Float.float16ToFloat(bits)) >>> 16) : bits);
            }
            panels.set(i, row.array());
        }
        return panels;
    }

    /// A product with offsets in front, and rows further apart than they are long.
    private static float[] product(PackedKernels kernels, PackedPanels w, int m, float[] x, float[] bias) {
        int ldx = w.columns() + 3;
        int ldy = w.rows() + 5;
        var y = new float[2 + m * ldy];
        Arrays.fill(y, 1234.5f);
        kernels.multiply(w, m, x, 1, ldx, y, 2, ldy, bias, 1);
        return y;
    }

    private static float[] floats(Random random, int count) {
        var x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void productsAreThoseOfTheValues(Kind kind) {
        for (int rows : ROWS) {
            for (int columns : kind.columns()) {
                var random = new Random(rows * 1000 + columns);
                var w = kind.rows(rows, columns, random);
                int m = TOKENS[random.nextInt(TOKENS.length)];
                float[] x = floats(random, 1 + m * (columns + 3));
                float[] bias = random.nextBoolean() ? floats(random, rows + 1) : null;
                var found = Stream.of(scalar, vector)
                        .map(kernels -> product(kernels, w, m, x, bias))
                        .toList();
                var values = new float[columns];
                var read = IntStream.range(0, m)
                        .mapToObj(i -> kind.read(x, 1 + i * (columns + 3), columns))
                        .toList();
                for (int j = 0; j < rows; j++) {
                    w.decode(j, 0, columns, values, 0);
                    for (int i = 0; i < m; i++) {
                        double sum = bias == null ? 0 : bias[1 + j];
                        double size = Math.abs(sum);
                        for (int p = 0; p < columns; p++) {
                            double term = values[p] * read.get(i)[p];
                            sum += term;
                            size += Math.abs(term);
                        }
                        int at = 2 + i * (rows + 5) + j;
                        assertThat((double) found.get(0)[at]).isCloseTo(sum, within(2e-6 * size + 1e-12));
                        assertThat((double) found.get(1)[at])
                                .as("%s [%d, %d], %d tokens, row %d", kind, rows, columns, m, j)
                                .isCloseTo(sum, within(2e-6 * size + 1e-12));
                    }
                }
                assertThat(found.get(1)[1]).isEqualTo(1234.5f);
                assertThat(found.get(1)[2 + rows]).isEqualTo(1234.5f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anyNumberOfTokensHasTheProductsOfTheValues(Kind kind) {
        var random = new Random(11);
        int columns = kind.columns()[kind.columns().length - 1];
        var w = kind.rows(77, columns, random);
        float[] x = floats(random, 1 + 17 * (columns + 3));
        for (int m = 1; m <= 17; m++) {
            float[] expected = product(scalar, w, m, x, null);
            float[] found = product(vector, w, m, x, null);
            float largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(found).as("%d tokens", m).containsExactly(expected, within(1e-5f * largest));
        }
    }

    /// Alone, in fours and in tiles; on one thread and on several; with the last panel, run and four full
    /// or not.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRowHasTheSameBitsWithOthersAndOnAnyNumberOfThreads(Kind kind) {
        var random = new Random(3);
        int before = Threads.count();
        int most = VectorPackedKernels.FEW_ROWS + 9;
        try {
            for (int rows : new int[] {64, 700}) {
                for (int columns : kind.columns()) {
                    var w = kind.rows(rows + random.nextInt(3), columns, random);
                    float[] x = floats(random, 1 + most * (columns + 3));
                    float[] bias = random.nextBoolean() ? floats(random, w.rows() + 1) : null;
                    Threads.setCount(1);
                    float[] many = product(vector, w, most, x, bias);
                    Threads.setCount(3);
                    assertThat(product(vector, w, most, x, bias)).isEqualTo(many);
                    for (int m : new int[] {1, 2, 3, 4, 5, 7, 16, 17, VectorPackedKernels.FEW_ROWS}) {
                        float[] few = product(vector, w, m, x, bias);
                        assertThat(few).as("%s, %d tokens", kind, m).isEqualTo(Arrays.copyOf(many, few.length));
                    }
                    for (int i = 1; i < most; i += 5) {
                        int ldx = columns + 3;
                        float[] one = product(vector, w, 1, Arrays.copyOfRange(x, i * ldx, 1 + (i + 1) * ldx), bias);
                        int at = 2 + i * (w.rows() + 5);
                        assertThat(Arrays.copyOfRange(one, 2, 2 + w.rows()))
                                .isEqualTo(Arrays.copyOfRange(many, at, at + w.rows()));
                    }
                }
            }
        } finally {
            Threads.setCount(before);
        }
    }
}
