package formers.cli;

import java.io.IOException;

/// Where the messages of a chat come from.
interface ChatLines extends AutoCloseable {

    /// The next line; null at the end of them.
    String next() throws IOException;

    /// Begins to watch for the user's wish to stop what is going on.
    void watch();

    /// Whether the user has asked, since [#watch], to stop what is going on.
    boolean interrupted();

    @Override
    void close() throws IOException;

    /// A terminal with its editing, if there is one; otherwise plain lines of standard input.
    static ChatLines open() throws IOException {
        var console = System.console();
        return console != null && console.isTerminal() ? new TerminalLines() : new PipedLines();
    }

    /// Joins a line that ends with a backslash with the one that follows it.
    static String continued(ChatLines lines) throws IOException {
        var line = lines.next();
        while (line != null && line.endsWith("\\")) {
            var more = lines.next();
            line = line.substring(0, line.length() - 1) + (more == null ? "" : "\n" + more);
        }
        return line;
    }
}
