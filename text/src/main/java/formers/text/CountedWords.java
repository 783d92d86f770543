package formers.text;

import java.util.Map;

/// Different words one after another, with how often each occurs.
///
/// @param text   the words' characters
/// @param starts where each word begins, and at last where the text ends
/// @param counts occurrences by word
record CountedWords(char[] text, int[] starts, long[] counts) {

    static CountedWords of(Map<String, Long> words) {
        int length = words.keySet().stream().mapToInt(String::length).sum();
        var text = new char[length];
        var starts = new int[words.size() + 1];
        var counts = new long[words.size()];
        int w = 0;
        for (var word : words.entrySet()) {
            var name = word.getKey();
            name.getChars(0, name.length(), text, starts[w]);
            counts[w] = word.getValue();
            starts[w + 1] = starts[w] + name.length();
            w++;
        }
        return new CountedWords(text, starts, counts);
    }

    int size() {
        return counts.length;
    }
}
