package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// Texts of a grammar, drawn byte by byte.
final class RandomWalk {

    private RandomWalk() {}

    /// Bytes at random for a while, then the shortest way to an end, which has to be there.
    static String text(Grammar grammar, Random random, int bytes) {
        var text = new ByteArrayOutputStream();
        var state = grammar.start();
        while (text.size() < bytes && !state.isComplete() && !(state.canEnd() && random.nextInt(4) == 0)) {
            var next = bytesAfter(state);
            assertThat(next).as("ways on after %s", text).isNotEmpty();
            byte chosen = next.get(random.nextInt(next.size()));
            text.write(chosen);
            state = state.accept(chosen);
        }
        text.writeBytes(shortestEnd(state));
        return text.toString(StandardCharsets.UTF_8);
    }

    private static ArrayList<Byte> bytesAfter(State state) {
        var bytes = new ArrayList<Byte>();
        for (int b = 0; b < 256; b++) {
            if (state.accept((byte) b) != null) {
                bytes.add((byte) b);
            }
        }
        return bytes;
    }

    private record Step(State from, byte value) {}

    /// Breadth first: the fewest bytes after which the text may end.
    static byte[] shortestEnd(State from) {
        var cameBy = new HashMap<State, Step>(Map.of(from, new Step(null, (byte) 0)));
        var work = new ArrayDeque<State>();
        work.add(from);
        while (!work.isEmpty()) {
            var state = work.remove();
            if (state.canEnd()) {
                var path = new ArrayList<Byte>();
                for (var step = cameBy.get(state); step.from() != null; step = cameBy.get(step.from())) {
                    path.addFirst(step.value());
                }
                var bytes = new byte[path.size()];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = path.get(i);
                }
                return bytes;
            }
            for (byte b : bytesAfter(state)) {
                var next = state.accept(b);
                if (cameBy.putIfAbsent(next, new Step(state, b)) == null) {
                    work.add(next);
                }
            }
        }
        throw new AssertionError("a dead end");
    }
}
