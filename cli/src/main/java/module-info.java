/// The `formers` command.
module formers.cli {
    requires formers.training;
    requires formers.generation;
    requires formers.papers;
    requires formers.server;
    requires info.picocli;
    requires io.javalin;
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
