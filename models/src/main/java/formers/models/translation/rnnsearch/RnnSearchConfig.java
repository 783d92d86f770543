package formers.models.translation.rnnsearch;

import formers.models.translation.PairBatch;
import formers.tensor.GruOptions;

/// The choices of an RNNsearch model. Start from [#of] and refine: `RnnSearchConfig.of(…).withDropout(0.2f)`.
///
/// @param sourceVocabulary `K_x`, ids of source tokens
/// @param targetVocabulary `K_y`, ids of target tokens, marks included
/// @param embedding        m, width of an embedding
/// @param hidden           n, width of a state, of the decoder and of each direction of the encoder
/// @param maxout           l, width of the readout after maxout
/// @param alignment        how the decoder looks at the source
/// @param readout          which state the next word is read from
/// @param reset            where the reset gates stand
/// @param update           what the update gates weight
/// @param dropout          share of embeddings and of the readout that is zeroed in training
/// @param marks            ids that are not text
public record RnnSearchConfig(
        int sourceVocabulary,
        int targetVocabulary,
        int embedding,
        int hidden,
        int maxout,
        Alignment alignment,
        Readout readout,
        GruOptions.Reset reset,
        GruOptions.Update update,
        float dropout,
        PairBatch.Marks marks) {

    public RnnSearchConfig {
        requirePositive("sourceVocabulary", sourceVocabulary);
        requirePositive("targetVocabulary", targetVocabulary);
        requirePositive("embedding", embedding);
        requirePositive("hidden", hidden);
        requirePositive("maxout", maxout);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("RNNsearch dropout must be in [0, 1), found " + dropout);
        }
        requireId("padding", marks.padding(), "sourceVocabulary", sourceVocabulary);
        requireId("padding", marks.padding(), "targetVocabulary", targetVocabulary);
        requireId("begin", marks.begin(), "targetVocabulary", targetVocabulary);
        requireId("end", marks.end(), "targetVocabulary", targetVocabulary);
    }

    private static void requirePositive(String field, int found) {
        if (found < 1) {
            throw new IllegalArgumentException("RNNsearch %s must be at least 1, found %d".formatted(field, found));
        }
    }

    private static void requireId(String mark, int id, String field, int limit) {
        if (id < 0 || id >= limit) {
            throw new IllegalArgumentException(
                    "RNNsearch mark %s must be an id below %s %d, found %d".formatted(mark, field, limit, id));
        }
    }

    /// The paper's model (section 4.2 has its sizes: `m = 620`, `n = 1000`, `l = 500`), with `n′ = n`;
    /// reading from
    /// the current state.
    public static RnnSearchConfig of(
            int sourceVocabulary, int targetVocabulary, int embedding, int hidden, int maxout, PairBatch.Marks marks) {
        return new RnnSearchConfig(
                sourceVocabulary,
                targetVocabulary,
                embedding,
                hidden,
                maxout,
                new Alignment.Additive(hidden),
                Readout.CURRENT,
                GruOptions.Reset.BEFORE,
                GruOptions.Update.NEW,
                0,
                marks);
    }

    public RnnSearchConfig withAlignment(Alignment other) {
        return new RnnSearchConfig(
                sourceVocabulary,
                targetVocabulary,
                embedding,
                hidden,
                maxout,
                other,
                readout,
                reset,
                update,
                dropout,
                marks);
    }

    public RnnSearchConfig withReadout(Readout other) {
        return new RnnSearchConfig(
                sourceVocabulary,
                targetVocabulary,
                embedding,
                hidden,
                maxout,
                alignment,
                other,
                reset,
                update,
                dropout,
                marks);
    }

    public RnnSearchConfig withGru(GruOptions.Reset otherReset, GruOptions.Update otherUpdate) {
        return new RnnSearchConfig(
                sourceVocabulary,
                targetVocabulary,
                embedding,
                hidden,
                maxout,
                alignment,
                readout,
                otherReset,
                otherUpdate,
                dropout,
                marks);
    }

    public RnnSearchConfig withDropout(float share) {
        return new RnnSearchConfig(
                sourceVocabulary,
                targetVocabulary,
                embedding,
                hidden,
                maxout,
                alignment,
                readout,
                reset,
                update,
                share,
                marks);
    }

    /// Width of an annotation, and so of a context: both directions of the encoder, or one without attention.
    int context() {
        return alignment instanceof Alignment.None ? hidden : 2 * hidden;
    }

    GruOptions gru() {
        return new GruOptions(reset, update, false, null);
    }
}
