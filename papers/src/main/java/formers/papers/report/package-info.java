/// What a paper's run found, and how it is shown: measurements beside the paper's own numbers and a
/// baseline's, curves, alignments, tables, as a page, as JSON and as CSV.
package formers.papers.report;
