package formers.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Shows what Formers runs on and which kernels it chose, and why.")
final class DoctorCommand implements Runnable {

    @Option(names = "--bench", description = "measure what the machine can do and how much of it is used, in a minute")
    private boolean bench;

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
        if (bench) {
            SpeedTable.print();
        }
    }
}
