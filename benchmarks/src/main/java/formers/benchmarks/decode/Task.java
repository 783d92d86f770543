package formers.benchmarks.decode;

import java.util.List;

/// What every side is asked to do in its turn.
///
/// @param threads to compute with
/// @param prompt  tokens that are read at once
/// @param written tokens that follow, one by one
record Task(int threads, int prompt, int written) {

    /// Ids of ordinary tokens, the same for all.
    int[] ids() {
        var ids = new int[prompt];
        for (int i = 0; i < prompt; i++) {
            ids[i] = (i * 7919 + 13) % 32_000;
        }
        return ids;
    }

    /// Reads what [#words] tells a process.
    static Task of(String threads, String prompt, String written) {
        return new Task(Integer.parseInt(threads), Integer.parseInt(prompt), Integer.parseInt(written));
    }

    List<String> words() {
        return List.of(String.valueOf(threads), String.valueOf(prompt), String.valueOf(written));
    }
}
