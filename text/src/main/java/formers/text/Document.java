package formers.text;

/// A text and where it came from.
public record Document(String name, String text) {}
