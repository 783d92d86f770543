package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {

    /// Known answers of the authors' Random123: all zeros, all ones, digits of π.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "85a308d3243f6a88, 0370734413198a2e, 299f31d0a4093822, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void knownAnswers(String low, String high, String key, String expected) {
        var words = new int[4];
        Philox.block(hex(low), hex(high), hex(key), words, 0, 1);
        assertThat("%08x %08x %08x %08x".formatted(words[0], words[1], words[2], words[3]))
                .isEqualTo(expected);
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }

    @Test
    void groupsNumbersAndVectorsAgree() {
        long seed = 0x123456789ABCDEFL;
        long stream = -5;
        for (long group : new long[] {0, 7, (1L << 28) - 1, 1L << 28, 1L << 40}) {
            var one = new int[3 * Philox.GROUP];
            var other = new int[3 * Philox.GROUP];
            for (int g = 0; g < 3; g++) {
                Philox.group(seed, stream, group + g, one, g * Philox.GROUP);
            }
            VectorPhilox.groups(seed, stream, group, 3, other);
            assertThat(other).isEqualTo(one);
            for (int i = 0; i < one.length; i++) {
                assertThat(Philox.bits(seed, stream, group * Philox.GROUP + i)).isEqualTo(one[i]);
            }
        }
    }
}
