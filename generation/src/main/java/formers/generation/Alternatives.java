package formers.generation;

import java.util.ArrayList;
import java.util.List;

/// What the model thought of a token that was chosen, and of the likeliest in its place.
///
/// @param chosen the token with its log-probability
/// @param likeliest the tokens with the highest probability, in falling order; as many as were asked for
public record Alternatives(Scored chosen, List<Scored> likeliest) {

    /// @param logProbability in nats, of the model itself: before temperature, penalties, logit
    ///                       bias and grammar
    public record Scored(int token, float logProbability) {}

    /// @param logits score of every token
    static Alternatives of(float[] logits, int chosen, int count) {
        double logSum = logSum(logits);
        var best = new ArrayList<Scored>();
        for (int token = 0; token < logits.length; token++) {
            int place = best.size();
            while (place > 0 && logits[best.get(place - 1).token()] < logits[token]) {
                place--;
            }
            if (place < count) {
                best.add(place, scored(logits, token, logSum));
                if (best.size() > count) {
                    best.removeLast();
                }
            }
        }
        return new Alternatives(scored(logits, chosen, logSum), best);
    }

    private static Scored scored(float[] logits, int token, double logSum) {
        return new Scored(token, (float) (logits[token] - logSum));
    }

    private static double logSum(float[] logits) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return largest + Math.log(sum);
    }
}
