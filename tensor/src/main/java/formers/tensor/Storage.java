package formers.tensor;

/// The memory behind one or more tensors, and who owns it.
///
/// A tensor and its reshapes and slices share one storage. Storage made inside a [Scope] dies when that
/// scope closes; storage made outside belongs to the garbage collector.
public abstract class Storage {

    /// The scope that returns this storage to the pool; null when the garbage collector does.
    Scope scope;

    /// Gradients held by the running backward pass that live in this storage; at 0 it can return to the pool
    /// early.
    int gradientUses;

    private boolean released;

    /// Elements that fit.
    public abstract int capacity();

    final boolean released() {
        return released;
    }

    final void markReleased() {
        released = true;
    }

    /// Host memory for float32 elements.
    static final class Floats extends Storage {
        final float[] array;

        Floats(float[] array) {
            this.array = array;
        }

        @Override
        public int capacity() {
            return array.length;
        }
    }

    /// Weights in a compact format.
    static final class Packed extends Storage {
        final PackedWeights weights;

        Packed(PackedWeights weights) {
            this.weights = weights;
        }

        @Override
        public int capacity() {
            return Math.multiplyExact(weights.rows(), weights.columns());
        }
    }

    /// Host memory for int32 elements.
    static final class Ints extends Storage {
        final int[] array;

        Ints(int[] array) {
            this.array = array;
        }

        @Override
        public int capacity() {
            return array.length;
        }
    }
}
