package formers.cli;

import formers.papers.ReadingList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "papers",
        mixinStandardHelpOptions = true,
        description = "Lists the papers of the reading list, and what a run of each shows.",
        subcommands = PapersRunCommand.class,
        footer = {
            "",
            "Examples:",
            "  formers papers",
            "  formers papers run rnnsearch                     # under a minute",
            "  formers papers run rnnsearch --budget small      # about ten",
        })
final class PapersCommand implements Callable<Integer> {

    private static final int WIDTH = 100;
    private static final String ROW = "%-24s %-5s %-8s ";
    private static final int INDENT = 40;

    final ReadingList list;

    @Option(names = "--json", description = "print the list as JSON")
    boolean json;

    PapersCommand() {
        this(ReadingList.standard());
    }

    PapersCommand(ReadingList list) {
        this.list = list;
    }

    @Override
    public Integer call() {
        if (json) {
            System.out.println(asJson());
        } else {
            print(String.format(Locale.ROOT, ROW, "name", "year", "state"), "paper");
            list.entries().forEach(PapersCommand::print);
        }
        return 0;
    }

    private static void print(ReadingList.Entry entry) {
        var paper = entry.citation();
        print(
                String.format(Locale.ROOT, ROW, paper.name(), paper.year(), entry.runnable() ? "runs" : "not yet"),
                paper.title());
        if (entry.runnable()) {
            print("", "shows " + entry.paper().shows());
        }
    }

    /// What follows the start of a line, in as many lines as it takes.
    private static void print(String start, String text) {
        var line = new StringBuilder(start).repeat(' ', INDENT - start.length());
        for (var word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH) {
                System.out.println(line.toString().stripTrailing());
                line = new StringBuilder().repeat(' ', INDENT);
            }
            line.append(word).append(' ');
        }
        System.out.println(line.toString().stripTrailing());
    }

    private String asJson() {
        var array = new JsonMapper().createArrayNode();
        for (var entry : list.entries()) {
            var node = array.addObject();
            var paper = entry.citation();
            node.put("name", paper.name());
            node.put("title", paper.title());
            node.put("authors", paper.authors());
            node.put("year", paper.year());
            if (!paper.arxiv().isEmpty()) {
                node.put("arxiv", paper.arxiv());
            }
            node.put("runs", entry.runnable());
            if (entry.runnable()) {
                node.put("claim", entry.paper().claim());
                node.put("shows", entry.paper().shows());
            }
        }
        return array.toPrettyString();
    }
}
