package formers.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Lines of standard input. An interrupt there ends the process, so none is seen here.
final class PipedLines implements ChatLines {

    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    @Override
    public String next() throws IOException {
        return input.readLine();
    }

    @Override
    public void watch() {}

    @Override
    public boolean interrupted() {
        return false;
    }

    @Override
    public void close() {}
}
