package formers.tensor.packed;

import java.util.Arrays;
import java.util.Optional;

/// How a file holds the elements of a weight matrix: as floating-point numbers, or as small codes in blocks that share
/// scales (`Q…`; ggml's formats, little-endian).
public enum WeightFormat {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    BF16(30, 1, 2);

    private final int number;
    private final int elements;
    private final int bytes;

    WeightFormat(int number, int elements, int bytes) {
        this.number = number;
        this.elements = elements;
        this.bytes = bytes;
    }

    /// The format that GGUF files know by a number.
    public static Optional<WeightFormat> numbered(int number) {
        return Arrays.stream(values()).filter(format -> format.number == number).findFirst();
    }

    /// Its number in GGUF files.
    public int number() {
        return number;
    }

    /// Elements of a block; a row is whole blocks.
    public int blockElements() {
        return elements;
    }

    /// Bytes of a block.
    public int blockBytes() {
        return bytes;
    }

    /// Bytes that so many elements take.
    ///
    /// @throws IllegalArgumentException if they are not whole blocks
    /// @throws ArithmeticException      if there are too many
    public long bytes(long count) {
        if (count % elements != 0) {
            throw new IllegalArgumentException(
                    "%s stores blocks of %d elements, found %d elements".formatted(this, elements, count));
        }
        return Math.multiplyExact(count / elements, (long) bytes);
    }

    /// Bits an element takes on average.
    public double bits() {
        return 8.0 * bytes / elements;
    }
}
