package formers.models.translation.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.JsonConfig;
import formers.models.checkpoint.ModelDirectory;
import formers.models.checkpoint.Safetensors;
import formers.models.checkpoint.SafetensorsWriter;
import formers.models.checkpoint.TensorEntry;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.models.nn.Pass;
import formers.models.nn.SinusoidLayout;
import formers.models.translation.SmallPairs;
import formers.tensor.Gate;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransformerFilesTest {

    @TempDir
    private Path folder;

    private static TransformerConfig marian() {
        return Transformers.paper().with(it -> it.positions(new PositionEncoding.Sinusoidal(SinusoidLayout.HALVES, 0)));
    }

    private static TransformerConfig t5() {
        return Transformers.t5().with(it -> it.output(new Output.Tied(T5Kind.tiedScale(8), false)));
    }

    static List<TransformerConfig> configurations() {
        return Stream.of(
                        Transformers.configurations().stream(),
                        Stream.of(
                                marian(),
                                marian().with(it -> it.output(new Output.Tied(1, true))
                                        .vocabulary(new Vocabulary.Separate(10, 9), SmallPairs.MARKS)),
                                t5(),
                                t5().with(it -> it.feedForward(new FeedForward.Gated(Gate.GELU_TANH, 6))
                                        .output(new Output.Untied(false)))))
                .flatMap(it -> it)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void savedLoadedAndSavedAgainItHasTheSameBytes(TransformerConfig config) throws IOException {
        var model = Transformers.model(config);
        TransformerFiles.save(model, folder.resolve("first"));
        var loaded = TransformerFiles.load(folder.resolve("first"));
        assertThat(loaded.config()).isEqualTo(config);
        assertThat(loaded.logits(SmallPairs.batch(), Pass.plain()).toArray())
                .containsExactly(model.logits(SmallPairs.batch(), Pass.plain()).toArray());
        TransformerFiles.save(loaded, folder.resolve("second"));
        for (var file : List.of(ModelDirectory.CONFIG, ModelDirectory.WEIGHTS, ModelDirectory.GENERATION_CONFIG)) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }

    @Test
    void presetsAreModelsOfOthers() throws IOException {
        for (var name : List.of("transformer-nano", "t5-tiny")) {
            var preset = TransformerPresets.of(name).config();
            TransformerFiles.save(new Transformer(preset, Parameters.initialised(1)), folder);
            var type = JsonConfig.read(folder.resolve(ModelDirectory.CONFIG)).requireString("model_type");
            assertThat(type).isEqualTo(name.startsWith("t5") ? "t5" : "marian");
            assertThat(TransformerFiles.load(folder).config()).isEqualTo(preset);
        }
    }

    /// Every tensor that Hugging Face's Marian has, and none besides.
    @Test
    void namesOfMarian() throws IOException {
        TransformerFiles.save(Transformers.model(marian()), folder);
        var names = names(folder);
        assertThat(names)
                .hasSize(1 + 2 * 16 + 2 * 26)
                .contains(
                        "model.shared.weight",
                        "model.encoder.layers.1.self_attn.k_proj.bias",
                        "model.encoder.layers.0.self_attn_layer_norm.weight",
                        "model.decoder.layers.1.encoder_attn.out_proj.weight",
                        "model.decoder.layers.1.encoder_attn_layer_norm.bias",
                        "model.decoder.layers.0.fc1.weight",
                        "model.decoder.layers.0.final_layer_norm.weight");
        var json = Files.readString(folder.resolve(ModelDirectory.CONFIG));
        assertThat(json)
                .contains("\"model_type\" : \"marian\"", "\"decoder_start_token_id\" : 1", "\"d_model\" : 8")
                .contains("\"activation_function\" : \"relu\"", "\"scale_embedding\" : true");
    }

    private static List<String> names(Path folder) throws IOException {
        try (var file = Safetensors.open(folder.resolve(ModelDirectory.WEIGHTS))) {
            return file.entries().stream().map(TensorEntry::name).sorted().toList();
        }
    }

    /// An old file may hold the shared matrix once more under other names, and tables of sinusoids.
    @Test
    void copiesAndSinusoidsAreNotUnexpected() throws IOException {
        var model = Transformers.model(marian());
        TransformerFiles.save(model, folder);
        var writer = new SafetensorsWriter();
        var all = new TreeMap<>(model.parameters().all());
        all.put("lm_head.weight", all.get("model.shared.weight"));
        all.put("model.decoder.embed_tokens.weight", all.get("model.shared.weight"));
        all.put("model.encoder.embed_positions.weight", Tensor.zeros(20, 8));
        all.forEach(writer::tensor);
        writer.write(folder.resolve(ModelDirectory.WEIGHTS));
        assertSame(model);
        all.remove("model.shared.weight"); // whichever of the copies was kept
        var others = new SafetensorsWriter();
        all.forEach(others::tensor);
        others.write(folder.resolve(ModelDirectory.WEIGHTS));
        assertSame(model);
    }

    @Test
    void copiesAndUnusedScoresOfT5AreNotUnexpected() throws IOException {
        var model = Transformers.model(t5());
        TransformerFiles.save(model, folder);
        var writer = new SafetensorsWriter();
        FileTensors.write(model.parameters(), T5Names.of(model.config()), writer);
        for (var copy : List.of("encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight")) {
            writer.tensor(copy, model.parameters().all().get("model.shared.weight"));
        }
        writer.tensor("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight", Tensor.ones(4, 2));
        writer.write(folder.resolve(ModelDirectory.WEIGHTS));
        assertSame(model);
    }

    /// With any number or word of its configuration changed, a model is read or refused, nothing else.
    @ParameterizedTest
    @MethodSource("configurations")
    void whateverIsBrokenIsReadOrRefused(TransformerConfig config) throws IOException {
        TransformerFiles.save(Transformers.model(config), folder);
        var file = folder.resolve(ModelDirectory.CONFIG);
        var text = Files.readString(file);
        var values = Pattern.compile(" : ([^\\s,{\\[]+)");
        var replaced = List.of("0", "-1", "3", "1000", "16777216", "2147483647", "1e300", "\"x\"", "null", "true");
        for (var place = values.matcher(text); place.find(); ) {
            for (var value : replaced) {
                Files.writeString(file, text.substring(0, place.start(1)) + value + text.substring(place.end(1)));
                try {
                    TransformerFiles.load(folder);
                } catch (CheckpointException e) {
                    assertThat(e).hasMessageContaining(folder.toString());
                }
            }
        }
    }

    @Test
    void namesOfFairseq() throws IOException {
        var model = Transformers.model(Transformers.configurations().get(1));
        TransformerFiles.save(model, folder);
        var writer = new SafetensorsWriter();
        model.parameters().all().forEach((name, tensor) -> writer.tensor(name.replaceFirst("^model\\.", ""), tensor));
        writer.tensor(
                "decoder.output_projection.weight", model.parameters().all().get("model.decoder.embed_tokens.weight"));
        writer.tensor("encoder.version", Tensor.ones(1));
        writer.write(folder.resolve(ModelDirectory.WEIGHTS));
        assertSame(model);
    }

    @Test
    void namesOfTorch() throws IOException {
        var model = Transformers.model(Transformers.configurations().get(2));
        TransformerFiles.save(model, folder);
        var all = model.parameters().all();
        var writer = new SafetensorsWriter();
        all.forEach((name, tensor) -> {
            boolean decoder = name.startsWith("model.decoder");
            var theirs = name.replaceFirst("^model\\.", "")
                    .replace("encoder_attn.", "multihead_attn.")
                    .replace("fc", "linear")
                    .replace("self_attn_layer_norm", "norm1")
                    .replace("encoder_attn_layer_norm", "norm2")
                    .replace("final_layer_norm", decoder ? "norm3" : "norm2")
                    .replace("layer_norm", "norm");
            if (name.contains("q_proj")) {
                var joined = Tensor.concat(
                        0,
                        tensor,
                        all.get(name.replace("q_proj", "k_proj")),
                        all.get(name.replace("q_proj", "v_proj")));
                writer.tensor(theirs.replace("q_proj.", "in_proj_"), joined);
            } else if (!name.contains("k_proj") && !name.contains("v_proj")) {
                writer.tensor(theirs, tensor);
            }
        });
        writer.write(folder.resolve(ModelDirectory.WEIGHTS));
        assertThat(names(folder)).contains("decoder.layers.0.multihead_attn.in_proj_bias", "encoder.norm.weight");
        assertSame(model);
    }

    private void assertSame(Transformer model) throws IOException {
        assertThat(TransformerFiles.load(folder)
                        .logits(SmallPairs.batch(), Pass.plain())
                        .toArray())
                .containsExactly(model.logits(SmallPairs.batch(), Pass.plain()).toArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "d_model" : 8            | "d_model" : 10           | model.shared.weight: expected [10, 10]
            "d_model" : 8            | "d_model" : 9            | width 9 must be a multiple of its heads, found 2
            "encoder_layers" : 2     | "encoder_layers" : 3     | missing [model.encoder.layers.2.self_attn.q_proj.weight [8, 8]
            "encoder_layers" : 2     | "encoder_layers" : 1     | unexpected [model.encoder.layers.1.
            "encoder_layers" : 2     | "encoder_layers" : 0     | encoder_layers: expected an integer from 1
            "decoder_attention_heads" : 2 | "decoder_attention_heads" : 4 | expected the same in both stacks
            "normalize_before" : false | "normalize_before" : true | normalize_before: a Marian model has false, found true
            "activation_function" : "relu" | "activation_function" : "sine" | activation 'sine' is not known
            "model_type" : "marian"  | "model_type" : "bart"    | model_type: expected one of marian, t5, mt5, formers-transformer
            "eos_token_id" : 2,      | "eos_token_id" : 10,     | mark end must be an id of the target vocabulary, below 10
            """)
    void whatDoesNotFitIsNamed(String written, String changed, String message) throws IOException {
        TransformerFiles.save(Transformers.model(marian()), folder);
        assertRefused(written, changed, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "d_kv" : 3          | "d_kv" : 5                        | encoder.block.0.layer.0.SelfAttention.q.weight: expected [10, 8], found [6, 8]
            "relu"              | "gated-gelu"                      | encoder.block.0.layer.1.DenseReluDense.wi_0.weight + encoder.block.0.layer.1.DenseReluDense.wi_1.weight [24, 8]
            "relu"              | "gated-tanh"                      | feed_forward_proj: expected an activation, or gated-gelu
            "num_heads" : 2     | "num_heads" : 16777216            | SelfAttention.q.weight: expected [50331648, 8]
            "relative_attention_num_buckets" : 4 | "relative_attention_num_buckets" : 7 | found 7 buckets
            """)
    void whatDoesNotFitT5IsNamed(String written, String changed, String message) throws IOException {
        TransformerFiles.save(Transformers.model(t5()), folder);
        assertRefused(written, changed, message);
    }

    private void assertRefused(String written, String changed, String message) throws IOException {
        var file = folder.resolve(ModelDirectory.CONFIG);
        var text = Files.readString(file);
        assertThat(text).contains(written);
        Files.writeString(file, text.replace(written, changed));
        assertThatThrownBy(() -> TransformerFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDirectoryWithoutAModelIsToldApart() {
        assertThatThrownBy(() -> TransformerFiles.load(folder)).hasMessageContaining("not a model directory");
        assertThat(TransformerFiles.reads("marian")).isTrue();
        assertThat(TransformerFiles.reads("gpt2")).isFalse();
    }
}
