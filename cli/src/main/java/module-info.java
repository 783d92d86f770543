/// The `formers` command.
module formers.cli {
    requires formers.training;
    requires formers.generation;
    requires info.picocli;
    requires tools.jackson.databind;

    opens formers.cli to
            info.picocli;
}
