package formers.benchmarks.decode;

import formers.models.decoder.Decoder;
import formers.models.decoder.GgufDecoders;
import formers.models.decoder.Presets;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Engine;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How fast a language model of packed weights reads a prompt and writes, beside llama.cpp with the same
/// file: random
/// weights in the shape of Llama 3.2 1B. The two take turns, each alone on the machine.
///
/// Arguments: formats, of `Q8_0`, `Q4_0`, `Q4_K`, `Q6_K`, `F16`; without, the first two.
public final class DecodeBenchmarks {

    private static final String SHAPE = "llama3.2-1b";
    private static final int PROMPT = 256;
    private static final int WRITTEN = 32;
    private static final int ROUNDS = 6;

    private DecodeBenchmarks() {}

    public static void main(String[] args) throws IOException {
        var folder = Files.createDirectories(Path.of(System.getProperty("formers.models", "target/decode")));
        System.out.printf(
                "Java %s, %d threads, %s with random weights, a prompt of %d tokens, %d written%n%n",
                Runtime.version(), Engine.threads(), SHAPE, PROMPT, WRITTEN);
        System.out.println("| format | MB | | Formers, tokens/s | llama.cpp, tokens/s | × | weights read, GB/s |");
        System.out.println("|---|--:|---|--:|--:|--:|--:|");
        var formats = args.length == 0 ? List.of("Q8_0", "Q4_0") : List.of(args);
        for (var name : formats) {
            var file = folder.resolve(SHAPE + "-" + name + ".gguf");
            if (!Files.exists(file)) {
                write(file, WeightFormat.valueOf(name));
            }
            var ours = measure(file);
            var theirs = LlamaCpp.isThere()
                    ? LlamaCpp.measure(file, Engine.threads(), PROMPT, WRITTEN, ROUNDS)
                    : new Speeds();
            double bytes = Files.size(file);
            row(name, bytes, "reads", Speeds.settled(ours.reading()), Speeds.settled(theirs.reading()), "");
            double writing = Speeds.settled(ours.writing());
            var rate = String.format(Locale.ROOT, "%.1f", writing * bytes / 1e9);
            row(name, bytes, "writes", writing, Speeds.settled(theirs.writing()), rate);
        }
    }

    private static void row(String format, double bytes, String what, double ours, double theirs, String rate) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %s | %.1f | %s | %s | %s |%n",
                format,
                bytes / 1e6,
                what,
                ours,
                Double.isNaN(theirs) ? "–" : String.format(Locale.ROOT, "%.1f", theirs),
                Double.isNaN(theirs) ? "–" : String.format(Locale.ROOT, "%.2f", ours / theirs),
                rate);
    }

    private static Speeds measure(Path file) throws IOException {
        var decoder = GgufDecoders.loadAsStored(file);
        var speeds = new Speeds();
        var ids = new int[PROMPT];
        for (int i = 0; i < PROMPT; i++) {
            ids[i] = (i * 7919 + 13) % 32_000;
        }
        try (var _ = Tensor.withoutGradients()) {
            for (int round = 0; round < ROUNDS; round++) {
                var cache = decoder.newCache(1);
                long start = System.nanoTime();
                try (var _ = Scope.open()) {
                    var hidden = decoder.hidden(Tensor.ofInts(ids, 1, PROMPT), Pass.continuing(cache));
                    decoder.logits(hidden.slice(1, PROMPT - 1, PROMPT)).toArray();
                }
                speeds.reading().add(PROMPT * 1e9 / (System.nanoTime() - start));
                start = System.nanoTime();
                for (int i = 0; i < WRITTEN; i++) {
                    try (var _ = Scope.open()) {
                        decoder.logits(Tensor.ofInts(new int[] {i + 5}, 1, 1), Pass.continuing(cache))
                                .toArray();
                    }
                }
                speeds.writing().add(WRITTEN * 1e9 / (System.nanoTime() - start));
            }
        }
        return speeds;
    }

    private static void write(Path file, WeightFormat format) throws IOException {
        var decoder = new Decoder(Presets.of(SHAPE).config(), Parameters.initialised(1));
        GgufDecoders.save(decoder, file, format, vocabulary(decoder.vocabulary()));
    }

    /// Names for all ids, so that llama.cpp takes the file.
    private static Map<String, Object> vocabulary(int size) {
        var tokens = new ArrayList<String>(List.of("a", "b", "ab"));
        var types = new ArrayList<Integer>(List.of(1, 1, 1));
        while (tokens.size() < size) {
            tokens.add("token" + tokens.size());
            types.add(1);
        }
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", "llama-bpe");
        metadata.put("tokenizer.ggml.tokens", tokens);
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", List.of("a b"));
        metadata.put("tokenizer.ggml.bos_token_id", 3);
        metadata.put("tokenizer.ggml.eos_token_id", 4);
        return metadata;
    }
}
