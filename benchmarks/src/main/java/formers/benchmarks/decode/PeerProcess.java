package formers.benchmarks.decode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/// A peer that has read its model and waits. A line on its standard input is its turn; it answers with a line `turn R
/// W`,
/// the tokens per second that it read and wrote. What else it says is passed over.
final class PeerProcess implements AutoCloseable {

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    private PeerProcess(Process process) {
        this.process = process;
        questions = process.outputWriter();
        answers = process.inputReader();
    }

    static PeerProcess start(List<String> command) throws IOException {
        return new PeerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// Waits for its turn to end.
    ///
    /// @return nothing if the process has ended; it has said why on the error stream
    Optional<Turn> turn() {
        try {
            questions.write("\n");
            questions.flush();
            for (var line = answers.readLine(); line != null; line = answers.readLine()) {
                var words = line.split(" ");
                if (words[0].equals("turn")) {
                    return Optional.of(new Turn(Double.parseDouble(words[1]), Double.parseDouble(words[2])));
                }
            }
            return Optional.empty();
        } catch (IOException _) { // the pipe is closed
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(); // its memory is the next one's
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
