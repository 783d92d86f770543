/// Samplers and streaming generation.
module formers.generation {
    requires transitive formers.models;

    exports formers.generation;
}
