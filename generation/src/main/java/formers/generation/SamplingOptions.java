package formers.generation;

import java.util.Map;

/// How the next token is chosen from the model's distribution. The steps apply in this order:
/// penalties, logit bias, temperature, top-k, top-p, min-p, draw.
///
/// @param temperature       divides the logits; 0 takes the likeliest token, the lowest id on ties
/// @param topK              keeps the k likeliest tokens and those tied with the last; 0 keeps all
/// @param topP              keeps the smallest set of likeliest tokens with at least this probability; 1 keeps
///                          all
/// @param minP              drops tokens less likely than this share of the likeliest; 0 keeps all
/// @param repetitionPenalty divides positive and multiplies negative logits of tokens already in the
///                          text (Keskar et al. 2019, section 4.1); 1 is off
/// @param presencePenalty   subtracted from the logits of tokens already in the text
/// @param frequencyPenalty  subtracted from the logits of tokens once for each time they are in the text
/// @param seed              the same seed, prompt and options give the same text
/// @param logitBias         added to the logits of tokens, from -100, which all but bans a token, to 100, which
///                          all but makes it the only one; at temperature 0 too
public record SamplingOptions(
        float temperature,
        int topK,
        float topP,
        float minP,
        float repetitionPenalty,
        float presencePenalty,
        float frequencyPenalty,
        long seed,
        Map<Integer, Float> logitBias) {

    /// What OpenAI's interface allows; more would drown the logits of all models alike.
    public static final float MOST_BIAS = 100;

    public SamplingOptions {
        require(temperature >= 0 && temperature < Float.POSITIVE_INFINITY, "temperature", temperature, "at least 0");
        require(topK >= 0, "top-k", topK, "at least 0");
        require(topP > 0 && topP <= 1, "top-p", topP, "in (0, 1]");
        require(minP >= 0 && minP <= 1, "min-p", minP, "in [0, 1]");
        require(
                repetitionPenalty > 0 && repetitionPenalty < Float.POSITIVE_INFINITY,
                "repetition penalty",
                repetitionPenalty,
                "above 0");
        require(Float.isFinite(presencePenalty), "presence penalty", presencePenalty, "finite");
        require(Float.isFinite(frequencyPenalty), "frequency penalty", frequencyPenalty, "finite");
        logitBias = Map.copyOf(logitBias);
        logitBias.forEach((token, bias) -> {
            require(token >= 0, "a token with a logit bias", token, "at least 0");
            require(Math.abs(bias) <= MOST_BIAS, "the logit bias of token " + token, bias, "from -100 to 100");
        });
    }

    private static void require(boolean holds, String option, Number found, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, was %s".formatted(option, wanted, found));
        }
    }

    /// The model's own distribution.
    public static SamplingOptions plain(long seed) {
        return new SamplingOptions(1, 0, 1, 0, 1, 0, 0, seed, Map.of());
    }

    /// Always the likeliest token.
    public static SamplingOptions greedy() {
        return new SamplingOptions(0, 0, 1, 0, 1, 0, 0, 0, Map.of());
    }

    public SamplingOptions withTemperature(float value) {
        return new SamplingOptions(
                value, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty, seed, logitBias);
    }

    public SamplingOptions withTopK(int value) {
        return new SamplingOptions(
                temperature, value, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty, seed, logitBias);
    }

    public SamplingOptions withTopP(float value) {
        return new SamplingOptions(
                temperature, topK, value, minP, repetitionPenalty, presencePenalty, frequencyPenalty, seed, logitBias);
    }

    public SamplingOptions withMinP(float value) {
        return new SamplingOptions(
                temperature, topK, topP, value, repetitionPenalty, presencePenalty, frequencyPenalty, seed, logitBias);
    }

    public SamplingOptions withRepetitionPenalty(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, value, presencePenalty, frequencyPenalty, seed, logitBias);
    }

    public SamplingOptions withPresencePenalty(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, repetitionPenalty, value, frequencyPenalty, seed, logitBias);
    }

    public SamplingOptions withFrequencyPenalty(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, repetitionPenalty, presencePenalty, value, seed, logitBias);
    }

    public SamplingOptions withSeed(long value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty, value, logitBias);
    }

    /// @param biases by token
    public SamplingOptions withLogitBias(Map<Integer, Float> biases) {
        return new SamplingOptions(
                temperature, topK, topP, minP, repetitionPenalty, presencePenalty, frequencyPenalty, seed, biases);
    }
}
