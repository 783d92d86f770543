package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.chat.LoadedModel;
import formers.tensor.CacheFormat;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How a model is run: what changes speed and memory, and no text but for rounding.
final class DecodingMixin {

    @Option(
            names = "--cache",
            paramLabel = "FORMAT",
            defaultValue = "f32",
            description = "how keys and values are kept: f32, f16 or q8 (default ${DEFAULT-VALUE})")
    private CacheFormat cache;

    @Mixin
    private DraftMixin draft;

    CacheFormat cacheFormat() {
        return cache;
    }

    /// @param checking the model that writes
    GenerationOptions apply(GenerationOptions options, LoadedModel checking) throws IOException {
        var kept = options.withCacheFormat(cache);
        return draft.drafting(cache, List.of(checking))
                .map(it -> kept.drafting(it.drafter()))
                .orElse(kept);
    }
}
