package formers.generation.beam;

/// A line to translate.
///
/// @param number from 1
/// @param ids    what the model reads; nothing if there is nothing to translate
record SourceLine(long number, String text, int[] ids, boolean truncated) {

    boolean empty() {
        return ids.length == 0;
    }
}
