package formers.text;

import java.util.Arrays;

/// A growing list of token ids.
final class IdList {

    private int[] array;
    private int size;

    IdList(int expected) {
        array = new int[Math.max(8, expected)];
    }

    void add(int id) {
        reserve(1);
        array[size++] = id;
    }

    void add(int[] more) {
        reserve(more.length);
        // Most words are one or two tokens, for which a loop beats a copy.
        for (int id : more) {
            array[size++] = id;
        }
    }

    int size() {
        return size;
    }

    int get(int i) {
        return array[i];
    }

    void set(int i, int id) {
        array[i] = id;
    }

    int removeLast() {
        return array[--size];
    }

    private void reserve(int more) {
        if (more > array.length - size) {
            array = Arrays.copyOf(array, Math.max(Math.addExact(size, more), array.length + array.length / 2));
        }
    }

    int[] toArray() {
        return Arrays.copyOf(array, size);
    }
}
