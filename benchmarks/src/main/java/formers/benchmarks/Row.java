package formers.benchmarks;

/// What a comparison found.
///
/// @param limit seconds that the machine needs at least
/// @param peer  null when there is no peer
/// @param note  why the figures do not count; empty if they do
record Row(Case of, double limit, Timing ours, Timing peer, String note) {

    double shareOfLimit() {
        return limit / ours.seconds();
    }

    /// How many times faster than the peer; NaN without one.
    double ratio() {
        return peer == null ? Double.NaN : peer.seconds() / ours.seconds();
    }
}
