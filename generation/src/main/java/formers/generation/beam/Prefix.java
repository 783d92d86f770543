package formers.generation.beam;

/// The beginning of a target: a token and the prefix before it. Prefixes that begin alike share what they
/// begin with.
///
/// @param before         null for the empty prefix
/// @param row            where `before` stood among the prefixes of its source
/// @param token          the last one; of the empty prefix, the mark that begins a target
/// @param length         tokens, begin not counted
/// @param logProbability in nats
/// @param attention      where the model looked before `token`, `[S]`; null if it was not asked
record Prefix(Prefix before, int row, int token, int length, double logProbability, float[] attention) {

    static Prefix empty(int begin) {
        return new Prefix(null, 0, begin, 0, 0, null);
    }

    Prefix then(int next, int myRow, double newLogProbability, float[] looked) {
        return new Prefix(this, myRow, next, length + 1, newLogProbability, looked);
    }

    int[] ids() {
        var ids = new int[length];
        for (var at = this; at.length > 0; at = at.before) {
            ids[at.length - 1] = at.token;
        }
        return ids;
    }

    /// `[length][S]`.
    float[][] looks() {
        var looks = new float[length][];
        for (var at = this; at.length > 0; at = at.before) {
            looks[at.length - 1] = at.attention;
        }
        return looks;
    }
}
