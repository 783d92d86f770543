package formers.tensor;

import java.util.Arrays;

/// Which gated recurrent unit [Tensor#gru] is, and over what it runs. Start from [#paper] or [#resetAfter]
/// and
/// refine: `GruOptions.paper().reversed(true)`.
///
/// @param reset    where the reset gate stands
/// @param update   what the update gate weights
/// @param reversed from the last time to the first
/// @param lengths  times that count in each batch row, the first ones; at others the state stays as it is.
///                 null: all
///                 count
public record GruOptions(Reset reset, Update update, boolean reversed, int[] lengths) {

    /// Where the reset gate stands.
    public enum Reset {
        /// Before the product: `tanh(x + U(r ∘ h))` (Cho et al. 2014, arXiv:1406.1078).
        BEFORE,
        /// After it: `tanh(x + r ∘ (U h + b))`, as cuDNN and PyTorch have it.
        AFTER
    }

    /// What the update gate weights. Weights of one kind are those of the other with the gate's signs turned.
    public enum Update {
        /// The candidate: `h = (1 − z) ∘ h + z ∘ h̃` (Bahdanau et al. 2015, arXiv:1409.0473, appendix A).
        NEW,
        /// The old state: `h = z ∘ h + (1 − z) ∘ h̃`, as cuDNN and PyTorch have it.
        OLD
    }

    /// Bahdanau et al. 2015, arXiv:1409.0473, appendix A, over all times.
    public static GruOptions paper() {
        return new GruOptions(Reset.BEFORE, Update.NEW, false, null);
    }

    /// As cuDNN and PyTorch have it, over all times.
    public static GruOptions resetAfter() {
        return new GruOptions(Reset.AFTER, Update.OLD, false, null);
    }

    public GruOptions reversed(boolean backwards) {
        return new GruOptions(reset, update, backwards, lengths);
    }

    public GruOptions withLengths(int... perRow) {
        return new GruOptions(reset, update, reversed, perRow);
    }

    @Override
    public String toString() {
        return "GruOptions[reset=%s, update=%s, reversed=%s, lengths=%s]"
                .formatted(reset, update, reversed, Arrays.toString(lengths));
    }
}
