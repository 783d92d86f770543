/// The Transformer: translation by attention alone (Vaswani et al. 2017, arXiv:1706.03762), and T5, the same
/// network with other components (Raffel et al. 2020, arXiv:1910.10683).
package formers.models.translation.transformer;
