/// Samplers and streaming generation, the templates of chats, beam search and alignments.
module formers.generation {
    requires transitive formers.models;
    requires tools.jackson.databind;
    requires java.desktop; // draws alignments, and names a type in the signatures of expression resolvers
    requires jinjava;

    // Jinjava is an automatic module, which cannot say itself that it needs these.
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires org.apache.commons.lang3;
    requires org.slf4j;

    exports formers.generation;
    exports formers.generation.alignment;
    exports formers.generation.beam;
    exports formers.generation.chat;
    exports formers.generation.grammar;
    exports formers.generation.serving;
}
