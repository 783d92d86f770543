package formers.benchmarks.decode;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Jlama in a process of its own: `THREADS PROMPT WRITTEN DIRECTORY`, and the weights' type as property
/// [#TYPE]. Sums in float32, with activations in bytes where the weights are `Q4`, as its documentation shows.
final class JlamaDriver implements Session {

    static final String TYPE = "formers.jlama.type";

    private final AbstractModel model;
    private final KvBufferCache caches;
    private final AbstractTensor<?, ?> logits;
    private KvBufferCache.KvBuffer cache;
    private int position;

    private JlamaDriver(Path directory) {
        model = ModelSupport.loadModel(
                directory.toFile(), (File) null, DType.F32, DType.I8, Optional.empty(), Optional.empty());
        caches = new KvBufferCache(model);
        logits = model.makeDenseTensor(1, model.getConfig().vocabularySize);
    }

    public static void main(String[] args) throws IOException {
        var task = Task.of(args[0], args[1], args[2]);
        PhysicalCoreExecutor.overrideThreadCount(task.threads()); // without, half of the cores
        var directory = inType(Path.of(args[3]), DType.valueOf(System.getProperty(TYPE)));
        var session = new JlamaDriver(directory);
        System.err.println("Jlama computes with " + TensorOperationsProvider.get().name());
        Turn.serve(session, task);
    }

    /// Jlama's own tool makes such a copy once, and its models come so.
    private static Path inType(Path directory, DType type) throws IOException {
        if (type == DType.BF16) {
            return directory;
        }
        var copy = directory.resolveSibling(directory.getFileName() + "-jlama-" + type);
        if (!Files.exists(copy.resolve("model.safetensors"))) {
            SafeTensorSupport.quantizeModel(directory, type, null, null, Optional.of(copy));
        }
        return copy;
    }

    @Override
    public void forget() {
        if (cache != null) {
            cache.close();
        }
        cache = caches.getEphemeralKvBuffer();
        position = 0;
    }

    @Override
    public void read(int[] ids) {
        try (var hidden = model.batchForward(ids, position, cache)) {
            model.sample(hidden.slice(hidden.shape().first() - 1), 0, 0, logits);
        }
        position += ids.length;
    }

    @Override
    public void write(int id) {
        try (var hidden = model.forward(id, position++, cache, Optional.empty())) {
            model.sample(hidden, 0, 0, logits);
        }
    }
}
