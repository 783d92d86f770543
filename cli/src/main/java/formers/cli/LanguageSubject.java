package formers.cli;

import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.TextGenerator;
import formers.models.checkpoint.AtomicFile;
import formers.models.checkpoint.ModelDirectory;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.decoder.DecoderFiles;
import formers.models.decoder.Presets;
import formers.models.nn.Parameters;
import formers.text.TokenizerFiles;
import formers.training.MemoryEstimate;
import formers.training.NextTokenObjective;
import formers.training.Objective;
import formers.training.Sample;
import java.io.IOException;
import java.nio.file.Path;

/// A decoder that learns the next token of a text.
final class LanguageSubject implements TrainingSubject {

    private static final int SAMPLE_TOKENS = 120;

    private final RunPlan plan;
    private final PreparedData data;
    private final Decoder model;

    LanguageSubject(RunPlan plan, PreparedData data) {
        this.plan = plan;
        this.data = data;
        var config = config(plan).withVocabulary(data.tokenizer().vocabularySize());
        requireFits(config, plan);
        data.requireLongerThan(plan.context());
        model = new Decoder(config, Parameters.initialised(plan.seed()));
    }

    /// Refuses what cannot work, before anything is read or written.
    static void check(RunPlan plan) {
        requireFits(config(plan), plan);
    }

    private static DecoderConfig config(RunPlan plan) {
        return Presets.of(plan.preset()).config().withContext(plan.context()).withDropout(plan.dropout());
    }

    private static void requireFits(DecoderConfig config, RunPlan plan) {
        MemoryEstimate.of(config, plan.batch()).requireFits(Runtime.getRuntime().maxMemory());
    }

    @Override
    public Objective objective() {
        return new NextTokenObjective(model, data.training(plan), data.validation(plan));
    }

    @Override
    public String summary() {
        return "%s: %s parameters, vocabulary %,d, context %d, %,d training tokens"
                .formatted(
                        plan.preset(),
                        Count.of(model.parameters().count()),
                        model.vocabulary(),
                        model.context(),
                        data.trainingTokens());
    }

    @Override
    public long batchesPerEpoch() {
        return 0; // windows start anywhere
    }

    @Override
    public int width() {
        return model.config().width();
    }

    @Override
    public void save(Path directory) throws IOException {
        DecoderFiles.save(model, directory);
        AtomicFile.writeText(directory.resolve(ModelDirectory.TOKENIZER), TokenizerFiles.toJson(data.tokenizer()));
    }

    @Override
    public Sample sample() {
        var options = GenerationOptions.of(
                        SamplingOptions.plain(plan.seed()).withTemperature(0.8f).withTopK(50), SAMPLE_TOKENS)
                .sliding(true);
        return Sample.of(new TextGenerator(new Generator(model), data.tokenizer()).complete(plan.sample(), options));
    }

    @Override
    public void close() {
        data.close();
    }
}
