/// Samplers, key/value caches and streaming generation.
module formers.generation {
    requires transitive formers.models;
    requires tools.jackson.databind;
}
