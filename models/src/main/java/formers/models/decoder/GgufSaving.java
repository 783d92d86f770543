package formers.models.decoder;

import formers.models.checkpoint.CheckpointException;
import formers.models.gguf.GgufMetadata;
import formers.models.gguf.GgufWriter;
import formers.models.nn.Positions;
import formers.models.nn.RotaryScaling;
import formers.tensor.RotaryTable;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A decoder on its way into a GGUF file.
final class GgufSaving {

    private final GgufArchitecture architecture;
    private final DecoderConfig config;
    private final TensorNames names;
    private final WeightFormat format;
    private final ParameterValues values;
    private final GgufWriter writer = new GgufWriter();
    private final Map<String, List<Rows>> stacks = new LinkedHashMap<>(); // of one tensor of each expert
    // The parameter that is being written; often several tensors are made of it.
    private String held;
    private Tensor heldValues;

    /// Some rows of a parameter.
    ///
    /// @param first index of their first element
    private record Rows(String parameter, int first, Shape shape) {}

    private GgufSaving(
            GgufArchitecture architecture, DecoderConfig config, ParameterValues values, WeightFormat format) {
        this.architecture = architecture;
        this.config = config;
        this.values = values;
        this.names = architecture.names(config);
        this.format = format;
    }

    /// @param values of its parameters; they are read while the file is written
    /// @throws IllegalArgumentException if no architecture of GGUF files has the components of the decoder
    static GgufWriter of(Decoder decoder, ParameterValues values, WeightFormat format) {
        var family = Family.of(decoder);
        var architecture = Arrays.stream(GgufArchitecture.values())
                // One that is named after the family, where others could hold it too.
                .sorted(Comparator.comparing(it -> !it.family().equals(family)))
                .filter(it -> holds(it, decoder))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no architecture of GGUF files that is supported has the components of this decoder; supported are "
                                + GgufArchitecture.labels()));
        var saving = new GgufSaving(architecture, decoder.config(), values, format);
        saving.add(decoder);
        return saving.writer;
    }

    /// Whether metadata and tensors give the decoder back.
    private static boolean holds(GgufArchitecture architecture, Decoder decoder) {
        try {
            var config = toRun(factored(decoder.config()));
            var values = new LinkedHashMap<String, Object>();
            architecture.describe(config).forEach((key, value) -> values.put(key, asRead(value)));
            var factors = factors(config);
            var keys = new GgufKeys(
                    architecture.label(),
                    new GgufMetadata(Path.of("model.gguf"), values),
                    config.vocabulary(),
                    factors == null ? List.of() : factors.shortFactors(),
                    factors == null ? List.of() : factors.longFactors(),
                    tensors(architecture.names(config), decoder)::contains);
            return architecture.read(keys).equals(config);
        } catch (IllegalArgumentException | CheckpointException _) {
            return false; // the architecture lacks something of it, and says so
        }
    }

    /// @throws IllegalArgumentException if the table has no place for one of the parameters
    private static Set<String> tensors(TensorNames names, Decoder decoder) {
        return decoder.parameters().all().keySet().stream()
                .flatMap(parameter -> names.of(parameter).parts().stream())
                .map(TensorNames.Part::name)
                .collect(Collectors.toSet());
    }

    /// Without what is used in training alone, for which files have no keys.
    private static DecoderConfig toRun(DecoderConfig config) {
        return config.with(
                builder -> builder.dropout(0).feedForward(GgufExperts.usuallyBalanced(config.feedForward())));
    }

    private static Object asRead(Object value) {
        return switch (value) {
            case Integer number -> (long) number;
            case Float number -> (double) number;
            default -> value;
        };
    }

    /// Scaled angles that GGUF has no keys for are factors in a tensor.
    private static DecoderConfig factored(DecoderConfig config) {
        if (!(config.positions() instanceof Positions.Rotary rotary)
                || !(rotary.full().scaling() instanceof RotaryScaling.Llama3 scaling)) {
            return config;
        }
        double base = rotary.full().base();
        double[] plain = RotaryTable.frequencies(base, rotary.rotated());
        double[] scaled = scaling.frequencies(base, rotary.rotated(), config.context());
        var factors = new ArrayList<Double>();
        for (int i = 0; i < plain.length; i++) {
            factors.add((double) (float) (plain[i] / scaled[i]));
        }
        var angles = new Positions.Angles(base, new RotaryScaling.LongRope(factors, factors, config.context(), 1));
        return config.with(
                builder -> builder.positions(Positions.Rotary.of(rotary.pairing(), rotary.rotated(), angles)));
    }

    private static RotaryScaling.LongRope factors(DecoderConfig config) {
        return config.positions() instanceof Positions.Rotary rotary
                        && rotary.full().scaling() instanceof RotaryScaling.LongRope factors
                ? factors
                : null;
    }

    private void add(Decoder decoder) {
        var factored = factored(config);
        architecture.describe(factored).forEach(writer::metadata);
        writer.metadata("general.quantization_version", 2).metadata("general.file_type", GgufFormats.fileType(format));
        var factors = factors(factored);
        if (factors != null) {
            if (factors.shortFactors().equals(factors.longFactors())) {
                addFactors(GgufNames.ANGLES, factors.shortFactors());
            } else {
                addFactors(GgufNames.SHORT_ANGLES, factors.shortFactors());
                addFactors(GgufNames.LONG_ANGLES, factors.longFactors());
            }
        }
        decoder.parameters().all().keySet().forEach(this::addParameter);
        stacks.forEach(this::addStack);
    }

    private void addFactors(String name, List<Double> factors) {
        var extents = List.of((long) factors.size());
        writer.tensor(name, extents, WeightFormat.F32, (from, count, to) -> {
            for (int i = 0; i < count; i++) {
                to[i] = factors.get((int) from + i).floatValue();
            }
        });
    }

    private void addParameter(String parameter) {
        var stored = names.of(parameter);
        var shape = values.shape(parameter);
        int row = 0;
        for (var part : stored.parts()) {
            int count = part.rows().count(config, shape.extent(0));
            int rowSize = shape.size() / shape.extent(0);
            var rows = new Rows(parameter, row * rowSize, shape.with(0, count));
            switch (stored.layout()) {
                case STACKED_ROWS ->
                    stacks.computeIfAbsent(part.name(), _ -> new ArrayList<>()).add(rows);
                case VECTOR -> add(part.name(), Shape.of(rows.shape.extent(-1)), rows);
                case AS_IS, ROWS -> add(part.name(), rows.shape, rows);
                case TRANSPOSED, HEADS, STACKED, STACKED_PAIRS ->
                    throw new IllegalStateException("not in GGUF files: " + stored);
            }
            row += count;
        }
    }

    private void add(String name, Shape shape, Rows rows) {
        var chosen = GgufFormats.of(format, name, shape.rank(), shape.extent(-1));
        writer.tensor(name, extents(shape), chosen, (from, count, to) -> read(rows, (int) from, count, to, 0));
    }

    /// The tensors of all experts, one after the other.
    private void addStack(String name, List<Rows> experts) {
        var each = experts.getFirst().shape;
        int size = each.size();
        var extents = new ArrayList<>(extents(each));
        extents.addFirst((long) experts.size());
        var chosen = each.rank() == 1 ? WeightFormat.F32 : GgufFormats.of(format, name, 3, each.extent(-1));
        writer.tensor(name, extents, chosen, (from, count, to) -> {
            for (int done = 0; done < count; ) {
                int within = (int) ((from + done) % size);
                int some = Math.min(count - done, size - within);
                read(experts.get((int) ((from + done) / size)), within, some, to, done);
                done += some;
            }
        });
    }

    private void read(Rows rows, int from, int count, float[] to, int at) {
        if (!rows.parameter.equals(held)) {
            heldValues = null; // so that there is room for the next
            heldValues = inTheirOrder(rows.parameter, values.read(rows.parameter));
            held = rows.parameter;
        }
        heldValues.read(rows.first + from, count, to, at);
    }

    private Tensor inTheirOrder(String parameter, Tensor tensor) {
        if (architecture.offsetNorms() && GgufSource.isNorm(parameter)) {
            var shifted = Tensor.wrap(tensor.toArray(), tensor.shape().extents());
            GgufSource.shift(shifted, 1);
            return shifted;
        }
        if (architecture.interleaved() && GgufSource.isProjection(parameter)) {
            return Tensor.wrap(
                    Matrices.picked(tensor.toArray(), GgufHeads.order(config)),
                    tensor.shape().extents());
        }
        return tensor;
    }

    private static List<Long> extents(Shape shape) {
        return Arrays.stream(shape.extents()).mapToObj(Long::valueOf).toList();
    }
}
