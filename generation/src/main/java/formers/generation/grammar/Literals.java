package formers.generation.grammar;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Many given texts as alternatives: beginnings that they share are read once, so that a text has one reading
/// however many there are, and endings that they share are there once (the minimal automaton of Daciuk et al.
/// 2000, *Incremental Construction of Minimal Acyclic Finite-State Automata*, section 3).
final class Literals {

    private final ToIntFunction<Instruction> program;
    private final int next;
    private final Map<Instruction, Integer> places = new HashMap<>();

    /// Where reading goes on from each beginning of the last text: from none of it, from its first byte …
    private final List<List<Integer>> open = new ArrayList<>();

    /// @param program takes an instruction and tells its place
    /// @param next    where reading goes on behind the texts
    Literals(ToIntFunction<Instruction> program, int next) {
        this.program = program;
        this.next = next;
    }

    /// The bytes of an expression that has one text and no rules.
    static Optional<byte[]> bytes(Expression expression) {
        if (expression instanceof Expression.Chars character) {
            return bytes(List.of(character));
        }
        return expression instanceof Expression.Sequence(var parts) ? bytes(parts) : Optional.empty();
    }

    private static Optional<byte[]> bytes(List<Expression> characters) {
        var bytes = ByteBuffer.allocate(4 * characters.size());
        for (var part : characters) {
            if (!(part instanceof Expression.Chars(var set)) || !set.isSingle()) {
                return Optional.empty();
            }
            for (var range : Utf8Ranges.of(set).getFirst()) {
                bytes.put((byte) range.first());
            }
        }
        return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /// Where to begin to read any one of the texts.
    int compile(List<byte[]> texts) {
        var sorted = new ArrayList<>(texts);
        sorted.sort(Arrays::compareUnsigned);
        open.add(new ArrayList<>());
        byte[] last = {};
        for (byte[] text : sorted) {
            int common = Arrays.mismatch(last, text);
            if (common < 0 && text != sorted.getFirst()) {
                continue; // the same text again
            }
            close(last, Math.max(0, common));
            while (open.size() <= text.length) {
                open.add(new ArrayList<>());
            }
            open.get(text.length).add(next);
            last = text;
        }
        close(last, 0);
        return fork(open.getFirst());
    }

    /// What follows longer beginnings than the first `length` bytes of a text is complete: no more texts begin
    /// so.
    private void close(byte[] text, int length) {
        for (int end = text.length; end > length; end--) {
            int value = text[end - 1] & 0xFF;
            int place = fork(open.remove(end));
            open.get(end - 1).add(place(new Instruction.Read(new ByteRange(value, value), place)));
        }
    }

    private int fork(List<Integer> targets) {
        return targets.size() == 1 ? targets.getFirst() : place(new Instruction.Fork(List.copyOf(targets)));
    }

    private int place(Instruction instruction) {
        return places.computeIfAbsent(instruction, program::applyAsInt);
    }
}
