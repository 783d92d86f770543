package formers.generation.beam;

/// What happens to lines that have more tokens than a translator reads.
public enum LongLines {
    /// They are an error that names the line; nothing of its window is translated.
    REFUSE,

    /// Their first tokens are translated, and the translation says so.
    TRUNCATE
}
