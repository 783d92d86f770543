package formers.papers;

import formers.models.translation.AlignedPair;
import formers.models.translation.AlignmentAccuracy;
import formers.models.translation.GeneratedTask;
import formers.models.translation.TaskWords;
import formers.models.translation.rnnsearch.Alignment;
import formers.models.translation.rnnsearch.RnnSearch;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import formers.text.metrics.Bleu;
import formers.text.metrics.BleuTokenizer;
import formers.text.metrics.LineCounts;
import formers.text.metrics.PairedBootstrap;
import formers.text.metrics.References;
import java.util.List;

/// How well a model translates pairs of a task.
///
/// @param bleu      of all pairs as one text, words as they are; with its 95 % interval
/// @param exact     share of targets that are right word for word
/// @param alignment share of the target's words whose source word is the one most looked at, the right target
///                  given; NaN without attention
record TaskScore(PairedBootstrap.Estimate bleu, double exact, double alignment) {

    private static final Bleu BLEU = Bleu.standard().withTokenizer(BleuTokenizer.NONE);

    static TaskScore of(RnnSearch model, GeneratedTask task, List<AlignedPair> pairs, long seed) {
        var batch = task.batch(pairs);
        int longest = 2 * batch.targets().extent(1);
        var written = new Translator(model, TaskWords.MARKS)
                .translate(batch, longest).stream()
                        .map(ids -> task.target().words(ids))
                        .toList();
        int right = 0;
        for (int i = 0; i < pairs.size(); i++) {
            right += written.get(i).equals(pairs.get(i).target()) ? 1 : 0;
        }
        return new TaskScore(
                PairedBootstrap.seeded(seed).estimate(counts(written, pairs)),
                (double) right / pairs.size(),
                alignment(model, task, pairs));
    }

    private static LineCounts counts(List<List<String>> written, List<AlignedPair> pairs) {
        var hypotheses = written.stream().map(words -> String.join(" ", words)).toList();
        var references =
                pairs.stream().map(pair -> String.join(" ", pair.target())).toList();
        return BLEU.count(hypotheses, References.of(references));
    }

    private static double alignment(RnnSearch model, GeneratedTask task, List<AlignedPair> pairs) {
        if (model.config().alignment() instanceof Alignment.None) {
            return Double.NaN;
        }
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            return AlignmentAccuracy.none()
                    .plus(pairs, model.alignments(task.batch(pairs)))
                    .share();
        }
    }
}
