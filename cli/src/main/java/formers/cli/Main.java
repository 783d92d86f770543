package formers.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The `formers` command: results on stdout, progress and notes on stderr; exit code 0 for success, 1 for failure,
/// 2 for wrong usage.
@Command(
        name = "formers",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains, runs and measures Transformers in pure Java.")
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /// Without a command there is nothing to do but to show what there is.
    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /// The version that the build gave to the module.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getModule().getDescriptor().rawVersion().orElse("(unversioned)");
            return new String[] {"formers " + version};
        }
    }
}
