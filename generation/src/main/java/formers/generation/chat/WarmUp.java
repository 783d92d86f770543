package formers.generation.chat;

import formers.models.gguf.GgufFile;
import formers.tensor.PackedWeights;
import formers.tensor.packed.WeightFormat;
import java.util.EnumSet;
import java.util.Set;

/// Has the products that a large model will need compiled while it is read: those of its layers, which take all rows of
/// a prompt, then what scores tokens, of which the last row alone is asked for. A class of its own, not a lambda: the
/// class cache has it.
///
/// @param layers formats of what layers have
/// @param others formats that only other weights are in
record WarmUp(Set<WeightFormat> layers, Set<WeightFormat> others) implements Runnable {

    /// Bytes of weights from which on it takes longer to read them than to compile the products.
    private static final long LARGE = 100_000_000;

    /// How names of what layers have begin.
    private static final String LAYERS = "blk.";

    /// Rows of a prompt: more than one.
    private static final int PROMPT = 4;

    /// Begins on a thread of its own, if the model is large.
    static void begin(GgufFile file) {
        var layers = EnumSet.noneOf(WeightFormat.class);
        var others = EnumSet.noneOf(WeightFormat.class);
        long bytes = 0;
        for (var tensor : file.tensors()) {
            if (tensor.format() != WeightFormat.F32) {
                (tensor.name().startsWith(LAYERS) ? layers : others).add(tensor.format());
                bytes += tensor.data().byteSize();
            }
        }
        if (bytes >= LARGE) {
            others.removeAll(layers);
            Thread.ofPlatform().daemon().name("formers-warm-up").start(new WarmUp(layers, others));
        }
    }

    @Override
    public void run() {
        for (var format : layers) {
            PackedWeights.warmUp(format, PROMPT);
        }
        for (var format : others) {
            PackedWeights.warmUp(format, 1);
        }
    }
}
