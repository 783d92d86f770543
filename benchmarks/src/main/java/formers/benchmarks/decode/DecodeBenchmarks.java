package formers.benchmarks.decode;

import formers.tensor.Engine;
import formers.tensor.limits.MachineLimits;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How fast a language model of packed weights reads a prompt and writes, beside other engines with the same weights:
/// random ones in the shape of Llama 3.2 1B. All sides take turns, so that whatever else the machine does meets them
/// alike.
///
/// Arguments: formats, of `Q8_0`, `Q4_0`, `Q4_K`, `Q6_K`, `F16`, `BF16`; without, those that some peer in Java
/// has too.
public final class DecodeBenchmarks implements AutoCloseable {

    private static final String SHAPE = "llama3.2-1b";
    private static final int PROMPT = 256;
    private static final int WRITTEN = 32;
    private static final int TURNS = 6;
    private static final int MEMORY = 1 << 28; // larger than caches

    private final List<Peer> peers = new ArrayList<>(List.of(new LlamaCpp()));
    private final Task task = new Task(Engine.threads(), PROMPT, WRITTEN);
    private final MachineLimits limits = new MachineLimits(Engine.threads());
    private final ModelFiles files;

    private DecodeBenchmarks(Path folder) throws IOException {
        files = new ModelFiles(Files.createDirectories(folder), SHAPE);
        ServiceLoader.load(Peer.class).forEach(peers::add);
    }

    public static void main(String[] args) throws IOException {
        var formats = args.length == 0 ? List.of("Q8_0", "Q4_0", "F16", "BF16") : List.of(args);
        try (var benchmarks = new DecodeBenchmarks(Path.of(System.getProperty("formers.models", "target/decode")))) {
            benchmarks.head();
            for (var format : formats) {
                benchmarks.measure(WeightFormat.valueOf(format));
            }
        }
    }

    private void head() {
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d threads, float32 peak %.0f GFLOP/s; %s with random weights, %d tokens read, %d written%n",
                Runtime.version(),
                task.threads(),
                limits.flops() / 1e9,
                SHAPE,
                task.prompt(),
                task.written());
        System.out.printf("Tokens per second; × is Formers / peer, of limit what is read of weights / of memory%n%n");
        var names = peers.stream().map(peer -> peer.name() + " | × | ").collect(Collectors.joining());
        System.out.println("| format | MB | | Formers | " + names + "weights, GB/s | memory, GB/s | of limit |");
        System.out.println("|---|--:|---|--:|" + "--:|--:|".repeat(peers.size()) + "--:|--:|--:|");
    }

    private void measure(WeightFormat format) throws IOException {
        var file = files.gguf(format);
        double memory = limits.readBandwidth(MEMORY);
        var sides = takeTurns(format, new FormersSession(file));
        memory = Math.max(memory, limits.readBandwidth(MEMORY)); // a neighbour may have used it meanwhile
        double bytes = Files.size(file);
        row(format, bytes, "reads", sides, Turn::reading, "– | – | –");
        double rate = bytes * sides.getFirst().settled(Turn::writing);
        var share = String.format(Locale.ROOT, "%.1f | %.1f | %.0f %%", rate / 1e9, memory / 1e9, 100 * rate / memory);
        row(format, bytes, "writes", sides, Turn::writing, share);
    }

    /// Ours first, then the peers in their order.
    private List<Speeds> takeTurns(WeightFormat format, Session session) throws IOException {
        var ours = new Speeds();
        var theirs = peers.stream().map(_ -> new Speeds()).toList();
        var running = new LinkedHashMap<PeerProcess, Speeds>();
        try {
            for (int i = 0; i < peers.size(); i++) {
                var command = peers.get(i).command(files, format, task);
                if (command.isPresent()) {
                    running.put(PeerProcess.start(command.get()), theirs.get(i));
                }
            }
            for (int i = 0; i < TURNS; i++) {
                ours.turns().add(Turn.of(session, task));
                running.forEach((peer, speeds) -> peer.turn().ifPresent(speeds.turns()::add));
            }
        } finally {
            running.keySet().forEach(PeerProcess::close);
        }
        return Stream.concat(Stream.of(ours), theirs.stream()).toList();
    }

    private static void row(
            WeightFormat format,
            double bytes,
            String what,
            List<Speeds> sides,
            ToDoubleFunction<Turn> speed,
            String share) {
        double ours = sides.getFirst().settled(speed);
        var others = sides.stream()
                .skip(1)
                .mapToDouble(side -> side.settled(speed))
                .mapToObj(it ->
                        Double.isNaN(it) ? "– | – | " : String.format(Locale.ROOT, "%.1f | %.2f | ", it, ours / it))
                .collect(Collectors.joining());
        System.out.printf(
                Locale.ROOT, "| %s | %.0f | %s | %.1f | %s%s |%n", format, bytes / 1e6, what, ours, others, share);
    }

    @Override
    public void close() {
        limits.close();
    }
}
