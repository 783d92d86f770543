package formers.tensor;

/// What the engine's memory pool has done since the process started.
///
/// @param arraysAllocated arrays taken from the heap because the pool had none that fits
/// @param bytesAllocated  bytes of those arrays
/// @param arraysReused    requests served from the pool
/// @param bytesIdle       bytes the pool holds ready now
public record MemoryUse(long arraysAllocated, long bytesAllocated, long arraysReused, long bytesIdle) {

    /// The pool's counters now.
    public static MemoryUse now() {
        return Backend.current().memory();
    }
}
