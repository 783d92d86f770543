package formers.models.decoder;

import formers.models.nn.Parameters;
import formers.tensor.packed.WeightFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A decoder whose weights stay in their files until they are written in another format, one after the other: that
/// takes as much memory as its largest matrix and one of each shape besides, in F32.
public final class StoredDecoder implements Closeable {

    private final Decoder decoder;
    private final Parameters.Source source;
    private final Closeable files;

    /// @param decoder without weights
    StoredDecoder(Decoder decoder, Parameters.Source source, Closeable files) {
        this.decoder = decoder;
        this.source = source;
        this.files = files;
    }

    public DecoderConfig config() {
        return decoder.config();
    }

    /// Number of scalar parameters.
    public long parameters() {
        return decoder.parameters().count();
    }

    /// Writes a GGUF file, as [GgufDecoders#save] does of a decoder in memory.
    ///
    /// @throws IllegalArgumentException if no architecture of GGUF files has its components
    public void saveGguf(Path file, WeightFormat format, Map<String, Object> metadata) throws IOException {
        GgufDecoders.save(decoder, ParameterValues.of(source), file, format, metadata);
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
