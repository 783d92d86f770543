package formers.tensor;

import formers.tensor.kernels.Kernels;

/// The CPU: heap arrays from a pool, kernels over ranges of them, split over the engine's threads.
final class CpuBackend implements Backend {

    /// Elements per piece of work: 64 KB of floats, large against the cost of handing a piece to a
    /// thread and small against the caches.
    static final int GRAIN = 16_384;

    private final Kernels kernels;
    private final Pool pool = new Pool();
    private final Pointwise pointwise;
    private final Reductions reductions;
    private final Strided strided;
    private final Indexed indexed;
    private final Products products;
    private final Norms norms;
    private final Softmax softmax;
    private final Updates updates;
    private final Convolutions convolutions;
    private final Attention attention;
    private final AdditiveAttention additiveAttention;
    private final Recurrence recurrence;

    CpuBackend(Kernels kernels) {
        this.kernels = kernels;
        pointwise = new CpuPointwise(kernels);
        reductions = new CpuReductions(kernels);
        strided = new CpuStrided(kernels.pointwise());
        indexed = new CpuIndexed(kernels.pointwise());
        products = new CpuProducts(kernels.matrix(), kernels.packed(), kernels.reductions());
        norms = new CpuNorms(kernels.norms(), kernels.reductions());
        softmax = new CpuSoftmax(kernels.softmax());
        updates = new CpuUpdates(kernels.optimizer());
        convolutions = new CpuConvolutions(kernels.pointwise(), kernels.reductions());
        attention = new CpuAttention(kernels.attention(), kernels.rotary());
        additiveAttention = new CpuAdditiveAttention(kernels);
        recurrence = new CpuRecurrence(kernels);
    }

    /// Rows per piece of work when each has `width` elements.
    static int rowGrain(int width) {
        return Math.max(1, GRAIN / Math.max(1, width));
    }

    @Override
    public String description() {
        return "%s, %d bits: %s".formatted(kernels.name(), kernels.vectorBits(), kernels.reason());
    }

    @Override
    public Storage allocate(ElementType type, int elements) {
        return switch (type) {
            case F32 -> new Storage.Floats(pool.take(elements));
            case I32 -> new Storage.Ints(new int[elements]);
            case PACKED -> throw new IllegalArgumentException("packed weights are made, not computed");
        };
    }

    @Override
    public void release(Storage storage) {
        if (storage instanceof Storage.Floats floats) {
            pool.give(floats.array());
        }
    }

    @Override
    public MemoryUse memory() {
        return pool.use();
    }

    @Override
    public Pointwise pointwise() {
        return pointwise;
    }

    @Override
    public Reductions reductions() {
        return reductions;
    }

    @Override
    public Strided strided() {
        return strided;
    }

    @Override
    public Indexed indexed() {
        return indexed;
    }

    @Override
    public Products products() {
        return products;
    }

    @Override
    public Norms norms() {
        return norms;
    }

    @Override
    public Softmax softmax() {
        return softmax;
    }

    @Override
    public Updates updates() {
        return updates;
    }

    @Override
    public Convolutions convolutions() {
        return convolutions;
    }

    @Override
    public Attention attention() {
        return attention;
    }

    @Override
    public AdditiveAttention additiveAttention() {
        return additiveAttention;
    }

    @Override
    public Recurrence recurrence() {
        return recurrence;
    }
}
