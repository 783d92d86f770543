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

    /// Exchanges its memory with that of another, if they are of one kind and size.
    ///
    /// @return whether it did
    boolean swap(Storage other) {
        return false;
    }

    final boolean released() {
        return released;
    }

    final void markReleased() {
        released = true;
    }

    /// Host memory for float32 elements.
    static final class Floats extends Storage {
        private float[] array;

        Floats(float[] array) {
            this.array = array;
        }

        float[] array() {
            return array;
        }

        @Override
        boolean swap(Storage other) {
            if (!(other instanceof Floats floats) || floats.array.length != array.length) {
                return false;
            }
            var own = array;
            array = floats.array;
            floats.array = own;
            return true;
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
