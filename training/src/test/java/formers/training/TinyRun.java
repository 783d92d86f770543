package formers.training;

import formers.models.LanguageModel;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A run of a decoder with dropout on made-up tokens, small enough to be repeated in every test.
final class TinyRun {

    static final int VOCABULARY = 40;
    static final int CONTEXT = 16;
    static final int ROWS = 16; // with the context, activations large enough for the pool

    final Path directory;
    final LanguageModel model;
    final Trainer trainer;
    final List<Long> kept = new ArrayList<>();
    final List<Double> evaluations = new ArrayList<>();
    Map<String, List<Integer>> keptWeights;
    private Consumer<TrainingListener.Step> onStep = _ -> {};

    TinyRun(Path directory, TrainingOptions options) throws IOException {
        this(directory, options, decoder(), validation());
    }

    TinyRun(Path directory, TrainingOptions options, LanguageModel model, ValidationData validation)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.model = model;
        var listener = new TrainingListener() {
            private long step;

            @Override
            public void onStep(Step taken) {
                step = taken.step();
                onStep.accept(taken);
            }

            @Override
            public void onEvaluation(long at, double loss, boolean best) {
                evaluations.add(loss);
            }
        };
        trainer = new Trainer(
                new NextTokenObjective(model, index -> batch(index, options.seed()), validation),
                options,
                directory,
                _ -> {
                    kept.add(listener.step);
                    keptWeights = weights();
                },
                () -> new Sample("weights " + weights().hashCode(), Map.of("first_weight", firstWeight())),
                listener);
    }

    TinyRun onStep(Consumer<TrainingListener.Step> action) {
        onStep = action;
        return this;
    }

    /// Asks the run to stop once it has done `step` steps.
    TinyRun stoppingAt(long step) {
        return onStep(taken -> {
            if (taken.step() == step) {
                trainer.stop();
            }
        });
    }

    static TrainingOptions options(long steps) {
        return new TrainingOptions(
                steps,
                0,
                2,
                new Schedule.Cosine(0.01, 0.001, 5, steps),
                AdamW.Settings.defaults(),
                1,
                12,
                2,
                0,
                0,
                3,
                3);
    }

    static DecoderConfig config() {
        return DecoderConfig.of(VOCABULARY, CONTEXT, 2, 16)
                .attention(Attention.of(2, 2, 8))
                .feedForward(new FeedForward.Plain(Activation.GELU, 32))
                .dropout(0.1f)
                .build();
    }

    static Decoder decoder() {
        return new Decoder(config(), Parameters.initialised(5));
    }

    /// Arithmetic progressions: something that can be learnt.
    static Batch batch(long index, long seed) {
        var ids = new int[ROWS * CONTEXT];
        var targets = new int[ids.length];
        for (int row = 0; row < ROWS; row++) {
            for (int t = 0; t < CONTEXT; t++) {
                long start = 7 * index + 3L * row + seed;
                long stride = 1 + (index + row) % 3;
                ids[row * CONTEXT + t] = (int) ((start + t * stride) % VOCABULARY);
                targets[row * CONTEXT + t] = (int) ((start + (t + 1) * stride) % VOCABULARY);
            }
        }
        return new Batch(ids, targets, ROWS, CONTEXT);
    }

    static ValidationData validation() {
        return new ValidationData() {
            @Override
            public int batches() {
                return 3;
            }

            @Override
            public Batch batch(int index) {
                return TinyRun.batch(1000 + index, 0);
            }
        };
    }

    /// Every weight, by name, as bits.
    Map<String, List<Integer>> weights() {
        var weights = new LinkedHashMap<String, List<Integer>>();
        model.parameters().all().forEach((name, parameter) -> {
            var bits = new ArrayList<Integer>();
            for (float value : parameter.toArray()) {
                bits.add(Float.floatToRawIntBits(value));
            }
            weights.put(name, bits);
        });
        return weights;
    }

    private double firstWeight() {
        return model.parameters().all().values().iterator().next().toArray()[0];
    }

    /// The metrics without what depends on the clock.
    List<Metrics.Entry> metrics() throws IOException {
        var entries = Metrics.read(directory.resolve("metrics.jsonl"));
        entries.forEach(entry -> entry.values().remove("tokens_per_second"));
        return entries;
    }

    String samples() throws IOException {
        return Files.readString(directory.resolve("samples.txt"));
    }
}
