package formers.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command in a JVM of its own, with the classes of this one.
final class CommandProcess {

    private CommandProcess() {}

    static ProcessBuilder of(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx1g"));
        var modules = System.getProperty("jdk.module.path");
        if (modules != null) {
            // Automatic modules find on the class path what nothing says that they need.
            command.addAll(List.of("--module-path", modules, "-cp", System.getProperty("java.class.path")));
            command.addAll(List.of("--module", "formers.cli/formers.cli.Main"));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "formers.cli.Main"));
        }
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
