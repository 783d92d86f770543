package formers.models.decoder;

import formers.models.nn.FeedForward;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Where the files of a family keep the parameters of a decoder: a table from our modules to theirs. A
/// module stands for its weight and its bias alike; `{l}` for the number of a block, `{e}` for that of an
/// expert.
///
/// Tables decide by name alone, never by shape: a square matrix looks the same transposed.
final class TensorNames {

    /// How a parameter lies in the file.
    enum Layout {
        AS_IS,
        /// Matrices are stored `[in, out]`, as GPT-2's Conv1D keeps them; biases as they are.
        TRANSPOSED,
        /// Blocks of rows are tensors of their own.
        ROWS,
        /// Rows of query, key and value heads alternate: those of head 0, those of head 1, …
        HEADS,
        /// One tensor for all experts, `[experts, in, out]`; biases `[experts, out]`.
        STACKED,
        /// As [#STACKED], with columns of gate and value taking turns.
        STACKED_PAIRS,
        /// As [#ROWS], with one tensor for all experts, `[experts, out, in]`; biases `[experts, out]`.
        STACKED_ROWS,
        /// A matrix of one row, stored as a vector.
        VECTOR
    }

    /// How many rows of a fused matrix a part has.
    enum Rows {
        ALL,
        QUERIES,
        KEYS,
        HIDDEN,
        EXPERT_HIDDEN,
        SHARED_HIDDEN;

        int count(DecoderConfig config, int all) {
            return switch (this) {
                case ALL -> all;
                case QUERIES -> config.heads() * config.headWidth();
                case KEYS -> config.kvHeads() * config.headWidth();
                case HIDDEN -> config.feedForward().hidden();
                case EXPERT_HIDDEN -> experts(config).hidden();
                case SHARED_HIDDEN -> experts(config).shared();
            };
        }

        static FeedForward.Experts experts(DecoderConfig config) {
            return switch (config.feedForward()) {
                case FeedForward.Experts experts -> experts;
                case FeedForward.Mixed mixed -> mixed.experts();
                case FeedForward other -> throw new IllegalArgumentException("no experts in " + other);
            };
        }
    }

    /// One tensor of the file, and which rows of our parameter it holds.
    record Part(String name, Rows rows) {}

    /// One parameter: how it is stored, in which tensors, first rows first.
    ///
    /// @param expert whose it is; -1 for none
    record Stored(Layout layout, List<Part> parts, int expert) {}

    private static final Pattern BLOCK = Pattern.compile("^blocks\\.(\\d+)\\.");
    private static final Pattern EXPERT = Pattern.compile("\\.experts\\.(\\d+)\\.");

    private final String prefix;
    private final Map<String, Stored> modules = new HashMap<>();
    private final List<String> ignored = new ArrayList<>();

    private TensorNames(String prefix) {
        this.prefix = prefix;
    }

    /// An empty table.
    ///
    /// @param prefix what files of the bare model leave away, and those of larger models put in front once
    ///               more
    static TensorNames withPrefix(String prefix) {
        return new TensorNames(prefix);
    }

    TensorNames same(String ours, String theirs) {
        return put(ours, Layout.AS_IS, List.of(new Part(theirs, Rows.ALL)));
    }

    TensorNames transposed(String ours, String theirs) {
        return put(ours, Layout.TRANSPOSED, List.of(new Part(theirs, Rows.ALL)));
    }

    TensorNames rows(String ours, Part... parts) {
        return put(ours, Layout.ROWS, List.of(parts));
    }

    /// Heads of queries, keys and values in turns.
    TensorNames heads(String ours, String theirs) {
        return put(ours, Layout.HEADS, List.of(new Part(theirs, Rows.ALL)));
    }

    /// The weights and biases of all experts in one tensor each.
    TensorNames stacked(Layout layout, String ours, String weights, String biases) {
        put(ours + ".weight", layout, List.of(new Part(weights, Rows.ALL)));
        return put(ours + ".bias", layout, List.of(new Part(biases, Rows.ALL)));
    }

    /// Blocks of rows, each of them of all experts in one tensor.
    TensorNames stackedRows(String ours, Part... parts) {
        return put(ours, Layout.STACKED_ROWS, List.of(parts));
    }

    TensorNames vector(String ours, String theirs) {
        return put(ours, Layout.VECTOR, List.of(new Part(theirs, Rows.ALL)));
    }

    /// Tensors whose names end so are no parameters.
    TensorNames ignoring(String... endings) {
        ignored.addAll(List.of(endings));
        return this;
    }

    private TensorNames put(String ours, Layout layout, List<Part> parts) {
        modules.put(ours, new Stored(layout, parts, -1));
        return this;
    }

    /// How our `parameter` is stored.
    ///
    /// @throws IllegalArgumentException if the family has no such parameter
    Stored of(String parameter) {
        var block = BLOCK.matcher(parameter);
        var layer = block.find() ? block.group(1) : "";
        var expert = EXPERT.matcher(parameter);
        var number = expert.find() ? expert.group(1) : "";
        var template = EXPERT.matcher(block.replaceFirst("blocks.{l}.")).replaceFirst(".experts.{e}.");
        var whole = modules.get(template);
        if (whole != null) {
            return named(whole, layer, number, "");
        }
        int dot = template.lastIndexOf('.');
        var module = dot < 0 ? null : modules.get(template.substring(0, dot));
        if (module == null) {
            throw new IllegalArgumentException("this family of checkpoints has no place for parameter " + parameter);
        }
        return named(module, layer, number, template.substring(dot));
    }

    private static Stored named(Stored template, String layer, String expert, String suffix) {
        var parts = template.parts().stream()
                .map(part -> new Part(part.name().replace("{l}", layer).replace("{e}", expert) + suffix, part.rows()))
                .toList();
        return new Stored(template.layout(), parts, expert.isEmpty() ? -1 : Integer.parseInt(expert));
    }

    /// The names under which a file may hold the tensor `name`, the usual one first.
    List<String> spellings(String name) {
        if (prefix.isEmpty()) {
            return List.of(name);
        }
        return name.startsWith(prefix)
                ? List.of(name, name.substring(prefix.length()), prefix + name)
                : List.of(name, prefix + name);
    }

    boolean ignores(String name) {
        return ignored.stream().anyMatch(name::endsWith);
    }
}
