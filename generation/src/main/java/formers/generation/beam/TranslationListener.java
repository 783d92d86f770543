package formers.generation.beam;

/// Told how far a translation is.
@FunctionalInterface
public interface TranslationListener {

    /// @param lines that are translated so far of those that were given in one call, not always the first
    void translated(long lines);

    static TranslationListener none() {
        return _ -> {};
    }
}
