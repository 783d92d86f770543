package formers.cli;

import java.io.IOException;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Lines edited on a terminal: history, search, paste of several lines, completion of commands.
final class TerminalLines implements ChatLines {

    private final Terminal terminal;
    private final LineReader reader;
    private volatile boolean interrupted;

    TerminalLines() throws IOException {
        terminal = TerminalBuilder.builder()
                .system(true)
                .graphemeCluster(false) // finding out asks the terminal, and not all answer
                .build();
        terminal.handle(
                Terminal.Signal.INT, _ -> interrupted = true); // the reader puts its own in place of it and back
        var parser = new DefaultParser(); // a message is one word to it: nothing in it is quoted or escaped
        parser.setQuoteChars(new char[0]);
        parser.setEscapeChars(new char[0]);
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(parser)
                .completer(TerminalLines::complete)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    private static void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (!line.line().startsWith("/")) {
            return;
        }
        if (line.wordIndex() == 0) {
            Chat.COMMANDS.keySet().forEach(name -> candidates.add(new Candidate(name)));
        } else if (line.wordIndex() == 1 && line.words().getFirst().equals("/set")) {
            ChatSettings.NAMES.forEach(name -> candidates.add(new Candidate(name)));
        }
    }

    @Override
    public String next() {
        while (true) {
            try {
                return reader.readLine("> ");
            } catch (UserInterruptException e) {
                if (e.getPartialLine().isEmpty()) {
                    System.err.println("/exit or Ctrl-D ends the chat");
                }
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public void watch() {
        interrupted = false;
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
