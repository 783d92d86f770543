package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.checkpoint.CheckpointException;
import formers.models.gguf.GgufFile;
import formers.models.gguf.GgufWriter;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.Positions;
import formers.models.nn.RotaryScaling;
import formers.models.nn.Windows;
import formers.models.testing.RecordedLogits;
import formers.models.testing.TinyCheckpoint;
import formers.models.testing.TinyCheckpoints;
import formers.tensor.ElementType;
import formers.tensor.Gate;
import formers.tensor.RotaryTable;
import formers.tensor.Tensor;
import formers.tensor.packed.WeightFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufDecodersTest {

    private static final int MUTATIONS = 800;

    @TempDir
    private static Path originals;

    @TempDir
    private Path folder;

    /// A decoder that GGUF has an architecture for.
    private record Original(String name, Decoder decoder) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Tiny decoders of every architecture.
    private static Stream<Original> originals() {
        var read = TinyCheckpoints.all().stream()
                .map(GgufDecodersTest::asPublished)
                .map(checkpoint -> new Original(checkpoint.name(), loaded(checkpoint)));
        var made = Decoders.ofGguf().keySet().stream().map(name -> new Original(name, tiny(name)));
        return Stream.concat(read, made).filter(original -> canBeSaved(original.decoder()));
    }

    private static Decoder loaded(TinyCheckpoint checkpoint) {
        try {
            var place = Files.createTempDirectory(originals, "tiny");
            checkpoint.write(place);
            return DecoderFiles.load(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decoder tiny(String name) {
        var config = Decoders.ofGguf().get(name);
        return config == null ? loaded(TinyCheckpoints.named(name)) : made(config);
    }

    /// With biases and scales of norms that differ, unlike those of a new decoder.
    private static Decoder made(DecoderConfig config) {
        var decoder = new Decoder(config, Parameters.initialised(7));
        decoder.parameters().all().forEach((name, tensor) -> {
            if (tensor.rank() == 1) {
                var values = tensor.toArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] += 0.3f * (float) Math.sin(name.length() + 2 * i);
                }
                tensor.set(values);
            }
        });
        return decoder;
    }

    /// GGUF has no keys for what all published models of a line have in common.
    private static TinyCheckpoint asPublished(TinyCheckpoint checkpoint) {
        var config = checkpoint.config();
        var published = config.has("query_pre_attn_scalar")
                ? checkpoint.with(
                        "query_pre_attn_scalar", config.path("head_dim").asString())
                : checkpoint;
        var windowed = "\"sliding_attention\",".repeat(5);
        return switch (config.path("model_type").asString("")) {
            case "gemma3_text" ->
                published
                        .with("layer_types", "[" + windowed + "\"full_attention\"]")
                        .with("num_hidden_layers", "6");
            case "smollm3" ->
                published
                        .with("layer_types", "null")
                        .with("no_rope_layers", "[1,1,1,0]")
                        .with("num_hidden_layers", "4");
            default -> published;
        };
    }

    private static boolean canBeSaved(Decoder decoder) {
        try {
            GgufSaving.of(decoder, ParameterValues.of(decoder), WeightFormat.F32);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private Path saved(Decoder decoder, WeightFormat format) throws IOException {
        var file = folder.resolve("model.gguf");
        GgufDecoders.save(decoder, file, format, Map.of());
        return file;
    }

    /// The file with other metadata and without some tensors, in F32.
    private Path changed(Path file, Map<String, Object> metadata, Predicate<String> kept) throws IOException {
        var read = GgufFile.open(file);
        var writer = new GgufWriter();
        read.metadata().values().forEach(writer::metadata);
        metadata.forEach(writer::metadata);
        var tensors = new GgufTensors(read);
        for (var tensor : read.tensors()) {
            if (kept.test(tensor.name())) {
                add(writer, tensor.name(), tensor.extents(), tensors.floats(tensor.name()));
            }
        }
        var changed = folder.resolve("changed.gguf");
        writer.write(changed);
        return changed;
    }

    private static void add(GgufWriter writer, String name, List<Long> extents, float[] values) {
        writer.tensor(
                name,
                extents,
                WeightFormat.F32,
                (from, count, to) -> System.arraycopy(values, (int) from, to, 0, count));
    }

    /// GGUF keeps no factors but those in a tensor of floats, and scales of norms with 1 added.
    private static boolean isKeptExactly(Decoder decoder) {
        var config = decoder.config();
        return !(config.norm() instanceof Norm.OffsetRms)
                && !(config.positions() instanceof Positions.Rotary rotary
                        && rotary.full().scaling() instanceof RotaryScaling.Llama3);
    }

    private static float[] scores(Decoder decoder) {
        int[] ids = RecordedLogits.ids();
        return decoder.logits(Tensor.ofInts(ids, 1, ids.length), Pass.plain()).toArray();
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void everyArchitectureIsAmongThem() throws IOException {
        var found = new HashSet<String>();
        for (var original : originals().toList()) {
            var file = saved(original.decoder(), WeightFormat.F32);
            found.add(GgufFile.open(file).metadata().requireString("general.architecture"));
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(Stream.of(GgufArchitecture.values())
                        .map(GgufArchitecture::label)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("originals")
    void whatIsSavedIsTheSameDecoder(Original original) throws IOException {
        var decoder = original.decoder();
        float[] expected = scores(decoder);
        var file = saved(decoder, WeightFormat.F32);
        var read = GgufDecoders.load(file);
        if (isKeptExactly(decoder)) {
            assertThat(read.config()).isEqualTo(decoder.config().withDropout(0));
            assertThat(scores(read)).isEqualTo(expected);
        } else {
            assertThat(scores(read)).containsExactly(expected, within(1e-5f * largest(expected)));
        }
        assertThat(scores(GgufDecoders.loadAsStored(file)))
                .containsExactly(expected, within(1e-5f * largest(expected)));
    }

    @ParameterizedTest
    @MethodSource("originals")
    void writtenFromItsFilesItHasTheBytesThatItHasWrittenFromMemory(Original original) throws IOException {
        var directory = folder.resolve("directory");
        DecoderFiles.save(original.decoder(), directory);
        var packed = saved(original.decoder(), WeightFormat.F16);
        var fromMemory = folder.resolve("memory.gguf");
        var fromFiles = folder.resolve("files.gguf");
        for (var format : List.of(WeightFormat.F32, WeightFormat.Q8_0)) {
            GgufDecoders.save(DecoderFiles.load(directory), fromMemory, format, Map.of("general.name", "x"));
            try (var stored = DecoderFiles.open(directory)) {
                assertThat(stored.config())
                        .isEqualTo(DecoderFiles.load(directory).config());
                stored.saveGguf(fromFiles, format, Map.of("general.name", "x"));
            }
            assertThat(fromFiles).hasSameBinaryContentAs(fromMemory);
            GgufDecoders.save(GgufDecoders.load(packed), fromMemory, format, Map.of());
            try (var stored = GgufDecoders.open(packed)) {
                stored.saveGguf(fromFiles, format, Map.of());
            }
            assertThat(fromFiles).hasSameBinaryContentAs(fromMemory);
        }
    }

    /// Large ones are made floats some rows at a time.
    @Test
    void aLargeMatrixIsReadWhole() throws IOException {
        var decoder = made(Decoders.llama().with(builder -> builder.vocabulary(70_000)));
        float[] expected = decoder.parameters().all().get("tokens").toArray();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Float.float16ToFloat(Float.floatToFloat16(expected[i]));
        }
        var read = GgufDecoders.load(saved(decoder, WeightFormat.F16));
        assertThat(expected).hasSizeGreaterThan(1 << 20);
        assertThat(read.parameters().all().get("tokens").toArray()).isEqualTo(expected);
    }

    @Test
    void whatIsMissingIsNamedBeforeAnythingIsRead() throws IOException {
        var file = saved(made(Decoders.llama()), WeightFormat.F32);
        var without = changed(file, Map.of(), name -> !name.equals("blk.0.ffn_down.weight"));
        assertThatThrownBy(() -> GgufDecoders.open(without))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("blk.0.ffn_down.weight");
        var directory = folder.resolve("directory");
        DecoderFiles.save(made(Decoders.gpt2()), directory);
        Files.copy(folder.resolve("directory/config.json"), folder.resolve("gpt2.json"));
        DecoderFiles.save(made(Decoders.llama()), directory);
        Files.copy(folder.resolve("gpt2.json"), directory.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> DecoderFiles.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("the weights do not fit config.json (gpt2)");
    }

    @ParameterizedTest
    @MethodSource("originals")
    void packedItScoresAsItsValuesDo(Original original) throws IOException {
        for (var format : List.of(WeightFormat.F16, WeightFormat.Q8_0, WeightFormat.Q4_0)) {
            var file = saved(original.decoder(), format);
            float[] expected = scores(GgufDecoders.load(file));
            var packed = GgufDecoders.loadAsStored(file);
            assertThat(packed.parameters().all().values()).anyMatch(tensor -> tensor.type() == ElementType.PACKED);
            assertScores(packed, expected, format);
        }
    }

    /// The same, but with codes of four bits, where products round what they multiply to bytes. Of experts half of
    /// the positions are held to what that does: a token near the edge between two may be sent to the other,
    /// which changes all behind it.
    private static void assertScores(Decoder packed, float[] expected, WeightFormat format) {
        float[] found = scores(packed);
        if (format != WeightFormat.Q4_0 && format != WeightFormat.Q4_K) {
            assertThat(found).containsExactly(expected, within(2e-5f * largest(expected)));
            return;
        }
        int positions = RecordedLogits.ids().length;
        int vocabulary = expected.length / positions;
        double[] distances = IntStream.range(0, positions)
                .mapToDouble(i -> distance(
                        Arrays.copyOfRange(found, i * vocabulary, (i + 1) * vocabulary),
                        Arrays.copyOfRange(expected, i * vocabulary, (i + 1) * vocabulary)))
                .sorted()
                .toArray();
        boolean experts = packed.config().feedForward() instanceof FeedForward.Experts;
        assertThat(distances[experts ? (positions - 1) / 2 : positions - 1]).isLessThan(experts ? 0.03 : 0.05);
    }

    /// How far vectors are apart, as a fraction of the second's length.
    private static double distance(float[] found, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(found[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / length);
    }

    @ParameterizedTest
    @MethodSource("originals")
    void readAsFloatsItIsAgainAModelOfItsFamily(Original original) throws IOException {
        var decoder = original.decoder();
        var again = GgufDecoders.load(saved(decoder, WeightFormat.F32));
        var copy = Files.createDirectory(folder.resolve("copy"));
        DecoderFiles.save(again, copy);
        float[] expected = scores(decoder);
        assertThat(scores(DecoderFiles.load(copy))).containsExactly(expected, within(1e-5f * largest(expected)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixtral", "qwen2moe", "qwen3_moe", "gpt_oss"})
    void everyMatrixOfExpertsStaysPacked(String name) throws IOException {
        var file = saved(tiny(name), WeightFormat.Q8_0);
        var experts = GgufFile.open(file).tensors().stream()
                .filter(tensor -> tensor.name().contains("_exps.weight"))
                .toList();
        assertThat(experts).hasSize(3 * 2).allSatisfy(tensor -> {
            assertThat(tensor.extents()).hasSize(3).first().isEqualTo(4L);
            // Rows that are not whole blocks get the next format that fits.
            assertThat(tensor.format())
                    .isEqualTo(tensor.extents().getLast() % 32 == 0 ? WeightFormat.Q8_0 : WeightFormat.F16);
        });
        assertThat(GgufDecoders.loadAsStored(file).parameters().all()).allSatisfy((parameter, tensor) -> {
            if (parameter.contains(".experts.") && parameter.endsWith(".weight")) {
                assertThat(tensor.type()).isEqualTo(ElementType.PACKED);
            }
        });
    }

    @Test
    void expertsOfWholeBlocksAreWrittenInBlocks() throws IOException {
        var expert = new FeedForward.Gated(Gate.SILU, 256);
        var config = DecoderConfig.of(96, 64, 1, 256)
                .feedForward(new FeedForward.Experts(3, FeedForward.Router.of(2), expert, 0))
                .norm(new Norm.Rms(1e-6f))
                .positions(Positions.Rotary.of(RotaryTable.Pairing.HALF, 64, 10_000))
                .biases(DecoderConfig.Biases.NONE)
                .build();
        for (var format : List.of(WeightFormat.Q4_0, WeightFormat.Q4_K, WeightFormat.Q6_K)) {
            var file = saved(made(config), format);
            assertThat(GgufFile.open(file).tensors())
                    .filteredOn(tensor -> tensor.name().contains("_exps"))
                    .hasSize(3)
                    .allMatch(tensor -> tensor.format() == format);
            assertThat(GgufFile.open(file).tensor("blk.0.ffn_gate_inp.weight").format())
                    .isEqualTo(WeightFormat.F32);
            float[] expected = scores(GgufDecoders.load(file));
            assertScores(GgufDecoders.loadAsStored(file), expected, format);
        }
    }

    /// Files of before 2024.
    @Test
    void expertsMayBeTensorsOfTheirOwn() throws IOException {
        var decoder = tiny("mixtral");
        var file = saved(decoder, WeightFormat.F32);
        var read = GgufFile.open(file);
        var tensors = new GgufTensors(read);
        var writer = new GgufWriter();
        read.metadata().values().forEach(writer::metadata);
        for (var tensor : read.tensors()) {
            var name = tensor.name();
            if (!name.contains("_exps")) {
                add(writer, name, tensor.extents(), tensors.floats(name));
                continue;
            }
            for (int e = 0; e < 4; e++) {
                add(writer, name.replace("_exps", "." + e), tensor.extents().subList(1, 3), tensors.floats(name, e));
            }
        }
        var older = folder.resolve("older.gguf");
        writer.write(older);
        assertThat(scores(GgufDecoders.load(older))).isEqualTo(scores(decoder));
    }

    @Test
    void missingExpertsAreListedOnce() throws IOException {
        var file = changed(
                saved(tiny("mixtral"), WeightFormat.F32), Map.of(), name -> !name.equals("blk.1.ffn_up_exps.weight"));
        assertThatThrownBy(() -> GgufDecoders.loadAsStored(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("missing [blk.1.ffn_up_exps.weight [160, 32]], unexpected []");
    }

    @Test
    void expertsMustBeAsManyAsTheMetadataSay() throws IOException {
        var saved = saved(tiny("qwen3_moe"), WeightFormat.F32);
        var file = changed(saved, Map.of("qwen3moe.expert_count", 5L), _ -> true);
        assertThatThrownBy(() -> GgufDecoders.load(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected 5 experts, one after the other, found shape [4, 24, 32]");
        var greedy = changed(saved, Map.of("qwen3moe.expert_used_count", 9L), _ -> true);
        assertThatThrownBy(() -> GgufDecoders.load(greedy))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("qwen3moe.expert_used_count: expected an integer from 1 to 4, found 9");
        var absurd = changed(saved, Map.of("qwen3moe.expert_count", 1L << 40), _ -> true);
        assertThatThrownBy(() -> GgufDecoders.load(absurd))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("qwen3moe.expert_count: expected an integer from 1 to 65536");
    }

    /// Whatever stands in a header, the file is read or refused with the exception that says why.
    @ParameterizedTest
    @ValueSource(strings = {"mixtral", "qwen2moe", "gpt_oss", "cohere2"})
    void changedHeadersAreReadOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(saved(tiny(name), WeightFormat.F32));
        int header = whole.length
                - (int) GgufFile.open(folder.resolve("model.gguf")).tensors().stream()
                        .mapToLong(tensor -> tensor.data().byteSize())
                        .sum();
        var random = new Random(5);
        var file = folder.resolve("damaged.gguf");
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(header)] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
            }
            Files.write(file, bytes);
            try {
                GgufDecoders.loadAsStored(file);
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("damaged.gguf");
            }
        }
    }

    @Test
    void layersWithAWindowMayBeListed() throws IOException {
        var saved = saved(tiny("gpt_oss"), WeightFormat.F32);
        var pattern = "gpt-oss.attention.sliding_window_pattern";
        var file = changed(saved, Map.of(pattern, List.of(false, true)), _ -> true);
        assertThat(GgufDecoders.load(file).config().attention().windows()).isEqualTo(Windows.repeating(0, 4));
        var everywhere = changed(saved, Map.of(pattern, 0), _ -> true);
        assertThat(GgufDecoders.load(everywhere).config().attention().windows()).isEqualTo(Windows.repeating(4));
        var few = changed(saved, Map.of(pattern, List.of(true)), _ -> true);
        assertThatThrownBy(() -> GgufDecoders.load(few))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected one for each of 2 layers, found 1");
    }

    @Test
    void whatLlamaCppCannotRunIsNotWritten() {
        var untied = DecoderConfig.of(96, 16, 1, 8)
                .feedForward(new FeedForward.Gated(Gate.SILU, 16))
                .norm(new Norm.Layer(1e-5f, true))
                .positions(Positions.Rotary.of(RotaryTable.Pairing.HALF, 4, 10_000))
                .biases(DecoderConfig.Biases.NONE)
                .output(DecoderConfig.Output.UNTIED)
                .build();
        assertThat(canBeSaved(new Decoder(untied, Parameters.initialised(1)))).isTrue();
        assertThat(canBeSaved(new Decoder(untied.withTied(true), Parameters.initialised(1))))
                .isFalse();
    }

    @Test
    void whatDoesNotFitIsListed() throws IOException {
        var file = folder.resolve("model.gguf");
        new GgufWriter()
                .metadata("general.architecture", "llama")
                .metadata("llama.context_length", 32)
                .metadata("llama.embedding_length", 8)
                .metadata("llama.block_count", 1)
                .metadata("llama.feed_forward_length", 16)
                .metadata("llama.attention.head_count", 2)
                .tensor("token_embd.weight", List.of(10L, 8L), WeightFormat.F32, (_, _, _) -> {})
                .tensor("blk.0.attn_q.weight", List.of(9L, 8L), WeightFormat.F32, (_, _, _) -> {})
                .tensor("extra.weight", List.of(8L), WeightFormat.F32, (_, _, _) -> {})
                .write(file);
        assertThatThrownBy(() -> GgufDecoders.loadAsStored(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("blk.0.attn_k.weight")
                .hasMessageContaining("output_norm.weight")
                .hasMessageContaining("unexpected [")
                .hasMessageContaining("extra.weight");
    }

    @Test
    void otherArchitecturesAreRefusedByName() throws IOException {
        var file = folder.resolve("model.gguf");
        new GgufWriter().metadata("general.architecture", "mamba").write(file);
        assertThatThrownBy(() -> GgufDecoders.loadAsStored(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'mamba' is not supported; supported are llama, qwen2");
    }

    @Test
    void decodersThatGgufHasNoArchitectureForAreRefused() {
        var config = DecoderConfig.of(96, 16, 1, 8)
                .positions(new Positions.Relative())
                .build();
        var decoder = new Decoder(config, Parameters.initialised(1));
        assertThatThrownBy(() -> GgufDecoders.save(decoder, folder.resolve("m.gguf"), WeightFormat.F16, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("supported are llama");
    }
}
