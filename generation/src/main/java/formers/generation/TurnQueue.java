package formers.generation;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// A queue in which clients take turns: whoever asks for much does not keep the others waiting. Not
/// thread-safe.
final class TurnQueue<T> {

    /// Whose turn it is first comes first; no queue is empty.
    private final Map<String, ArrayDeque<T>> clients = new LinkedHashMap<>();

    private int size;

    void add(String client, T element) {
        clients.computeIfAbsent(client, _ -> new ArrayDeque<>()).add(element);
        size++;
    }

    int size() {
        return size;
    }

    /// The next, or null.
    T peek() {
        return size == 0 ? null : clients.values().iterator().next().peek();
    }

    /// Takes the next out, or null; the turn goes to the next client.
    T poll() {
        if (size == 0) {
            return null;
        }
        var client = clients.keySet().iterator().next();
        var own = clients.remove(client);
        var element = own.poll();
        size--;
        if (!own.isEmpty()) {
            clients.put(client, own);
        }
        return element;
    }

    void removeIf(Predicate<? super T> which) {
        for (Iterator<ArrayDeque<T>> it = clients.values().iterator(); it.hasNext(); ) {
            var own = it.next();
            size -= own.size();
            own.removeIf(which);
            size += own.size();
            if (own.isEmpty()) {
                it.remove();
            }
        }
    }
}
