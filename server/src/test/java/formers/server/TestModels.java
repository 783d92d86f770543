package formers.server;

import formers.generation.Scheduler;
import formers.generation.chat.ChatTemplate;
import formers.generation.chat.LoadedModel;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.tensor.RandomSource;
import formers.text.BytePairTokenizer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A model of bytes with random weights, which writes another nonsense after every prompt.
final class TestModels {

    static final int CONTEXT = 512;

    static final String TEMPLATE =
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{% if add_generation_prompt %}<bot>{% endif %}";

    private TestModels() {}

    static LoadedModel random() {
        return random(TEMPLATE);
    }

    static LoadedModel random(String template) {
        return random(template, CONTEXT);
    }

    static LoadedModel random(String template, int context) {
        return random(template, context, 0);
    }

    /// @param spare tokens that the model has and the tokenizer has not
    static LoadedModel random(String template, int context, int spare) {
        var tokenizer = BytePairTokenizer.ofBytes();
        var config = DecoderConfig.of(tokenizer.vocabularySize() + spare, context, 2, 16)
                .attention(Attention.of(2, 2, 8))
                .feedForward(new FeedForward.Plain(Activation.GELU_TANH, 32))
                .build();
        var decoder = new Decoder(config, Parameters.initialised(7));
        decoder.parameters().all().forEach((name, parameter) -> {
            if (parameter.rank() >= 2) {
                parameter.fillNormal(0, 0.4f, RandomSource.seeded(7).at(name));
            }
        });
        return new LoadedModel(decoder, tokenizer, Set.of(), Optional.of(ChatTemplate.of(template, Map.of())));
    }

    static ServerOptions options() {
        return ServerOptions.usual(0, new Scheduler.Limits(8, 32, 100_000, 10_000));
    }

    static ApiServer serve(ServerOptions options) {
        return serve(random(), options);
    }

    static ApiServer serve(LoadedModel model, ServerOptions options) {
        return ApiServer.start(Map.of("tiny", model), options, line -> System.err.println("server: " + line));
    }
}
