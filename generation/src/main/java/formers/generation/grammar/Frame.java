package formers.generation.grammar;

/// A stack of instructions to go on behind: the upper ones differ between readings, the lower ones are
/// shared.
final class Frame {

    /// A [Instruction.Call] or an [Instruction.Count].
    final int place;

    /// For a [Instruction.Count], rounds that are finished.
    final int count;

    /// The rest of the stack; null at the bottom.
    final Frame below;

    private final int hash;

    Frame(int place, int count, Frame below) {
        this.place = place;
        this.count = count;
        this.below = below;
        this.hash = (place * 31 + count) * 31 + (below == null ? 0 : below.hash * 17 + 1);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Frame frame)) {
            return false;
        }
        // A loop, because stacks are as deep as texts are nested; it ends where the two are one.
        var mine = this;
        while (mine != frame) {
            if (mine == null
                    || frame == null
                    || mine.hash != frame.hash
                    || mine.place != frame.place
                    || mine.count != frame.count) {
                return false;
            }
            mine = mine.below;
            frame = frame.below;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
