package formers.training;

import formers.models.LanguageModel;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.tensor.Tensor;

/// The next token of a text.
///
/// @param data       batches to learn from
/// @param validation batches held out
public record NextTokenObjective(LanguageModel model, TrainingData data, ValidationData validation)
        implements Objective {

    @Override
    public Parameters parameters() {
        return model.parameters();
    }

    @Override
    public Part part(long number) {
        return new Windows(model, data.batch(number));
    }

    @Override
    public Evaluation evaluate(int most) {
        return Evaluation.of(model, validation, most);
    }

    private record Windows(LanguageModel model, Batch batch) implements Part {
        @Override
        public long tokens() {
            return batch.ids().length;
        }

        @Override
        public Tensor loss(Pass pass) {
            var ids = Tensor.ofInts(batch.ids(), batch.rows(), batch.time());
            var targets = Tensor.ofInts(batch.targets(), batch.rows(), batch.time());
            return model.loss(ids, targets, pass);
        }
    }
}
