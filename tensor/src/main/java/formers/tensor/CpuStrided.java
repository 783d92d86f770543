package formers.tensor;

import formers.tensor.kernels.PointwiseKernels;
import formers.tensor.threads.Threads;

/// Strided copies on the CPU.
final class CpuStrided implements Backend.Strided {

    /// Edge of the square tiles in which transposing copies walk: a tile of each side stays in the first-level
    /// cache.
    private static final int TILE = 32;

    private final PointwiseKernels kernels;

    CpuStrided(PointwiseKernels kernels) {
        this.kernels = kernels;
    }

    @Override
    public void copy(
            Tensor from,
            int fromOffset,
            int[] fromStrides,
            Tensor to,
            int toOffset,
            int[] toStrides,
            int[] extents,
            boolean accumulate) {
        var plan = Plan.merged(fromStrides, toStrides, extents);
        var walk = new Walk(
                from.floats(), from.offset() + fromOffset, to.floats(), to.offset() + toOffset, plan, accumulate);
        int inner = plan.extents[plan.axes - 1] * plan.extents[plan.axes - 2];
        if (inner == 0) {
            return;
        }
        int outer = 1;
        for (int i = 0; i < plan.axes - 2; i++) {
            outer *= plan.extents[i];
        }
        int rows = plan.extents[plan.axes - 2];
        if (outer == 1) {
            int grain = Math.max(TILE, CpuBackend.rowGrain(plan.extents[plan.axes - 1]));
            Threads.forRanges(rows, grain, (first, end) -> walk.plane(0, first, end));
        } else {
            Threads.forRanges(outer, CpuBackend.rowGrain(inner), (first, end) -> {
                for (int i = first; i < end; i++) {
                    walk.plane(i, 0, rows);
                }
            });
        }
    }

    /// The axes of a copy after merging those that both sides walk alike; at least two remain.
    private record Plan(int axes, int[] from, int[] to, int[] extents) {

        static Plan merged(int[] fromStrides, int[] toStrides, int[] sizes) {
            int room = sizes.length + 2;
            int[] from = new int[room];
            int[] to = new int[room];
            int[] extents = new int[room];
            extents[0] = extents[1] = 1;
            int count = 2;
            for (int i = 0; i < sizes.length; i++) {
                if (sizes[i] == 1) {
                    continue;
                }
                boolean joins = count > 2
                        && from[count - 1] == fromStrides[i] * sizes[i]
                        && to[count - 1] == toStrides[i] * sizes[i];
                if (joins) {
                    extents[count - 1] *= sizes[i];
                } else {
                    extents[count++] = sizes[i];
                }
                from[count - 1] = fromStrides[i];
                to[count - 1] = toStrides[i];
            }
            if (count > 2 && from[count - 1] == 0 && to[count - 1] == 0) {
                throw new AssertionError("a copy to one place");
            }
            // A scalar keeps its two unit axes; strides along them are never used.
            return new Plan(count, from, to, extents);
        }
    }

    private final class Walk {
        private final float[] from;
        private final int fromStart;
        private final float[] to;
        private final int toStart;
        private final Plan plan;
        private final boolean accumulate;

        Walk(float[] from, int fromStart, float[] to, int toStart, Plan plan, boolean accumulate) {
            this.from = from;
            this.fromStart = fromStart;
            this.to = to;
            this.toStart = toStart;
            this.plan = plan;
            this.accumulate = accumulate;
        }

        /// Rows `first..end-1` of the last two axes, at position `index` of the axes before them.
        void plane(int index, int first, int end) {
            int fromAt = fromStart;
            int toAt = toStart;
            int rest = index;
            for (int axis = plan.axes - 3; axis >= 0; axis--) {
                int i = rest % plan.extents[axis];
                rest /= plan.extents[axis];
                fromAt += i * plan.from[axis];
                toAt += i * plan.to[axis];
            }
            int rowAxis = plan.axes - 2;
            int axis = plan.axes - 1;
            int length = plan.extents[axis];
            if (plan.to[axis] == 1 && plan.from[axis] == 1 || length == 1) {
                for (int row = first; row < end; row++) {
                    run(fromAt + row * plan.from[rowAxis], toAt + row * plan.to[rowAxis], length);
                }
                return;
            }
            for (int tile = first; tile < end; tile += TILE) {
                int tileEnd = Math.min(end, tile + TILE);
                for (int column = 0; column < length; column += TILE) {
                    int columnEnd = Math.min(length, column + TILE);
                    for (int row = tile; row < tileEnd; row++) {
                        strided(
                                fromAt + row * plan.from[rowAxis] + column * plan.from[axis],
                                toAt + row * plan.to[rowAxis] + column * plan.to[axis],
                                columnEnd - column);
                    }
                }
            }
        }

        private void run(int fromAt, int toAt, int length) {
            if (accumulate) {
                kernels.multiplyAdd(from, fromAt, 1, to, toAt, length);
            } else {
                System.arraycopy(from, fromAt, to, toAt, length);
            }
        }

        private void strided(int fromAt, int toAt, int length) {
            int fromStep = plan.from[plan.axes - 1];
            int toStep = plan.to[plan.axes - 1];
            if (accumulate) {
                for (int i = 0; i < length; i++) {
                    to[toAt + i * toStep] += from[fromAt + i * fromStep];
                }
            } else {
                for (int i = 0; i < length; i++) {
                    to[toAt + i * toStep] = from[fromAt + i * fromStep];
                }
            }
        }
    }
}
