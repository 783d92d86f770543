package formers.generation.grammar;

import java.util.ArrayList;
import java.util.List;

/// Characters as sequences of ranges of bytes: a range of code points is cut where the number of bytes
/// changes and where a leading byte stops allowing every continuation.
final class Utf8Ranges {

    private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

    private Utf8Ranges() {}

    /// One list of byte ranges per piece; a character is in the set if its bytes are in the ranges of one
    /// piece.
    static List<List<ByteRange>> of(CodePoints set) {
        var pieces = new ArrayList<List<ByteRange>>();
        int[] bounds = set.bounds();
        for (int i = 0; i < bounds.length; i += 2) {
            cut(bounds[i], bounds[i + 1] - 1, pieces);
        }
        return pieces;
    }

    private static void cut(int first, int last, List<List<ByteRange>> pieces) {
        for (int end : LAST_OF_LENGTH) {
            if (first <= end && end < last) {
                cut(first, end, pieces);
                cut(end + 1, last, pieces);
                return;
            }
        }
        int bytes = length(last);
        for (int n = 1; n < bytes; n++) {
            int low = (1 << 6 * n) - 1; // the bits of the last n bytes
            if ((first & ~low) != (last & ~low)) {
                if ((first & low) != 0) {
                    cut(first, first | low, pieces);
                    cut((first | low) + 1, last, pieces);
                    return;
                }
                if ((last & low) != low) {
                    cut(first, (last & ~low) - 1, pieces);
                    cut(last & ~low, last, pieces);
                    return;
                }
            }
        }
        var piece = new ArrayList<ByteRange>();
        for (int n = 0; n < bytes; n++) {
            piece.add(new ByteRange(encoded(first, bytes, n), encoded(last, bytes, n)));
        }
        pieces.add(piece);
    }

    private static int length(int codePoint) {
        int n = 1;
        while (codePoint > LAST_OF_LENGTH[n - 1]) {
            n++;
        }
        return n;
    }

    private static int encoded(int codePoint, int bytes, int n) {
        int bits = codePoint >> 6 * (bytes - 1 - n);
        if (n > 0) {
            return 0x80 | bits & 0x3F;
        }
        return bytes == 1 ? bits : 0xF00 >> bytes & 0xFF | bits;
    }
}
