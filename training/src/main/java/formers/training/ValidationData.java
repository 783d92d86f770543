package formers.training;

/// Held-out batches, always the same ones in the same order.
public interface ValidationData {

    /// How many there are; 0 if nothing is held out.
    int batches();

    Batch batch(int index);

    /// Nothing is held out.
    static ValidationData none() {
        return new ValidationData() {
            @Override
            public int batches() {
                return 0;
            }

            @Override
            public Batch batch(int index) {
                throw new IndexOutOfBoundsException("no validation batch " + index);
            }
        };
    }
}
