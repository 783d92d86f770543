package formers.models.translation.transformer;

import formers.tensor.Tensor;

/// What the layers of the decoder look at: the tokens before, and the source. A pass over whole targets and
/// one over their next tokens differ in this alone.
interface Surroundings {

    /// Position of the first token of the pass.
    int first();

    /// Keys and values of the target in a layer, with these of the pass.
    Memory target(int layer, Memory.Fresh added);

    /// Keys and values of the source in a layer.
    Memory source(int layer, MultiHead attention);

    /// Targets as they are given, for sources that were read.
    ///
    /// @param read    `[batch, S, d]`
    /// @param lengths tokens of each source
    record Whole(Tensor read, int[] lengths) implements Surroundings {
        @Override
        public int first() {
            return 0;
        }

        @Override
        public Memory target(int layer, Memory.Fresh added) {
            return added;
        }

        @Override
        public Memory source(int layer, MultiHead attention) {
            return attention.memory(read, lengths);
        }
    }
}
