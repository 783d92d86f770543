package formers.generation.grammar;

import java.util.List;

/// One step of a compiled grammar. Numbers are places of other instructions.
sealed interface Instruction {

    /// Takes one byte.
    record Read(ByteRange bytes, int next) implements Instruction {}

    /// Goes on at all of them.
    record Fork(List<Integer> targets) implements Instruction {}

    /// Goes through a rule, and on behind it.
    record Call(int rule, int next) implements Instruction {}

    /// Goes through a body as many times as is counted on the stack, so that a large number costs no more
    /// instructions than a small one. The body takes at least one byte.
    record Count(int body, int next, int min, int max) implements Instruction {}

    /// The end of a rule, of a counted body or of the text: the stack knows.
    record Return() implements Instruction {}
}
