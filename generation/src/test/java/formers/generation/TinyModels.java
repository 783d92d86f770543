package formers.generation;

import formers.models.LanguageModel;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Positions;
import formers.models.nn.Windows;
import formers.tensor.Gate;
import formers.tensor.RandomSource;
import formers.tensor.RotaryTable;
import java.util.List;

/// Decoders small enough to generate hundreds of tokens in a test, one of each kind that treats its cache
/// differently.
enum TinyModels {
    GPT2_LIKE {
        @Override
        DecoderConfig config(int vocabulary) {
            return DecoderConfig.of(vocabulary, CONTEXT, 2, 16)
                    .attention(Attention.of(2, 2, 8))
                    .feedForward(new FeedForward.Plain(Activation.GELU_TANH, 32))
                    .build();
        }
    },
    LLAMA_LIKE {
        @Override
        DecoderConfig config(int vocabulary) {
            return rotary(vocabulary, 0);
        }
    },
    WINDOWED {
        @Override
        DecoderConfig config(int vocabulary) {
            return rotary(vocabulary, 5);
        }
    };

    static final int VOCABULARY = 40;
    static final int CONTEXT = 20;

    abstract DecoderConfig config(int vocabulary);

    LanguageModel model(int vocabulary) {
        var model = new Decoder(config(vocabulary), Parameters.initialised(7));
        // Weights as they are first drawn give almost the same text after any prompt; larger ones tell
        // prompts apart.
        model.parameters().all().forEach((name, parameter) -> {
            if (parameter.rank() >= 2) {
                parameter.fillNormal(0, 0.4f, RandomSource.seeded(7).at(name));
            }
        });
        return model;
    }

    LanguageModel model() {
        return model(VOCABULARY);
    }

    private static DecoderConfig rotary(int vocabulary, int window) {
        return DecoderConfig.of(vocabulary, CONTEXT, 2, 16)
                .attention(Attention.of(4, 2, 4).withWindows(Windows.repeating(window)))
                .feedForward(new FeedForward.Gated(Gate.SILU, 24))
                .norm(new Norm.Rms(1e-5f))
                .positions(Positions.Rotary.of(RotaryTable.Pairing.HALF, 4, 10_000))
                .biases(DecoderConfig.Biases.NONE)
                .output(DecoderConfig.Output.UNTIED)
                .build();
    }

    /// Prompts of different lengths.
    static List<int[]> prompts() {
        return List.of(
                new int[] {1}, new int[] {5, 4, 3, 2, 1, 0, 39, 38}, new int[] {7, 7, 7}, new int[] {12, 30, 2, 19, 8});
    }
}
