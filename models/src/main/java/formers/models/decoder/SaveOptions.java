package formers.models.decoder;

import formers.models.checkpoint.DType;
import java.util.List;

/// What a saved model says besides its weights.
///
/// @param type  element type of the weights: F32, F16 or BF16
/// @param start token a text begins with; -1 if none
/// @param ends  tokens that end a text; may be empty
public record SaveOptions(DType type, int start, List<Integer> ends) {

    public SaveOptions {
        if (type != DType.F32 && type != DType.F16 && type != DType.BF16) {
            throw new IllegalArgumentException("weights can be saved as F32, F16 or BF16, not as " + type);
        }
        ends = List.copyOf(ends);
    }

    /// Full precision, no special tokens.
    public static SaveOptions plain() {
        return new SaveOptions(DType.F32, -1, List.of());
    }

    /// Weights rounded to nearest in another type.
    public SaveOptions as(DType other) {
        return new SaveOptions(other, start, ends);
    }

    /// @param startToken -1 if none
    public SaveOptions withTokens(int startToken, Integer... endTokens) {
        return new SaveOptions(type, startToken, List.of(endTokens));
    }

    /// The type by its name in `config.json`.
    String typeLabel() {
        return switch (type) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }
}
