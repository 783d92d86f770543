package formers.benchmarks.decode;

import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Another engine. It runs in a process of its own; those that Maven's profile `peers` brings are found as services.
interface Peer {

    String name();

    /// The command that starts it on a model: it takes its turns as [PeerProcess] says.
    ///
    /// @return nothing if the peer has no such format, or is not on this machine
    Optional<List<String>> command(ModelFiles files, WeightFormat format, Task task) throws IOException;
}
