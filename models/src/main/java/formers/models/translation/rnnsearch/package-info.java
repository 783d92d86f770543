/// RNNsearch: translation by a recurrent network that learns to align (Bahdanau et al. 2015,
/// arXiv:1409.0473), and
/// the encoder-decoder without attention that it is compared with.
package formers.models.translation.rnnsearch;
