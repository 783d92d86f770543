package formers.tensor;

import formers.tensor.threads.Threads;
import java.util.Arrays;

/// How to walk several broadcast operands in step with a contiguous result: long runs along the
/// innermost axes, in which every operand is read with stride 1 or 0, and an odometer over the rest.
/// Neighbouring axes that all operands read alike are merged first, so most broadcasts come down to a
/// few runs.
final class Rows {

    /// One run: where it starts in the result and in each operand.
    @FunctionalInterface
    interface Run {
        void apply(int at, int[] starts, int length);
    }

    private final int[] extents;
    private final int[][] strides;

    private Rows(int[] extents, int[][] strides) {
        this.extents = extents;
        this.strides = strides;
    }

    static Rows of(Shape result, Shape... operands) {
        var strides = new int[operands.length][];
        for (int i = 0; i < operands.length; i++) {
            strides[i] = operands[i].stridesWithin(result);
        }
        return merged(result.extents(), strides);
    }

    /// Drops axes of extent 1 and joins each axis with the next where every operand allows it.
    private static Rows merged(int[] extents, int[][] strides) {
        var kept = new int[Math.max(1, extents.length)];
        var keptStrides = new int[strides.length][kept.length];
        int count = 0;
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] == 1) {
                continue;
            }
            boolean joins = count > 0;
            for (int i = 0; joins && i < strides.length; i++) {
                joins = keptStrides[i][count - 1] == strides[i][axis] * extents[axis];
            }
            if (joins) {
                kept[count - 1] *= extents[axis];
            } else {
                kept[count++] = extents[axis];
            }
            for (int i = 0; i < strides.length; i++) {
                keptStrides[i][count - 1] = strides[i][axis];
            }
        }
        if (count == 0) {
            kept[count++] = 1;
        }
        int axes = count;
        var cut = new int[strides.length][];
        Arrays.setAll(cut, i -> Arrays.copyOf(keptStrides[i], axes));
        return new Rows(Arrays.copyOf(kept, axes), cut);
    }

    /// 1 or 0: how the operand is read along a run.
    int innerStride(int operand) {
        return strides[operand][extents.length - 1];
    }

    void forEach(Run run) {
        int length = extents[extents.length - 1];
        int rows = 1;
        for (int i = 0; i < extents.length - 1; i++) {
            rows *= extents[i];
        }
        if (rows == 1) {
            Threads.forRanges(length, CpuBackend.GRAIN, (from, to) -> {
                var starts = new int[strides.length];
                Arrays.setAll(starts, i -> from * innerStride(i));
                run.apply(from, starts, to - from);
            });
            return;
        }
        Threads.forRanges(rows, CpuBackend.rowGrain(length), (from, to) -> {
            var starts = new int[strides.length];
            for (int row = from; row < to; row++) {
                place(row, starts);
                run.apply(row * length, starts, length);
            }
        });
    }

    private void place(int row, int[] starts) {
        Arrays.fill(starts, 0);
        int rest = row;
        for (int axis = extents.length - 2; axis >= 0; axis--) {
            int at = rest % extents[axis];
            rest /= extents[axis];
            for (int i = 0; i < starts.length; i++) {
                starts[i] += at * strides[i][axis];
            }
        }
    }
}
