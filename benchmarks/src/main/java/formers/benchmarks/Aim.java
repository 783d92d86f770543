package formers.benchmarks;

/// What a case should reach.
sealed interface Aim {

    boolean met(Row row);

    /// A share of the limit.
    record OfLimit(double share) implements Aim {
        @Override
        public boolean met(Row row) {
            return row.shareOfLimit() >= share;
        }

        @Override
        public String toString() {
            return "≥ %.0f %% of limit".formatted(100 * share);
        }
    }

    /// A speed in multiples of the peer's.
    record Times(double ratio) implements Aim {
        @Override
        public boolean met(Row row) {
            return row.ratio() >= ratio;
        }

        @Override
        public String toString() {
            return "≥ %.1f× peer".formatted(ratio);
        }
    }

    /// A time.
    record Within(double seconds) implements Aim {
        @Override
        public boolean met(Row row) {
            return row.ours().seconds() < seconds;
        }

        @Override
        public String toString() {
            return "< %.0f µs".formatted(1e6 * seconds);
        }
    }
}
