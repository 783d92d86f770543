package formers.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
        footer = {
            "",
            "Examples:",
            "  formers quickstart",
            "  formers train gpt-nano --data book.txt --tokenizer char --out runs/book",
            "  formers generate runs/book --prompt 'It was'",
            "  source <(formers generate-completion)",
        })
public final class Main implements Runnable {

    /// Building a command reads its annotations by reflection, which for all of them takes longer than everything else
    /// that happens before a command runs. So only the one that is asked for is built, unless none is.
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
        Models.readAhead(args);
        System.exit(run(args));
    }

    /// Runs one command line, to the exit code.
    static int run(String... args) {
        return commandLine(args).execute(args);
    }

    private static Map<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("quickstart", QuickstartCommand::new);
        commands.put("train", TrainCommand::new);
        commands.put("generate", GenerateCommand::new);
        commands.put("chat", ChatCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("translate", TranslateCommand::new);
        commands.put("eval", EvalCommand::new);
        commands.put("quantize", QuantizeCommand::new);
        commands.put("convert", ConvertCommand::new);
        commands.put("tokenizer", TokenizerCommand::new);
        commands.put("models", ModelsCommand::new);
        commands.put("papers", PapersCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("rehearsal", RehearsalCommand::new);
        commands.put("generate-completion", AutoComplete.GenerateCompletion::new);
        return commands;
    }

    /// Whether these arguments name a command that needs to know of no other; completion lists them all.
    private static boolean standsAlone(String... args) {
        return args.length > 0 && COMMANDS.containsKey(args[0]) && !args[0].equals("generate-completion");
    }

    /// The command, with as many of its commands as these arguments may need.
    static CommandLine commandLine(String... args) {
        var line = new CommandLine(new Main());
        if (standsAlone(args)) {
            line.addSubcommand(args[0], COMMANDS.get(args[0]).get());
        } else if (!List.of("--version").equals(List.of(args))) {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        return configured(line);
    }

    /// A command with the manners of all of them.
    static CommandLine configured(CommandLine command) {
        return command.setUsageHelpAutoWidth(true)
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

    /// The version that the build gave to the module, or on the class path to the library.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var module = Main.class.getModule().getDescriptor();
            var version = module == null
                    ? Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    : module.rawVersion();
            return new String[] {"formers " + version.orElse("(unversioned)")};
        }
    }
}
