package formers.cli;

import formers.generation.beam.TranslationModel;
import formers.text.ParallelText;
import formers.text.metrics.Bleu;
import formers.text.metrics.BleuByLength;
import formers.text.metrics.ChrF;
import formers.text.metrics.References;
import formers.training.PairBatches;
import formers.training.PairCorpus;
import formers.training.PairObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What a translation model makes of lines whose translations are known.
///
/// @param batch    lines translated together
/// @param byLength words of a range of lengths that is scored by itself; null for none
record TranslationScore(
        Path directory, ParallelText text, BeamMixin beam, int batch, boolean lowercase, Integer byLength) {

    private static final int RANGES = 5;
    private static final long SEED = 12_345; // sacreBLEU's

    private static final int BATCH_TOKENS = 4000;
    private static final int LONGEST = 512;

    void print() throws IOException {
        var model = TranslationModel.open(directory);
        var translations = model
                .translator(beam.options(1, false, batch))
                .translate(
                        text.source(), done -> System.err.printf(Locale.ROOT, "\r%,d of %,d lines", done, text.size()))
                .stream()
                .map(translation -> translation.text())
                .toList();
        System.err.println();
        if (Bleu.looksTokenized(translations)) {
            System.err.println(
                    "these translations look tokenised (' .' at their ends): scores are comparable with those of other tokenised text alone");
        }
        var references = References.of(text.target());
        var bleu = lowercase ? Bleu.standard().withLowercase() : Bleu.standard();
        var chrf = lowercase ? ChrF.standard().withLowercase() : ChrF.standard();
        var score = bleu.score(translations, references);
        System.out.println(String.format(Locale.ROOT, "BLEU            %.2f", score.value()));
        System.out.println("as sacreBLEU    " + score);
        System.out.println(String.format(Locale.ROOT, "chrF2           %.2f", chrf.score(translations, references)));
        if (byLength != null) {
            byLength(bleu, translations, references);
        }
        if (model.sources() == model.targets()) {
            loss(model);
        }
    }

    /// Ranges as wide as asked for, and what is longer than five of them.
    private void byLength(Bleu bleu, List<String> translations, References references) {
        System.out.println("words of the source  lines   BLEU  95 % interval");
        for (var bucket : BleuByLength.every(byLength, RANGES, SEED)
                .withMetric(bleu)
                .score(text.source(), translations, references)) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-19s %6d %6.2f  %.2f to %.2f",
                    bucket.range(),
                    bucket.lines(),
                    bucket.bleu().value(),
                    bucket.band().low(),
                    bucket.band().high()));
        }
    }

    /// Unsmoothed, of the given translations.
    private void loss(TranslationModel model) throws IOException {
        var folder = Files.createTempDirectory("formers-eval");
        var sources = folder.resolve("sources");
        var targets = folder.resolve("targets");
        try {
            PairCorpus.write(text, model.sources(), sources, targets);
            try (var corpus = PairCorpus.open(sources, targets, model.sources())) {
                var batches = new PairBatches(corpus, BATCH_TOKENS, LONGEST, 0);
                var result = new PairObjective(model.model(), batches, batches, 0).evaluate(Integer.MAX_VALUE);
                System.out.println(String.format(Locale.ROOT, "loss            %.4f nats per token", result.loss()));
                System.out.println(String.format(Locale.ROOT, "perplexity      %.3f", result.perplexity()));
                System.out.println("tokens          " + result.tokens());
            }
        } finally {
            Files.deleteIfExists(sources);
            Files.deleteIfExists(targets);
            Files.deleteIfExists(folder);
        }
    }
}
