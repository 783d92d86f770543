package formers.models.decoder;

import formers.models.gguf.GgufMetadata;
import formers.models.gguf.GgufWriter;
import formers.models.nn.Positions;
import formers.models.nn.RotaryScaling;
import formers.tensor.RotaryTable;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// A decoder on its way into a GGUF file.
final class GgufSaving {

    private final GgufArchitecture architecture;
    private final DecoderConfig config;
    private final WeightFormat format;
    private final GgufWriter writer = new GgufWriter();

    private GgufSaving(GgufArchitecture architecture, DecoderConfig config, WeightFormat format) {
        this.architecture = architecture;
        this.config = config;
        this.format = format;
    }

    /// @throws IllegalArgumentException if no architecture of GGUF files has the components of the decoder
    static GgufWriter of(Decoder decoder, WeightFormat format) {
        var config = decoder.config();
        var architecture = Arrays.stream(GgufArchitecture.values())
                .filter(it -> holds(it, config))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no architecture of GGUF files that is supported has the components of this decoder; supported are "
                                + Arrays.stream(GgufArchitecture.values())
                                        .map(GgufArchitecture::label)
                                        .collect(Collectors.joining(", "))));
        var saving = new GgufSaving(architecture, config, format);
        saving.add(decoder);
        return saving.writer;
    }

    /// Whether the metadata give the decoder back.
    private static boolean holds(GgufArchitecture architecture, DecoderConfig config) {
        try {
            var values = new LinkedHashMap<String, Object>();
            var factored = factored(config);
            architecture.describe(factored).forEach((key, value) -> values.put(key, asRead(value)));
            var factors = factors(factored);
            var keys = new GgufKeys(
                    architecture.label(),
                    new GgufMetadata(Path.of("model.gguf"), values),
                    config.vocabulary(),
                    factors == null ? List.of() : factors.shortFactors(),
                    factors == null ? List.of() : factors.longFactors());
            var read = architecture.read(keys, config.tied(), config.biases().qkv());
            return read.equals(factored.with(builder -> builder.dropout(0)));
        } catch (IllegalArgumentException _) {
            return false;
        }
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
        decoder.parameters().all().forEach((name, tensor) -> add(name, tensor.detach()));
    }

    private void addFactors(String name, List<Double> factors) {
        var values = new float[factors.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = factors.get(i).floatValue();
        }
        add(name, WeightFormat.F32, Tensor.wrap(values, values.length));
    }

    private void add(String parameter, Tensor tensor) {
        var stored = architecture.names().of(parameter);
        var values = inTheirOrder(parameter, tensor);
        int row = 0;
        for (var part : stored.parts()) {
            int end = row + part.rows().count(config, values.extent(0));
            var rows = stored.parts().size() == 1 ? values : values.slice(0, row, end);
            add(part.name(), GgufFormats.of(format, part.name(), rows.rank(), rows.extent(-1)), rows);
            row = end;
        }
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

    private void add(String name, WeightFormat chosen, Tensor tensor) {
        var extents =
                Arrays.stream(tensor.shape().extents()).mapToObj(Long::valueOf).toList();
        writer.tensor(name, extents, chosen, (from, count, to) -> tensor.read((int) from, count, to, 0));
    }
}
