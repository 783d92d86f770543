package formers.tensor.threads;

import java.util.concurrent.atomic.AtomicLongArray;

/// The pieces of one job, a run of neighbours for each thread; who has done his own takes from the far
/// end of another's.
///
/// Kernels walk the same rows one after another. With the same share of them each time, a thread finds
/// the rows in its own core's cache; handed out in turn, half of them would lie in another's.
final class Shares {

    /// Shares lie two cache lines apart: threads take from them all the time.
    private static final int APART = 16;

    private final int threads;
    private final AtomicLongArray ranges; // of each thread: first piece left in the upper half, end in the lower

    Shares(int pieces, int threads) {
        this.threads = threads;
        ranges = new AtomicLongArray((threads + 1) * APART);
        for (int i = 0; i < threads; i++) {
            long from = (long) pieces * i / threads;
            long to = (long) pieces * (i + 1) / threads;
            ranges.setPlain((i + 1) * APART, from << 32 | to);
        }
    }

    /// A piece that nobody else gets; -1 if none is left.
    int take(int thread) {
        int own = first(thread);
        for (int i = 1; own < 0 && i < threads; i++) {
            own = last((thread + i) % threads);
        }
        return own;
    }

    private int first(int share) {
        int at = (share + 1) * APART;
        while (true) {
            long range = ranges.get(at);
            int from = (int) (range >>> 32);
            int to = (int) range;
            if (from >= to) {
                return -1;
            }
            if (ranges.compareAndSet(at, range, range + (1L << 32))) {
                return from;
            }
        }
    }

    private int last(int share) {
        int at = (share + 1) * APART;
        while (true) {
            long range = ranges.get(at);
            int from = (int) (range >>> 32);
            int to = (int) range;
            if (from >= to) {
                return -1;
            }
            if (ranges.compareAndSet(at, range, range - 1)) {
                return to - 1;
            }
        }
    }
}
