/// Scores of translations, as sacreBLEU 2.6 computes them (Post 2018, arXiv:1804.08771).
///
/// [formers.text.metrics.Bleu] and [formers.text.metrics.ChrF] compare lines with their
/// [formers.text.metrics.References]. Both count every line for itself ([formers.text.metrics.LineCounts])
/// and score sums of counts, so that parts of a test set and resamples of it
/// ([formers.text.metrics.PairedBootstrap]) need no second counting; [formers.text.metrics.BleuByLength]
/// asks for parts by the length of the source.
///
/// Lines are text as people write it: subwords joined, nothing tokenised. What is wrong with them is an
/// [formers.text.InputException].
package formers.text.metrics;
