package formers.tensor.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/// The engine's one pool of platform threads, as many as cores, the caller included.
///
/// Work is cut by its size and never by the number of threads, and every piece writes its own part of
/// the result, so a result has the same bits on one thread and on many. A call from inside a piece, or
/// while another thread has the pool, runs on the calling thread alone: correct, only slower.
public final class Threads {

    /// A piece of work: the half-open range `from..to`.
    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    // Long enough to bridge the gap between two kernels of a step, short enough not to burn a core when idle.
    private static final long SPIN_NANOS = 60_000;
    private static final int SPINS_PER_CLOCK = 64;
    private static final int CALLER = 0;

    private static volatile Pool pool = new Pool(Runtime.getRuntime().availableProcessors());

    private Threads() {}

    /// Threads that take part in parallel work, the caller included.
    public static int count() {
        return pool.size;
    }

    /// Replaces the pool by one of `size` threads; results do not change, only speed does.
    ///
    /// @throws IllegalArgumentException if `size` is below 1
    public static synchronized void setCount(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + size);
        }
        var old = pool;
        if (size != old.size) {
            pool = new Pool(size);
            old.close();
        }
    }

    /// Calls `body` once for each of `0..tasks-1`, on any thread, in any order.
    public static void forEach(int tasks, IntConsumer body) {
        if (tasks == 1) {
            body.accept(0);
        } else if (tasks > 1) {
            pool.run(tasks, body);
        }
    }

    /// Covers `0..n-1` with consecutive ranges of `grain` elements, the last one shorter.
    public static void forRanges(int n, int grain, Range body) {
        if (n <= grain) {
            if (n > 0) {
                body.run(0, n);
            }
            return;
        }
        forEach(Math.ceilDiv(n, grain), i -> {
            int from = i * grain;
            body.run(from, Math.min(n - from, grain) + from);
        });
    }

    private static final class Job {
        final IntConsumer body;
        final Shares shares;
        final AtomicInteger left;
        final Thread caller = Thread.currentThread();
        volatile Throwable failure;

        Job(int tasks, int threads, IntConsumer body) {
            this.shares = new Shares(tasks, threads);
            this.left = new AtomicInteger(tasks);
            this.body = body;
        }

        /// Works until nothing is left to take.
        void work(int thread) {
            for (int i; (i = shares.take(thread)) >= 0; ) {
                try {
                    body.accept(i);
                } catch (Throwable thrown) { // carried to the caller: a worker must outlive any piece of work
                    failure = thrown;
                }
                if (left.decrementAndGet() == 0 && thread != CALLER) {
                    LockSupport.unpark(caller);
                }
            }
        }

        boolean finished() {
            return left.get() == 0;
        }
    }

    private static final class Pool {
        final int size;
        private final Thread[] workers;
        private final ReentrantLock owner = new ReentrantLock();
        private volatile Job current;
        private volatile boolean closed;

        Pool(int size) {
            this.size = size;
            workers = new Thread[size - 1];
            for (int i = 0; i < workers.length; i++) {
                int thread = i + 1;
                workers[i] =
                        Thread.ofPlatform().daemon().name("formers-" + thread).start(() -> serve(thread));
            }
        }

        void run(int tasks, IntConsumer body) {
            // Held by this thread already means we are inside a piece of work; by another, that the pool is
            // taken.
            if (workers.length == 0 || owner.isHeldByCurrentThread() || isWorker() || !owner.tryLock()) {
                for (int i = 0; i < tasks; i++) {
                    body.accept(i);
                }
                return;
            }
            var job = new Job(tasks, size, body);
            try {
                current = job;
                for (var worker : workers) {
                    LockSupport.unpark(worker);
                }
                job.work(CALLER);
                await(job);
            } finally {
                current = null;
                owner.unlock();
            }
            switch (job.failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }

        private static void await(Job job) {
            long deadline = System.nanoTime() + SPIN_NANOS;
            while (!job.finished()) {
                for (int i = 0; i < SPINS_PER_CLOCK && !job.finished(); i++) {
                    Thread.onSpinWait();
                }
                if (System.nanoTime() > deadline && !job.finished()) {
                    LockSupport.parkNanos(job, SPIN_NANOS);
                }
            }
        }

        private boolean isWorker() {
            var self = Thread.currentThread();
            for (var worker : workers) {
                if (worker == self) {
                    return true;
                }
            }
            return false;
        }

        private void serve(int thread) {
            Job last = null;
            while (!closed) {
                var job = awaitJob(last);
                if (job != null) {
                    job.work(thread);
                    last = job;
                }
            }
        }

        private Job awaitJob(Job last) {
            long deadline = System.nanoTime() + SPIN_NANOS;
            while (!closed) {
                for (int i = 0; i < SPINS_PER_CLOCK; i++) {
                    var job = current;
                    if (job != null && job != last) {
                        return job;
                    }
                    Thread.onSpinWait();
                }
                if (System.nanoTime() > deadline) {
                    LockSupport.park(this);
                }
            }
            return null;
        }

        void close() {
            closed = true;
            for (var worker : workers) {
                LockSupport.unpark(worker);
            }
        }
    }
}
