package formers.tensor;

import java.util.Arrays;

/// The extents of a tensor, outermost first; `[]` is a scalar. Immutable. Axes count from 0, or from the end when
/// negative: axis -1 is the last.
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0], 1);

    private final int[] extents;
    private final int size;

    private Shape(int[] extents, int size) {
        this.extents = extents;
        this.size = size;
    }

    /// A shape of the given extents.
    ///
    /// @throws ShapeException if an extent is negative or the element count exceeds 2³¹ − 1
    public static Shape of(int... extents) {
        if (extents.length == 0) {
            return SCALAR;
        }
        long size = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new ShapeException("extents must not be negative, found " + Arrays.toString(extents));
            }
            size *= extent;
            if (size > Integer.MAX_VALUE) {
                throw new ShapeException(Arrays.toString(extents)
                        + " has more elements than one tensor can hold (2147483647); split it along an axis");
            }
        }
        return new Shape(extents.clone(), (int) size);
    }

    /// Number of axes.
    public int rank() {
        return extents.length;
    }

    /// Number of elements, the product of all extents.
    public int size() {
        return size;
    }

    /// Extent along an axis; negative axes count from the end.
    public int extent(int axis) {
        return extents[axis(axis)];
    }

    /// The axis as a number in `0..rank-1`.
    ///
    /// @throws ShapeException if there is no such axis
    public int axis(int axis) {
        int found = axis < 0 ? axis + extents.length : axis;
        if (found < 0 || found >= extents.length) {
            throw new ShapeException("axis %d does not exist in shape %s".formatted(axis, this));
        }
        return found;
    }

    /// A copy of the extents.
    public int[] extents() {
        return extents.clone();
    }

    /// This shape with the extent of one axis replaced.
    public Shape with(int axis, int extent) {
        var copy = extents.clone();
        copy[axis(axis)] = extent;
        return of(copy);
    }

    /// This shape with `last` extents appended.
    public Shape append(int... last) {
        var joined = Arrays.copyOf(extents, extents.length + last.length);
        System.arraycopy(last, 0, joined, extents.length, last.length);
        return of(joined);
    }

    /// The extents of axes `from..to-1` as a shape.
    public Shape range(int from, int to) {
        return of(Arrays.copyOfRange(extents, from, to));
    }

    /// The shape both operands take under NumPy's broadcasting rule: aligned at the last axis, an extent of 1
    /// stretches.
    ///
    /// @throws ShapeException if some aligned pair of extents differs and neither is 1
    public Shape broadcast(Shape other) {
        if (Arrays.equals(extents, other.extents)) {
            return this;
        }
        int rank = Math.max(rank(), other.rank());
        var result = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int a = i <= rank() ? extents[rank() - i] : 1;
            int b = i <= other.rank() ? other.extents[other.rank() - i] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new ShapeException(
                        "shapes %s and %s do not broadcast: axis -%d has %d and %d".formatted(this, other, i, a, b));
            }
            result[rank - i] = a == 1 ? b : a;
        }
        return of(result);
    }

    /// Row-major strides in elements.
    int[] strides() {
        var strides = new int[extents.length];
        int stride = 1;
        for (int i = extents.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= extents[i];
        }
        return strides;
    }

    /// Strides that read this shape as if it were `target`: 0 along every stretched axis.
    int[] stridesWithin(Shape target) {
        var own = strides();
        var strides = new int[target.rank()];
        int shift = target.rank() - rank();
        for (int i = 0; i < rank(); i++) {
            strides[i + shift] = extents[i] == 1 ? 0 : own[i];
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
