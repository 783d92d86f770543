package formers.tensor;

import java.util.ArrayList;

/// Owns the tensors made while it is the innermost open scope of its thread, and returns their memory
/// to a pool when it closes: one scope per training step or generated token keeps the garbage collector
/// out of the hot path.
///
/// ```java
/// try (var scope = Scope.open()) {
///     var loss = model.loss(batch);
///     loss.backward();
///     return loss.item();          // a number leaves the scope, no tensor does
/// }
/// ```
///
/// Using a tensor after its scope has closed throws [IllegalStateException]; [#keep] lets one out.
public final class Scope implements AutoCloseable {

    private final ThreadState thread;
    private final Scope outer;
    private final ArrayList<Storage> owned = new ArrayList<>();
    private boolean closed;

    private Scope(ThreadState thread) {
        this.thread = thread;
        this.outer = thread.scope;
    }

    /// Opens a scope on this thread, inside the one already open, if any.
    public static Scope open() {
        var thread = ThreadState.current();
        var scope = new Scope(thread);
        thread.scope = scope;
        return scope;
    }

    void own(Storage storage) {
        storage.scope = this;
        owned.add(storage);
    }

    /// Hands the tensor's memory to the enclosing scope, or to the garbage collector when there is none.
    ///
    /// @return the tensor itself
    public Tensor keep(Tensor tensor) {
        var storage = tensor.storage();
        if (storage.scope == this) {
            storage.scope = null;
            if (outer != null) {
                outer.own(storage);
            }
        }
        return tensor;
    }

    /// Returns every tensor made in this scope to the pool.
    ///
    /// @throws IllegalStateException if a scope opened later on this thread is still open
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (thread != ThreadState.current() || thread.scope != this) {
            throw new IllegalStateException("scopes close innermost first, on the thread that opened them");
        }
        closed = true;
        thread.scope = outer;
        for (var storage : owned) {
            // Kept ones have moved on; those the backward pass gave back early are gone already.
            if (storage.scope == this && !storage.released()) {
                release(storage);
            }
        }
        owned.clear();
    }

    /// Returns storage to the pool before its scope closes; only when nobody can see it any more.
    static void release(Storage storage) {
        storage.markReleased();
        Backend.current().release(storage);
    }
}
