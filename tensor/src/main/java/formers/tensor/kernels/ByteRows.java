package formers.tensor.kernels;

import java.util.Arrays;

/// Rows as bytes with a scale for every block of at most 32 channels of a head: `x ≈ scale · code`, codes
/// from -127 to 127, the largest of a block exact but for rounding. Little more than a quarter of the bytes
/// of floats.
public final class ByteRows implements StoredRows {

    private static final int BLOCK = 32;

    private final int heads;
    private final int headWidth;
    private final int blocksPerHead;
    private byte[] codes;
    private float[] scales;

    public ByteRows(int heads, int headWidth) {
        this(heads, headWidth, new byte[0], new float[0]);
    }

    private ByteRows(int heads, int headWidth, byte[] codes, float[] scales) {
        this.heads = heads;
        this.headWidth = headWidth;
        this.blocksPerHead = Math.ceilDiv(headWidth, BLOCK);
        this.codes = codes;
        this.scales = scales;
    }

    private int width() {
        return heads * headWidth;
    }

    private int blocks() {
        return heads * blocksPerHead;
    }

    @Override
    public int capacity() {
        return codes.length / width();
    }

    @Override
    public void grow(int rows) {
        codes = Arrays.copyOf(codes, Math.multiplyExact(rows, width()));
        scales = Arrays.copyOf(scales, rows * blocks());
    }

    @Override
    public void write(int row, int count, float[] from, int at, int stride) {
        for (int i = 0; i < count; i++) {
            for (int head = 0; head < heads; head++) {
                for (int block = 0; block < blocksPerHead; block++) {
                    int channel = head * headWidth + block * BLOCK;
                    int size = Math.min(BLOCK, headWidth - block * BLOCK);
                    scales[(row + i) * blocks() + head * blocksPerHead + block] =
                            encode(size, from, at + i * stride + channel, codes, (row + i) * width() + channel);
                }
            }
        }
    }

    private static float encode(int n, float[] x, int xo, byte[] codes, int at) {
        float largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(x[xo + i]));
        }
        float scale = largest / 127;
        float inverse = largest > 0 ? 127 / largest : 0;
        for (int i = 0; i < n; i++) {
            codes[at + i] = (byte) Math.round(Math.clamp(x[xo + i] * inverse, -127f, 127f));
        }
        return scale;
    }

    @Override
    public void move(int from, int to, int count) {
        System.arraycopy(codes, from * width(), codes, to * width(), count * width());
        System.arraycopy(scales, from * blocks(), scales, to * blocks(), count * blocks());
    }

    @Override
    public Heads read(int from, int count, int first, int some, int headWidth, float[] scratch) {
        int to = 0;
        for (int i = 0; i < count; i++) {
            for (int head = first; head < first + some; head++) {
                int code = (from + i) * width() + head * headWidth;
                int scale = (from + i) * blocks() + head * blocksPerHead;
                for (int channel = 0; channel < headWidth; channel += BLOCK) {
                    int size = Math.min(BLOCK, headWidth - channel);
                    decode(size, codes, code + channel, scales[scale++], scratch, to + channel);
                }
                to += headWidth;
            }
        }
        return new Heads(scratch, 0, 0, some * headWidth);
    }

    /// Scalar on purpose: the JIT compiler makes vectors of the conversion.
    private static void decode(int n, byte[] codes, int at, float scale, float[] y, int yo) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = scale * codes[at + i];
        }
    }

    @Override
    public StoredRows copy(int rows) {
        return new ByteRows(
                heads, headWidth, Arrays.copyOf(codes, rows * width()), Arrays.copyOf(scales, rows * blocks()));
    }

    @Override
    public long bytes() {
        return codes.length + 4L * scales.length;
    }
}
