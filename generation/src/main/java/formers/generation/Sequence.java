package formers.generation;

import java.util.Arrays;

/// One text as it grows.
final class Sequence {

    final int number;
    final Sampler sampler;
    private final int promptLength;
    private int[] tokens;
    private int length;
    private Generated.Ending ending;

    Sequence(int number, int[] prompt, Sampler sampler) {
        this.number = number;
        this.sampler = sampler;
        this.tokens = prompt.clone();
        this.length = this.promptLength = prompt.length;
        sampler.observe(prompt);
    }

    void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, length + length / 2 + 16);
        }
        tokens[length++] = token;
    }

    int length() {
        return length;
    }

    int generated() {
        return length - promptLength;
    }

    int[] last(int count) {
        return Arrays.copyOfRange(tokens, Math.max(0, length - count), length);
    }

    int[] first(int count) {
        return Arrays.copyOf(tokens, count);
    }

    void end(Generated.Ending why) {
        ending = why;
    }

    boolean ended() {
        return ending != null;
    }

    Generated result() {
        return new Generated(Arrays.copyOfRange(tokens, promptLength, length), ending);
    }
}
