package formers.training;

import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.tensor.Scope;
import formers.tensor.Tensor;

/// The targets of sources, as in translation.
///
/// @param data       batches to learn from
/// @param validation batches held out; may have none
/// @param smoothing  share of the probability that the loss wants spread over the whole vocabulary (label
///                   smoothing); what is held out is measured without
public record PairObjective(SequenceToSequence model, PairBatches data, PairBatches validation, float smoothing)
        implements Objective {

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Part part(long number) {
        var batch = data.batch(number);
        return new Pairs(batch, batch.targetTokens());
    }

    @Override
    public Evaluation evaluate(int most) {
        double sum = 0;
        long tokens = 0;
        int count = Math.min(most, validation.perEpoch());
        try (var _ = Tensor.withoutGradients()) {
            for (int i = 0; i < count; i++) {
                var batch = validation.inOrder((int) ((long) i * validation.perEpoch() / count));
                long targets = batch.targetTokens();
                try (var _ = Scope.open()) {
                    sum += targets * (double) model.loss(batch, 0, Pass.plain()).item();
                }
                tokens += targets;
            }
        }
        return new Evaluation(tokens == 0 ? Double.NaN : sum / tokens, tokens);
    }

    private final class Pairs implements Part {
        private final PairBatch batch;
        private final long tokens;

        Pairs(PairBatch batch, long tokens) {
            this.batch = batch;
            this.tokens = tokens;
        }

        @Override
        public long tokens() {
            return tokens;
        }

        @Override
        public Tensor loss(Pass pass) {
            return model.loss(batch, smoothing, pass);
        }
    }
}
