package formers.papers;

import java.util.Locale;

/// How much time a run may take, on two cores.
public enum Budget {
    /// Under a minute: whether the claim's mechanism works at all.
    TINY,
    /// About ten minutes: the claim itself, small.
    SMALL,
    /// An hour or more: the claim with several seeds, or at a larger size.
    FULL;

    /// One of three settings.
    <T> T of(T tiny, T small, T full) {
        return switch (this) {
            case TINY -> tiny;
            case SMALL -> small;
            case FULL -> full;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
