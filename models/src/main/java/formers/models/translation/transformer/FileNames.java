package formers.models.translation.transformer;

import java.util.List;

/// Where a kind of files keeps our parameters.
interface FileNames {

    /// How `parameter` may be stored; the way we write it first. Of several ways that a file has, one is read
    /// and the others are copies.
    List<Stored> of(String parameter);

    /// Whether a tensor of a file is no parameter of ours.
    boolean ignores(String name);
}
