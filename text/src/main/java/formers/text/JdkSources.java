package formers.text;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where this Java keeps the JDK's sources: text that is on every machine with a JDK.
final class JdkSources {

    private JdkSources() {}

    /// @throws InputException if this Java has no `lib/src.zip`
    static Path archive() {
        var home = System.getProperty("java.home");
        var archive = Path.of(home, "lib", "src.zip");
        if (!Files.exists(archive)) {
            throw new InputException(
                    "this Java (%s) has no lib/src.zip with the JDK's sources; use a full JDK, or give texts of your own"
                            .formatted(home));
        }
        return archive;
    }
}
