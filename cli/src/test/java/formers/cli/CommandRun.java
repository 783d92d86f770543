package formers.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import picocli.CommandLine;

/// What a command printed and how it ended, run as a user types it but in this process.
record CommandRun(int code, String out, String err) {

    static CommandRun of(String... arguments) {
        return of(() -> Main.commandLine(arguments), arguments);
    }

    static synchronized CommandRun of(Supplier<CommandLine> command, String... arguments) {
        var realOut = System.out;
        var realErr = System.err;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var capturedOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                var capturedErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(capturedOut);
            System.setErr(capturedErr);
            int code = command.get()
                    .setOut(new PrintWriter(capturedOut, true))
                    .setErr(new PrintWriter(capturedErr, true))
                    .execute(arguments);
            return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
