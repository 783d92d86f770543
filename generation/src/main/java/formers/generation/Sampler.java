package formers.generation;

import java.util.Arrays;

/// Chooses tokens for one sequence. Holds what the penalties and the draws depend on: how often each
/// token is in the text so far, and how many have been drawn. Not thread-safe; one per sequence.
public final class Sampler {

    private final SamplingOptions options;
    private final int[] counts;
    private final long stream;
    private long drawn;

    /// @param sequence number of the sequence in its batch: sequences of one request draw differently
    public Sampler(SamplingOptions options, int vocabulary, int sequence) {
        this.options = options;
        this.counts = new int[vocabulary];
        this.stream = mix(options.seed() * 0x9E3779B97F4A7C15L + sequence);
    }

    /// Notes tokens that are in the text without having been chosen here: the prompt.
    public void observe(int... tokens) {
        for (int token : tokens) {
            counts[token]++;
        }
    }

    /// Chooses a token and notes it.
    ///
    /// @param logits score of every token; overwritten
    public int choose(float[] logits) {
        penalise(logits);
        options.logitBias().forEach((token, bias) -> logits[token] += bias);
        int chosen = options.temperature() == 0 ? argmax(logits) : draw(logits);
        counts[chosen]++;
        drawn++;
        return chosen;
    }

    private void penalise(float[] logits) {
        if (options.repetitionPenalty() == 1 && options.presencePenalty() == 0 && options.frequencyPenalty() == 0) {
            return;
        }
        for (int i = 0; i < logits.length; i++) {
            if (counts[i] > 0) {
                float z = logits[i];
                z = z > 0 ? z / options.repetitionPenalty() : z * options.repetitionPenalty();
                logits[i] = z - options.presencePenalty() - options.frequencyPenalty() * counts[i];
            }
        }
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    private int draw(float[] logits) {
        double[] weights = distribution(logits);
        double total = Arrays.stream(weights).sum();
        // Inverse of the cumulative distribution, in the order of ids, at one uniform number.
        double left = uniform() * total;
        int last = argmax(logits);
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }

    /// Relative weight of every token after temperature and cuts; 0 for those cut.
    double[] distribution(float[] logits) {
        float max = logits[argmax(logits)];
        var weights = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            weights[i] = Math.exp((logits[i] - max) / (double) options.temperature());
        }
        if (options.topK() > 0 && options.topK() < logits.length) {
            dropBelow(weights, Cutoff.ofRank(weights, options.topK()));
        }
        if (options.topP() < 1) {
            dropBelow(weights, Cutoff.ofMass(weights, options.topP()));
        }
        if (options.minP() > 0) {
            dropBelow(weights, options.minP()); // the likeliest has weight 1
        }
        return weights;
    }

    private static void dropBelow(double[] weights, double cutoff) {
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < cutoff) {
                weights[i] = 0;
            }
        }
    }

    /// In [0, 1), a function of seed, sequence and the number of tokens drawn before.
    private double uniform() {
        return (mix(stream + (drawn + 1) * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-53;
    }

    /// The finaliser of SplitMix64 (Steele et al. 2014): a counter in, well mixed bits out.
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
