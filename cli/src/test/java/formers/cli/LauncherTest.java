package formers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The script at the root names classes to the JVM, which says nothing when there are none of that name.
class LauncherTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void classesThatAreCompiledEarlyExist() throws IOException {
        var names = found("(?m)^ +early [0-9.]+ (.+)$");
        assertThat(names).hasSizeGreaterThan(1);
        for (var line : names) {
            for (var name : line.split(" ")) {
                assertThat(ROOT.resolve("tensor/src/main/java/formers/tensor/" + name.replace('.', '/') + ".java"))
                        .exists();
            }
        }
    }

    @Test
    void methodsThatAreCompiledLightlyExist() throws IOException {
        var methods = found("(formers\\.[\\w.]+::[\\w*]+)");
        assertThat(methods).hasSizeGreaterThan(1);
        for (var method : methods) {
            var name = method.split("::");
            var module = name[0].split("\\.")[1];
            var source = ROOT.resolve(module + "/src/main/java/" + name[0].replace('.', '/') + ".java");
            assertThat(source).exists();
            if (!name[1].equals("*")) {
                assertThat(source).content().contains(" " + name[1] + "(");
            }
        }
    }

    /// A command that is misspelt there would run, only slower.
    @Test
    void commandsThatAreToldApartExist() throws IOException {
        var commands = found("(?m)^    ((?:[a-z]+ \\| )+[a-z]+)\\)$");
        assertThat(commands).hasSize(1);
        for (var command : commands.getFirst().split(" \\| ")) {
            assertThat(Main.commandLine(command).getSubcommands()).containsKey(command);
        }
    }

    private static List<String> found(String pattern) throws IOException {
        var found = new ArrayList<String>();
        Pattern.compile(pattern)
                .matcher(Files.readString(ROOT.resolve("formers")))
                .results()
                .forEach(match -> found.add(match.group(1)));
        return found;
    }
}
