/// Samplers and streaming generation, and the templates of chats.
module formers.generation {
    requires transitive formers.models;
    requires tools.jackson.databind;
    requires java.desktop; // names a type in the signatures of expression resolvers
    requires jinjava;

    exports formers.generation;
    exports formers.generation.chat;
}
