package formers.server;

import formers.generation.chat.LoadedModel;
import formers.generation.serving.TextEmbedder;
import formers.generation.serving.TextEngine;

/// A model under the name that clients know it by.
///
/// @param created seconds since 1970 when it was loaded
record ServedModel(String name, TextEngine engine, TextEmbedder embedder, long created) {

    static ServedModel of(String name, LoadedModel model, ServerOptions options) {
        return new ServedModel(
                name,
                new TextEngine(name, model, options.limits(), options.cacheFormat()),
                new TextEmbedder(model.decoder()),
                System.currentTimeMillis() / 1000);
    }

    int context() {
        return engine.model().decoder().context();
    }

    /// A token's own bytes as text; what is no character on its own becomes U+FFFD.
    byte[] bytes(int token) {
        return engine.model().tokenizer().bytes(token);
    }
}
