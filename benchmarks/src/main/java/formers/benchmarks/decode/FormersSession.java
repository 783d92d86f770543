package formers.benchmarks.decode;

import formers.models.decoder.Decoder;
import formers.models.decoder.GgufDecoders;
import formers.models.nn.Pass;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/// Our side.
final class FormersSession implements Session {

    private final Decoder decoder;
    private Pass pass;

    FormersSession(Path gguf) throws IOException {
        decoder = GgufDecoders.loadAsStored(gguf);
    }

    @Override
    public void forget() {
        pass = Pass.continuing(decoder.newCache(1));
    }

    @Override
    public void read(int[] ids) {
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            var hidden = decoder.hidden(Tensor.ofInts(ids, 1, ids.length), pass);
            decoder.logits(hidden.slice(1, ids.length - 1, ids.length)).toArray();
        }
    }

    @Override
    public void write(int id) {
        try (var _ = Tensor.withoutGradients();
                var _ = Scope.open()) {
            decoder.logits(Tensor.ofInts(new int[] {id}, 1, 1), pass).toArray();
        }
    }
}
