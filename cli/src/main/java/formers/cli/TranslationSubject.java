package formers.cli;

import formers.generation.beam.BeamOptions;
import formers.generation.beam.LongLines;
import formers.generation.beam.TranslationListener;
import formers.generation.beam.TranslationModel;
import formers.generation.beam.TranslationOptions;
import formers.models.checkpoint.AtomicFile;
import formers.models.checkpoint.ModelDirectory;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.presets.TranslationFiles;
import formers.models.translation.presets.TranslationPresets;
import formers.models.translation.transformer.Transformer;
import formers.text.ParallelText;
import formers.text.TokenizerFiles;
import formers.text.metrics.Bleu;
import formers.text.metrics.References;
import formers.training.MemoryEstimate;
import formers.training.Objective;
import formers.training.PairBatches;
import formers.training.PairObjective;
import formers.training.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A model that learns to translate.
final class TranslationSubject implements TrainingSubject {

    private static final int SCORED = 300;
    private static final int SHOWN = 4;

    private final RunPlan plan;
    private final PreparedPairs data;
    private final PairBatches batches;
    private final SequenceToSequence model;
    private final ParallelText heldOut;

    TranslationSubject(RunPlan plan, PreparedPairs data) {
        this.plan = plan;
        this.data = data;
        batches = data.training(plan);
        if (batches.perEpoch() == 0) {
            throw new Failure(
                    "there is no pair to learn from: %,d have an empty side, %,d are longer than %d tokens (--context)"
                            .formatted(batches.empty(), batches.tooLong(), plan.context()));
        }
        heldOut = data.heldOut(SCORED);
        model = TranslationPresets.of(plan.preset())
                .fresh(data.tokenizer().vocabularySize(), data.training().marks(), plan.dropout(), plan.seed());
    }

    /// Refuses what cannot work, before anything is read or written.
    static void check(RunPlan plan) {
        if (TranslationPresets.of(plan.preset()).counted(plan.vocabulary()) instanceof Transformer transformer) {
            MemoryEstimate.of(transformer.config(), plan.batch())
                    .requireFits(Runtime.getRuntime().maxMemory());
        }
    }

    @Override
    public Objective objective() {
        return new PairObjective(
                model, batches, data.validation(plan), plan.pairs().smoothing());
    }

    @Override
    public String summary() {
        var left = batches.empty() + batches.tooLong() == 0
                ? ""
                : " (%,d with an empty side and %,d of more than %d tokens left out)"
                        .formatted(batches.empty(), batches.tooLong(), plan.context());
        return "%s: %s parameters, vocabulary %,d, %,d pairs%s, %,d batches an epoch"
                .formatted(
                        plan.preset(),
                        Count.of(model.parameters().count()),
                        model.vocabulary(),
                        batches.size(),
                        left,
                        batches.perEpoch());
    }

    @Override
    public long batchesPerEpoch() {
        return batches.perEpoch();
    }

    @Override
    public int width() {
        return TranslationPresets.of(plan.preset()).width();
    }

    @Override
    public void save(Path directory) throws IOException {
        TranslationFiles.save(model, directory);
        AtomicFile.writeText(directory.resolve(ModelDirectory.TOKENIZER), TokenizerFiles.toJson(data.tokenizer()));
    }

    /// A few translations of what is held out, and BLEU of some hundred, all greedy.
    @Override
    public Sample sample() {
        if (heldOut.size() == 0) {
            return Sample.of("(nothing is held out)");
        }
        var options =
                TranslationOptions.of(BeamOptions.greedy()).withMaxSourceTokens(plan.context(), LongLines.TRUNCATE);
        var translations = new TranslationModel(model, data.tokenizer(), data.tokenizer())
                .translator(options).translate(heldOut.source(), TranslationListener.none()).stream()
                        .map(translation -> translation.text())
                        .toList();
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN, heldOut.size()); i++) {
            text.append("  ").append(heldOut.source().get(i)).append('\n');
            text.append("= ").append(heldOut.target().get(i)).append('\n');
            text.append("→ ").append(translations.get(i)).append('\n');
        }
        var bleu = Bleu.standard().score(translations, References.of(heldOut.target()));
        return new Sample(text.toString().stripTrailing(), new TreeMap<>(Map.of("bleu", bleu.value())));
    }

    @Override
    public void close() {
        data.close();
    }
}
