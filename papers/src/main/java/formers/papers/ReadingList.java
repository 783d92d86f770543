package formers.papers;

import formers.papers.report.Citation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The reading list: its papers in order, and which of them run.
public record ReadingList(List<Entry> entries) {

    /// A paper of the list.
    ///
    /// @param paper what runs it; null if that is not written yet
    public record Entry(Citation citation, Paper paper) {
        static Entry of(Paper paper) {
            return new Entry(paper.citation(), paper);
        }

        public boolean runnable() {
            return paper != null;
        }
    }

    private static final ReadingList STANDARD = new ReadingList(List.of(
            notYet(1, "transformer", "Attention Is All You Need", "Vaswani et al.", 2017, "1706.03762"),
            Entry.of(new RnnSearchPaper()),
            Entry.of(new FormalAlgorithmsPaper()),
            Entry.of(new GptPaper()),
            notYet(5, "transformers-everywhere", "Transformers (slides)", "Beyer", 2022, ""),
            notYet(
                    6,
                    "infinite-former",
                    "∞-former: Infinite Memory Transformer",
                    "Martins, Marinho, Martins",
                    2021,
                    "2109.00301"),
            notYet(
                    7,
                    "rmt",
                    "Scaling Transformer to 1M tokens and beyond with RMT",
                    "Bulatov, Kuratov, Burtsev",
                    2023,
                    "2304.11062"),
            notYet(
                    8,
                    "megabyte",
                    "MEGABYTE: Predicting Million-byte Sequences with Multiscale Transformers",
                    "Yu et al.",
                    2023,
                    "2305.07185"),
            notYet(
                    9,
                    "hyena",
                    "Hyena Hierarchy: Towards Larger Convolutional Language Models",
                    "Poli et al.",
                    2023,
                    "2302.10866"),
            notYet(
                    10,
                    "spqr",
                    "SpQR: A Sparse-Quantized Representation for Near-Lossless LLM Weight Compression",
                    "Dettmers et al.",
                    2023,
                    "2306.03078"),
            notYet(
                    11,
                    "leace",
                    "LEACE: Perfect linear concept erasure in closed form",
                    "Belrose et al.",
                    2023,
                    "2306.03819"),
            notYet(
                    12,
                    "symbol-tuning",
                    "Symbol tuning improves in-context learning in language models",
                    "Wei et al.",
                    2023,
                    "2305.08298"),
            notYet(
                    13,
                    "linkbert",
                    "LinkBERT: Pretraining Language Models with Document Links",
                    "Yasunaga, Leskovec, Liang",
                    2022,
                    "2203.15827"),
            notYet(
                    14,
                    "kosmos-1",
                    "Language Is Not All You Need: Aligning Perception with Language Models",
                    "Huang et al.",
                    2023,
                    "2302.14045"),
            notYet(
                    15,
                    "visual-chatgpt",
                    "Visual ChatGPT: Talking, Drawing and Editing with Visual Foundation Models",
                    "Wu et al.",
                    2023,
                    "2303.04671"),
            notYet(
                    16,
                    "looped-transformers",
                    "Looped Transformers as Programmable Computers",
                    "Giannou et al.",
                    2023,
                    "2301.13196")));

    public ReadingList {
        entries = List.copyOf(entries);
    }

    /// The whole list.
    public static ReadingList standard() {
        return STANDARD;
    }

    private static Entry notYet(int number, String name, String title, String authors, int year, String arxiv) {
        return new Entry(new Citation(number, name, title, authors, year, arxiv), null);
    }

    /// The papers that run.
    public List<Paper> runnable() {
        return entries.stream().filter(Entry::runnable).map(Entry::paper).toList();
    }

    /// The paper of that name.
    ///
    /// @throws IllegalArgumentException if there is none, or it does not run yet; lists those that do
    public Paper paper(String name) {
        var found = entries.stream()
                .filter(entry -> entry.citation().name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no paper '%s'%s; those that run are %s".formatted(name, suggestion(name), names(runnableNames())));
        }
        if (!found.get().runnable()) {
            throw new IllegalArgumentException("%s (%s) does not run yet; those that do are %s"
                    .formatted(name, found.get().citation().title(), names(runnableNames())));
        }
        return found.get().paper();
    }

    private String suggestion(String name) {
        var nearest = Spelling.nearest(
                name, entries.stream().map(it -> it.citation().name()).toList());
        return nearest.map(" (did you mean %s?)"::formatted).orElse("");
    }

    private Stream<String> runnableNames() {
        return runnable().stream().map(it -> it.citation().name());
    }

    private static String names(Stream<String> names) {
        return names.collect(Collectors.joining(", "));
    }
}
