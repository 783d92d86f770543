package formers.benchmarks;

import formers.tensor.limits.MachineLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// Measures the limits of the machine, then every case against them and against a peer, all in one run.
///
/// `--threads N` (all cores), `--seconds S` per case and side (6; training steps take four times as long),
/// `--list`, and the names of cases or their beginnings.
public final class Benchmarks {

    /// Operations sum in different orders.
    private static final double TOLERANCE = 1e-4;

    /// Models start from different random parameters; their first losses are near the log of the vocabulary.
    private static final double FIRST_LOSS_TOLERANCE = 0.05;

    /// A training step is hundreds of loops, and the compiler needs that much longer to get to all of them.
    private static final int PATIENCE_FOR_STEPS = 4;

    private final MachineLimits limits;
    private final double seconds;
    private final Engine ours = new FormersEngine();
    private final Engine peer;

    private Benchmarks(Arguments arguments, MachineLimits limits) {
        this.limits = limits;
        seconds = arguments.seconds();
        peer = arguments.withPeer()
                ? ServiceLoader.load(Engine.class).findFirst().orElse(null)
                : null;
        ours.useThreads(arguments.threads());
        if (peer != null) {
            peer.useThreads(arguments.threads());
        }
    }

    public static void main(String[] args) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (arguments.list()) {
            arguments.cases().forEach(chosen -> System.out.println(chosen.name()));
            return;
        }
        try (var limits = new MachineLimits(arguments.threads())) {
            printMachine(arguments, limits);
            new Benchmarks(arguments, limits).run(arguments.cases());
        }
    }

    private static void printMachine(Arguments arguments, MachineLimits limits) {
        System.out.printf(
                Locale.ROOT,
                "%s, Java %s, %d threads: float32 peak %.0f GFLOP/s, memory read %.1f GB/s, copy %.1f GB/s%n%n",
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.version(),
                arguments.threads(),
                limits.flops() / 1e9,
                limits.readBandwidth(1 << 29) / 1e9,
                limits.copyBandwidth(1 << 29) / 1e9);
    }

    private void run(List<Case> cases) {
        var table = new Table(System.out);
        table.head(peer == null ? "no peer" : peer.name());
        for (var chosen : cases) {
            table.add(measure(chosen));
        }
    }

    private Row measure(Case chosen) {
        var sides = new ArrayList<Prepared>();
        try {
            sides.add(ours.prepare(chosen.workload()));
            if (peer != null) {
                sides.add(peer.prepare(chosen.workload()));
            }
            boolean training = chosen.workload().training();
            var first = sides.stream().map(Prepared::result).toList();
            var note = peer == null
                    ? ""
                    : Agreement.difference(
                                    first.getFirst(), first.getLast(), training ? FIRST_LOSS_TOLERANCE : TOLERANCE)
                            .orElse("");
            double limit = chosen.workload().cost().seconds(limits);
            var comparison = new Comparison(training ? PATIENCE_FOR_STEPS * seconds : seconds);
            var timings = comparison.run(
                    sides.stream().<Runnable>map(side -> side::run).toList());
            for (int i = 0; training && i < sides.size(); i++) {
                float last = sides.get(i).result()[0];
                if (!(last < first.get(i)[0])) {
                    note = "the loss of side %d did not fall: %f to %f".formatted(i, first.get(i)[0], last);
                }
            }
            return new Row(chosen, limit, timings.getFirst(), peer == null ? null : timings.getLast(), note);
        } finally {
            sides.forEach(Prepared::close);
        }
    }
}
