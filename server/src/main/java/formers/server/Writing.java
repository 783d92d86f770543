package formers.server;

import formers.generation.SamplingOptions;
import formers.generation.serving.TextRequest;
import java.util.concurrent.ThreadLocalRandom;

/// What chats and completions have in common: how to write.
///
/// @param choices      answers wanted
/// @param stream       send what is written as it is
/// @param includeUsage end a stream with the number of tokens
record Writing(TextRequest request, int choices, boolean stream, boolean includeUsage) {

    private static final int MOST_STOPS = 16;

    /// @param alternatives as [TextRequest#alternatives]
    static Writing of(
            Fields fields, ServedModel model, Forms forms, ServerOptions options, int maxTokens, int alternatives) {
        var sampling = new SamplingOptions(
                fields.number("temperature", 1, 0, 2),
                fields.integer("top_k", 0, 0, Integer.MAX_VALUE),
                topP(fields),
                fields.number("min_p", 0, 0, 1),
                fields.number("repetition_penalty", 1, 0.01f, 100),
                fields.number("presence_penalty", 0, -2, 2),
                fields.number("frequency_penalty", 0, -2, 2),
                fields.whole("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                LogitBias.of(fields, model.vocabulary()));
        var stops = fields.texts("stop");
        if (stops.size() > MOST_STOPS || stops.stream().anyMatch(String::isEmpty)) {
            throw fields.wrong("stop", "up to %d strings that are not empty".formatted(MOST_STOPS));
        }
        var request = TextRequest.of(sampling, Math.min(maxTokens, options.maxTokens()))
                .stoppingAt(stops)
                .withAlternatives(alternatives)
                .within(options.patience());
        var form = forms.of(fields);
        int choices = fields.integer("n", 1, 1, options.choices());
        boolean stream = fields.flag("stream", false);
        boolean usage = fields.object("stream_options").map(Writing::usage).orElse(false);
        fields.ignore("user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key");
        return new Writing(form.map(request::constrainedTo).orElse(request), choices, stream, usage);
    }

    private static float topP(Fields fields) {
        float share = fields.number("top_p", 1, 0, 1);
        return share == 0 ? Float.MIN_VALUE : share; // none of the probability: the likeliest token alone
    }

    private static boolean usage(Fields options) {
        boolean usage = options.flag("include_usage", false);
        options.ignore("include_obfuscation");
        options.end();
        return usage;
    }
}
