package formers.generation.grammar;

/// Bytes from `first` to `last`, both included, 0 to 255: all that one step of a character in UTF-8 needs.
record ByteRange(int first, int last) {

    boolean contains(int value) {
        return first <= value && value <= last;
    }
}
