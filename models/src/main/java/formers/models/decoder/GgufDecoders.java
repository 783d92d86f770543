package formers.models.decoder;

import formers.models.checkpoint.CheckpointException;
import formers.models.gguf.GgufFile;
import formers.models.nn.Parameters;
import formers.models.nn.Positions;
import formers.tensor.RotaryTable.Pairing;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Decoders in GGUF files.
public final class GgufDecoders {

    private GgufDecoders() {}

    /// Reads a decoder to run it: weights are used as they are stored.
    ///
    /// @throws CheckpointException if the file is damaged, its architecture is none of ours, or its tensors
    ///                             do not fit it: the message then lists all that are missing, unexpected or
    ///                             of another shape
    /// @throws IOException         if it cannot be read
    public static Decoder loadAsStored(Path file) throws IOException {
        return loadAsStored(GgufFile.open(file));
    }

    /// Reads a decoder of a file that is open, to run it.
    ///
    /// @throws CheckpointException as for its path
    public static Decoder loadAsStored(GgufFile file) {
        return load(file, true);
    }

    /// Reads a decoder as floats, to train it or to save it in another format.
    ///
    /// @throws CheckpointException as [#loadAsStored]
    public static Decoder load(Path file) throws IOException {
        return load(GgufFile.open(file), false);
    }

    /// Writes a decoder, most of its matrices in one format: F32, F16, BF16, Q8_0, Q4_0, Q4_K or Q6_K.
    ///
    /// @param metadata further pairs, such as those of the tokenizer
    /// @throws IllegalArgumentException if no architecture of GGUF files has its components
    public static void save(Decoder decoder, Path file, WeightFormat format, Map<String, Object> metadata)
            throws IOException {
        save(decoder, ParameterValues.of(decoder), file, format, metadata);
    }

    /// As the other, with values from elsewhere.
    static void save(
            Decoder decoder, ParameterValues values, Path file, WeightFormat format, Map<String, Object> metadata)
            throws IOException {
        var writer = GgufSaving.of(decoder, values, format);
        metadata.forEach(writer::metadata);
        writer.write(file);
    }

    /// Finds a decoder and leaves its weights where they are, to write them in another format.
    ///
    /// @throws CheckpointException as [#loadAsStored]
    public static StoredDecoder open(Path file) throws IOException {
        var found = find(GgufFile.open(file), false, Parameters::describing);
        return new StoredDecoder(found.decoder, found.source, () -> {});
    }

    private static Decoder load(GgufFile file, boolean asStored) {
        var found = find(file, asStored, asStored ? Parameters::readingAsStored : Parameters::reading);
        found.tensors.pack();
        return found.decoder;
    }

    private record Found(Decoder decoder, GgufTensors tensors, Parameters.Source source) {}

    private static Found find(GgufFile file, boolean asStored, Function<Parameters.Source, Parameters> parametersOf) {
        var architecture = architecture(file);
        try {
            var config = architecture.read(keys(file, architecture));
            if (asStored && architecture.interleaved()) {
                config = config.with(builder -> builder.positions(interleaved(builder.build())));
            }
            boolean apart = file.tensor(GgufNames.FIRST_EXPERT) != null;
            var names = apart ? GgufNames.EXPERTS_APART : architecture.names(config);
            var tensors = new GgufTensors(file);
            var renamed = new RenamedTensors(tensors, names, config);
            var source = new GgufSource(renamed, architecture, config, !asStored);
            var parameters = parametersOf.apply(source);
            var decoder = new Decoder(config, parameters, architecture.family());
            var report = parameters.report();
            if (!report.complete()) {
                throw new CheckpointException(
                        file.file(),
                        "the tensors do not fit the metadata (%s): %s".formatted(architecture.label(), report));
            }
            return new Found(decoder, tensors, source);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file.file(), e.getMessage(), e);
        }
    }

    private static Positions interleaved(DecoderConfig config) {
        var rotary = (Positions.Rotary) config.positions();
        return new Positions.Rotary(
                Pairing.INTERLEAVED, rotary.rotated(), rotary.full(), rotary.windowed(), rotary.unrotated());
    }

    private static GgufArchitecture architecture(GgufFile file) {
        var label = file.metadata().requireString("general.architecture");
        return Arrays.stream(GgufArchitecture.values())
                .filter(it -> it.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        file.file(),
                        "general.architecture: '%s' is not supported; supported are %s"
                                .formatted(label, GgufArchitecture.labels())));
    }

    private static GgufKeys keys(GgufFile file, GgufArchitecture architecture) {
        var tokens = file.tensor("token_embd.weight");
        if (tokens == null || tokens.extents().size() != 2 || tokens.extents().getFirst() > ConfigKeys.VOCABULARY) {
            throw new CheckpointException(
                    file.file(),
                    "expected a matrix token_embd.weight with at most %d rows, found %s"
                            .formatted(ConfigKeys.VOCABULARY, tokens == null ? "none" : tokens.extents()));
        }
        var whole = angles(file, GgufNames.ANGLES);
        var few = whole.isEmpty() ? angles(file, GgufNames.SHORT_ANGLES) : whole;
        var many = whole.isEmpty() ? angles(file, GgufNames.LONG_ANGLES) : whole;
        return new GgufKeys(
                architecture.label(),
                file.metadata(),
                tokens.extents().getFirst().intValue(),
                few,
                many.isEmpty() ? few : many,
                name -> file.tensor(name) != null);
    }

    private static List<Double> angles(GgufFile file, String name) {
        var factors = new ArrayList<Double>();
        if (file.tensor(name) != null) {
            for (float factor : new GgufTensors(file).floats(name)) {
                factors.add((double) factor);
            }
        }
        return factors;
    }
}
