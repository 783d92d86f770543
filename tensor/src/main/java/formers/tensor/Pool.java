package formers.tensor;

import java.util.ArrayDeque;
import java.util.HashMap;

/// Float arrays waiting to be used again, by size class. Arrays below 4096 elements are not worth
/// keeping: the garbage collector hands out small ones faster than a lock.
final class Pool {

    static final int SMALLEST = 4096;

    private final HashMap<Integer, ArrayDeque<float[]>> idle = new HashMap<>();
    private long allocated;
    private long allocatedBytes;
    private long reused;
    private long idleBytes;

    /// Eight classes per power of two: at most an eighth of an array is unused.
    static int sizeClass(int elements) {
        int step = Integer.highestOneBit(elements) >>> 3;
        long rounded = ((long) elements + step - 1) / step * step;
        return (int) Math.min(rounded, Integer.MAX_VALUE - 8);
    }

    float[] take(int elements) {
        if (elements < SMALLEST) {
            return new float[elements];
        }
        int size = Math.max(elements, sizeClass(elements));
        synchronized (this) {
            var ready = idle.get(size);
            if (ready != null && !ready.isEmpty()) {
                reused++;
                idleBytes -= bytes(size);
                return ready.pop();
            }
            allocated++;
            allocatedBytes += bytes(size);
        }
        try {
            return new float[size];
        } catch (OutOfMemoryError full) {
            drop();
            return new float[size];
        }
    }

    synchronized void give(float[] array) {
        if (array.length >= SMALLEST) {
            idle.computeIfAbsent(array.length, _ -> new ArrayDeque<>()).push(array);
            idleBytes += bytes(array.length);
        }
    }

    /// Leaves every idle array to the garbage collector: other sizes need the room.
    private synchronized void drop() {
        idle.clear();
        idleBytes = 0;
    }

    synchronized MemoryUse use() {
        return new MemoryUse(allocated, allocatedBytes, reused, idleBytes);
    }

    private static long bytes(int elements) {
        return (long) elements * Float.BYTES;
    }
}
