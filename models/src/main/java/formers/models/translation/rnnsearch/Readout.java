package formers.models.translation.rnnsearch;

/// Which state of the decoder the next word is read from.
public enum Readout {
    /// `s_i`, as in section 3.1 and in later toolkits.
    CURRENT,
    /// `s_{i−1}`, as in appendix A.2.2.
    PREVIOUS
}
