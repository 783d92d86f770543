package formers.tensor.kernels;

/// Cosines and sines `[positions, pairs]`, and the position of each row: row r stands at
/// `positions[positionsAt + r % count]`, so that one list of positions serves every sequence of a batch.
public record RotaryTables(
        float[] cosines, int cosinesAt, float[] sines, int sinesAt, int[] positions, int positionsAt, int count) {

    int position(int row) {
        return positions[positionsAt + row % count];
    }
}
