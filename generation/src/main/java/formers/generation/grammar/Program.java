package formers.generation.grammar;

import java.util.List;

/// A compiled grammar.
///
/// @param start where reading begins
record Program(List<Instruction> code, int start) {

    Instruction at(int place) {
        return code.get(place);
    }

    /// A number for every byte, the same for bytes that no instruction tells apart; numbers are `0..n-1`.
    int[] byteClasses() {
        var cut = new boolean[257];
        for (var instruction : code) {
            if (instruction instanceof Instruction.Read(var bytes, var _)) {
                cut[bytes.first()] = true;
                cut[bytes.last() + 1] = true;
            }
        }
        var classes = new int[256];
        for (int b = 1; b < 256; b++) {
            classes[b] = classes[b - 1] + (cut[b] ? 1 : 0);
        }
        return classes;
    }
}
