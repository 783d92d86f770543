package formers.text;

/// Words and their tokens, each in the one place that its hash says: a new word displaces an older one,
/// so the cache follows the text. Looking up makes no object. Threads share it without a lock: an entry
/// never changes, and which of two is seen makes no difference to what is encoded.
final class WordCache {

    private static final int SIZE = 1 << 16;

    private record Entry(String word, int[] ids) {}

    private final Entry[] entries = new Entry[SIZE];

    /// Ids of `text[start..end)`; null if they are not known. Not to be changed.
    int[] get(String text, int start, int end) {
        var entry = entries[place(text, start, end)];
        return entry != null && entry.word.length() == end - start && text.startsWith(entry.word, start)
                ? entry.ids
                : null;
    }

    void put(String word, int[] ids) {
        entries[place(word, 0, word.length())] = new Entry(word, ids);
    }

    private static int place(String text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        hash *= 0x9E3779B9;
        return hash >>> 16 & SIZE - 1;
    }
}
