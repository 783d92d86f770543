package formers.generation.grammar;

import java.util.Objects;

/// One way to read a text so far: the instruction that comes next, and what comes behind it.
///
/// @param stack null if nothing does
record Reading(int place, Frame stack) implements Comparable<Reading> {

    @Override
    public int hashCode() {
        return place * 0x9E3779B1 + Objects.hashCode(stack);
    }

    /// Any order will do that mostly gives sets of readings found in different orders the same list.
    @Override
    public int compareTo(Reading other) {
        int order = Integer.compare(place, other.place);
        return order != 0 ? order : Integer.compare(Objects.hashCode(stack), Objects.hashCode(other.stack));
    }
}
