package formers.training;

import formers.models.LanguageModel;
import formers.models.nn.Pass;
import formers.tensor.CrossEntropy;
import formers.tensor.Scope;
import formers.tensor.Tensor;

/// How well a model predicts held-out text.
///
/// @param loss   mean negative log-likelihood, nats per token
/// @param tokens tokens it is the mean of
public record Evaluation(double loss, long tokens) {

    /// Evaluates on at most `most` batches, spread evenly over all.
    public static Evaluation of(LanguageModel model, ValidationData data, int most) {
        double sum = 0;
        long tokens = 0;
        int count = Math.min(most, data.batches());
        try (var _ = Tensor.withoutGradients()) {
            for (int i = 0; i < count; i++) {
                var batch = data.batch((int) ((long) i * data.batches() / count));
                try (var _ = Scope.open()) {
                    sum += summedLoss(model, batch);
                }
                for (int target : batch.targets()) {
                    tokens += target >= 0 ? 1 : 0;
                }
            }
        }
        return new Evaluation(tokens == 0 ? Double.NaN : sum / tokens, tokens);
    }

    private static double summedLoss(LanguageModel model, Batch batch) {
        var ids = Tensor.ofInts(batch.ids(), batch.rows(), batch.time());
        var targets = Tensor.ofInts(batch.targets(), batch.rows(), batch.time());
        return model.logits(ids, Pass.plain())
                .crossEntropy(targets, CrossEntropy.ignoring(-1).summed())
                .item();
    }

    /// `e^loss`.
    public double perplexity() {
        return Math.exp(loss);
    }
}
