package formers.server;

import formers.generation.SamplingOptions;
import formers.generation.chat.LoadedModel;
import formers.generation.serving.TextEmbedder;
import formers.generation.serving.TextEngine;
import formers.generation.serving.TextListener;
import formers.generation.serving.TextPiece;
import formers.generation.serving.TextRequest;
import formers.generation.serving.TextResult;
import java.util.List;

/// A model under the name that clients know it by.
///
/// @param created seconds since 1970 when it was loaded
record ServedModel(String name, TextEngine engine, TextEmbedder embedder, long created) {

    private static final int WARM_UP_TOKENS = 16;

    static ServedModel of(String name, LoadedModel model, ServerOptions options) {
        var engine = new TextEngine(name, model, options.limits(), options.cacheFormat(), options.drafter());
        warmUp(engine);
        return new ServedModel(name, engine, new TextEmbedder(model.decoder()), System.currentTimeMillis() / 1000);
    }

    /// The first text of a process takes a second longer than the next: here it is one that nobody waits for.
    private static void warmUp(TextEngine engine) {
        var silent = new TextListener() {
            @Override
            public void onPiece(TextPiece piece) {}

            @Override
            public void onEnd(TextResult result) {}

            @Override
            public void onFailure(RuntimeException problem) {}
        };
        engine.complete("", new int[] {0}, TextRequest.of(SamplingOptions.plain(0), WARM_UP_TOKENS), List.of(silent));
    }

    /// Tokens that it scores.
    int vocabulary() {
        return engine.model().decoder().vocabulary();
    }

    int context() {
        return engine.model().decoder().context();
    }

    /// A token's own bytes as text; what is no character on its own becomes U+FFFD.
    byte[] bytes(int token) {
        return engine.model().tokenizer().bytes(token);
    }
}
