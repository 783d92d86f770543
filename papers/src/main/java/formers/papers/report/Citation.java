package formers.papers.report;

/// A paper of the reading list.
///
/// @param number  its place in the reading list, from 1
/// @param name    what the command calls it: `rnnsearch`
/// @param title   as printed
/// @param authors as people cite them
/// @param year    of its first version
/// @param arxiv   its arXiv identifier; empty where there is none
public record Citation(int number, String name, String title, String authors, int year, String arxiv) {

    /// `Bahdanau, Cho, Bengio (2014), arXiv:1409.0473`.
    public String reference() {
        return "%s (%d)%s".formatted(authors, year, arxiv.isEmpty() ? "" : ", arXiv:" + arxiv);
    }
}
