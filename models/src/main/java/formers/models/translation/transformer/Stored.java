package formers.models.translation.transformer;

import java.util.Arrays;
import java.util.List;

/// One way in which files hold a parameter: pieces of rows, first rows first.
record Stored(List<Piece> pieces) {

    /// Some rows of a tensor of the file.
    ///
    /// @param part which of `parts` equal parts of its rows
    record Piece(String name, int part, int parts) {}

    /// A tensor of its own.
    static Stored whole(String name) {
        return new Stored(List.of(new Piece(name, 0, 1)));
    }

    /// Equal parts of it are tensors.
    static Stored joined(String... names) {
        return new Stored(
                Arrays.stream(names).map(name -> new Piece(name, 0, 1)).toList());
    }

    /// One of `parts` equal parts of a larger tensor.
    static Stored part(String name, int part, int parts) {
        return new Stored(List.of(new Piece(name, part, parts)));
    }
}
