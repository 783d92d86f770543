/// The `formers` command.
module formers.cli {
    requires formers.training;
    requires formers.generation;
    requires info.picocli;
    requires java.management;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires tools.jackson.databind;

    opens formers.cli to
            info.picocli,
            tools.jackson.databind;
}
