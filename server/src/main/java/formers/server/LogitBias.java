package formers.server;

import formers.generation.SamplingOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// OpenAI's `logit_bias`: an object of token ids, as strings, and numbers from -100 to 100.
final class LogitBias {

    /// As JSON writes it, so that no token has two names.
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private static final int SHOWN = 60;

    private LogitBias() {}

    /// @param vocabulary of the model that is asked
    static Map<Integer, Float> of(Fields request, int vocabulary) {
        var biases = new HashMap<Integer, Float>();
        request.object("logit_bias").ifPresent(object -> {
            for (var name : object.names()) {
                biases.put(
                        token(name, vocabulary),
                        object.requiredNumber(name, -SamplingOptions.MOST_BIAS, SamplingOptions.MOST_BIAS));
            }
        });
        return biases;
    }

    private static int token(String name, int vocabulary) {
        if (!WHOLE_NUMBER.matcher(name).matches() || Integer.parseInt(name) >= vocabulary) {
            throw ApiException.invalid(
                    "logit_bias",
                    "logit_bias is by the ids of this model's tokens, 0 to %d, found \"%s\"; /tokenize tells ids"
                            .formatted(vocabulary - 1, name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name));
        }
        return Integer.parseInt(name);
    }
}
