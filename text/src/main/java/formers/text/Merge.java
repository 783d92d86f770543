package formers.text;

/// Two tokens that become one.
///
/// @param left  id
/// @param right id
/// @param made  id of the token they make
public record Merge(int left, int right, int made) {}
