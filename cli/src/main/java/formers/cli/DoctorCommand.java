package formers.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Shows what Formers runs on and which kernels it chose, and why.")
final class DoctorCommand implements Runnable {

    @Override
    public void run() {
        Environment.describe().forEach((name, value) -> System.out.println("%-12s %s".formatted(name, value)));
        var sources = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        System.out.println("%-12s %s"
                .formatted(
                        "jdk sources",
                        Files.exists(sources)
                                ? sources
                                : "missing: quickstart needs a JDK with lib/src.zip, or use train with --data"));
    }
}
