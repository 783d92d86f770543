package formers.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The `formers` command: results on stdout, progress and notes on stderr; exit code 0 for success, 1
/// for failure, 2 for wrong usage.
@Command(
        name = "formers",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains, runs and measures Transformers in pure Java.",
        subcommands = {
            QuickstartCommand.class,
            TrainCommand.class,
            GenerateCommand.class,
            ChatCommand.class,
            ServeCommand.class,
            EvalCommand.class,
            QuantizeCommand.class,
            ConvertCommand.class,
            TokenizerCommand.class,
            ModelsCommand.class,
            PapersCommand.class,
            DoctorCommand.class,
            RehearsalCommand.class,
            AutoComplete.GenerateCompletion.class,
        },
        footer = {
            "",
            "Examples:",
            "  formers quickstart",
            "  formers train gpt-nano --data book.txt --tokenizer char --out runs/book",
            "  formers generate runs/book --prompt 'It was'",
            "  source <(formers generate-completion)",
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return configured(new Main());
    }

    /// A command with the manners of all of them.
    static CommandLine configured(Object command) {
        return new CommandLine(command)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    /// A user's mistake is a sentence, not a stack trace.
    private static int explain(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        String message = switch (thrown) {
            case NoSuchFileException e -> "there is no file or folder " + e.getMessage();
            case IOException e -> e.getMessage();
            case Failure e -> e.getMessage();
            case formers.text.InputException e -> e.getMessage();
            case formers.models.checkpoint.CheckpointException e -> e.getMessage();
            case IllegalArgumentException e -> e.getMessage();
            default -> throw thrown;
        };
        command.getErr().println("formers: " + message);
        command.getErr().flush();
        return 1;
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
