/// The central claim of each paper of the reading list, measured at a size that fits the machine.
module formers.papers {
    requires transitive formers.training;
    requires transitive tools.jackson.databind;

    exports formers.papers;
    exports formers.papers.report;
}
