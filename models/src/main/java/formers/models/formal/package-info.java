/// The fifteen algorithms of Phuong and Hutter, *Formal Algorithms for Transformers* (2022,
/// arXiv:2207.09238), one Java method each, in double precision and with plain loops. It depends on
/// nothing: open it next to the paper, or hold a fast implementation against it.
///
/// | algorithms | class |
/// |---|---|
/// | 1 and 2 embedding, 7 unembedding | [Embedding][formers.models.formal.Embedding] |
/// | 3, 4 and 5 attention | [Attention][formers.models.formal.Attention] |
/// | 6 layer normalisation | [Normalization][formers.models.formal.Normalization] |
/// | 8 EDTransformer | [EncoderDecoder][formers.models.formal.EncoderDecoder] |
/// | 9 ETransformer | [Encoder][formers.models.formal.Encoder] |
/// | 10 DTransformer | [Decoder][formers.models.formal.Decoder] |
/// | 11 EDTraining, 12 ETraining, 13 DTraining | [Training][formers.models.formal.Training] |
/// | 14 DInference, 15 EDInference | [Inference][formers.models.formal.Inference] |
/// | the optimiser step, which the paper leaves out | [Optimizer][formers.models.formal.Optimizer] |
///
/// ## Notation
///
/// `X ∈ R^{d×ℓ}` is a `double[d][ℓ]`: **one column per token**, as in the paper. (Tensor libraries, ours
/// included, keep one row per token; weights `W ∈ R^{out×in}` are the same matrix in both worlds.) The
/// paper counts from 1, Java from 0: token ids are `0..N_V-1`, positions `0..ℓ_max-1`. `[A; B]` is stacked
/// vertically, `1ᵀ` is a row of ones, `⊙` multiplies element by element, `⟦P⟧` is 1 where P holds and 0
/// elsewhere.
///
/// | here | in the paper | is |
/// |---|---|---|
/// | `NV` | `N_V` | vocabulary size |
/// | `de` | `d_e` | width of an embedding, and of the residual stream |
/// | `lmax` | `ℓ_max` | longest sequence, in tokens |
/// | `L`, `H`, `dmlp`, `df` | `L`, `H`, `d_mlp`, `d_f` | layers, heads, widths inside the MLP and the BERT head |
/// | `We`, `Wp`, `Wu` | `W_e`, `W_p`, `W_u` | token embedding, positional embedding, unembedding |
/// | `gamma`, `beta` | `γ`, `β` | scale and offset of a layer normalisation |
///
/// Variables keep the paper's letters and capitals where Java's habit would be another.
package formers.models.formal;
