package formers.benchmarks.decode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/// What a side did in its turn.
///
/// @param reading tokens per second of the prompt
/// @param writing tokens per second behind it
record Turn(double reading, double writing) {

    private static final int ANY_TOKEN = 5;

    static Turn of(Session session, Task task) {
        var ids = task.ids();
        session.forget();
        long start = System.nanoTime();
        session.read(ids);
        long between = System.nanoTime();
        for (int i = 0; i < task.written(); i++) {
            session.write(ANY_TOKEN + i);
        }
        long end = System.nanoTime();
        return new Turn(ids.length * 1e9 / (between - start), task.written() * 1e9 / (end - between));
    }

    /// The peer's end of a [PeerProcess]: a turn for every line of the input, until it ends.
    static void serve(Session session, Task task) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in));
        while (lines.readLine() != null) {
            var turn = of(session, task);
            System.out.println("turn " + turn.reading() + " " + turn.writing());
        }
    }
}
