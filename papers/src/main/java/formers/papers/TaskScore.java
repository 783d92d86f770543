package formers.papers;

import formers.generation.beam.BeamOptions;
import formers.generation.beam.BeamSearch;
import formers.models.translation.AlignedPair;
import formers.models.translation.AlignmentAccuracy;
import formers.models.translation.GeneratedTask;
import formers.models.translation.SequenceToSequence;
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
        var written = written(model, task, pairs, BeamOptions.greedy());
        return new TaskScore(
                PairedBootstrap.seeded(seed).estimate(counts(written, pairs)),
                exact(written, pairs),
                alignment(model, task, pairs));
    }

    /// Share of targets that a search finds right word for word.
    static double exact(SequenceToSequence model, GeneratedTask task, List<AlignedPair> pairs, BeamOptions search) {
        return exact(written(model, task, pairs, search), pairs);
    }

    private static double exact(List<List<String>> written, List<AlignedPair> pairs) {
        int right = 0;
        for (int i = 0; i < pairs.size(); i++) {
            right += written.get(i).equals(pairs.get(i).target()) ? 1 : 0;
        }
        return (double) right / pairs.size();
    }

    private static List<List<String>> written(
            SequenceToSequence model, GeneratedTask task, List<AlignedPair> pairs, BeamOptions search) {
        var sources = pairs.stream().map(pair -> task.sourceIds(pair)).toList();
        return new BeamSearch(model, search)
                .search(sources).stream()
                        .map(found -> task.target().words(found.getFirst().ids()))
                        .toList();
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
