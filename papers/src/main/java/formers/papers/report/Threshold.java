package formers.papers.report;

/// What a measurement has to reach for the paper's claim to hold here.
///
/// @param side  on which side of the value it has to lie; the value itself will do
/// @param value in the measurement's unit
public record Threshold(Side side, double value) {

    /// Which way is better.
    public enum Side {
        AT_LEAST,
        AT_MOST
    }

    /// Whether `found` reaches it; what is not a number never does.
    public boolean metBy(double found) {
        return switch (side) {
            case AT_LEAST -> found >= value;
            case AT_MOST -> found <= value;
        };
    }

    /// `≥ 0.97`.
    @Override
    public String toString() {
        return (side == Side.AT_LEAST ? "≥ " : "≤ ") + Numbers.text(value);
    }
}
