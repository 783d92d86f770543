package formers.generation.beam;

/// When the search for the targets of a source is over, if not at the maximum length. A beam of 1 is greedy
/// search, which is over when its prefix has ended.
public enum Stopping {
    /// As many hypotheses are finished as there are beams, and no prefix can become better than the worst of
    /// them: the result is that of [#AT_LIMIT], sooner.
    NONE_BETTER,

    /// As many hypotheses are finished as there are beams: faster, but a prefix that would have become the
    /// best may be lost.
    ENOUGH_FINISHED,

    /// No prefix is left.
    AT_LIMIT
}
