package formers.models.translation.rnnsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.ModelDirectory;
import formers.models.nn.Pass;
import formers.models.translation.SmallPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RnnSearchFilesTest {

    @TempDir
    private Path folder;

    static List<RnnSearchConfig> configurations() {
        return RnnSearchModels.configurations();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void savedLoadedAndSavedAgainItHasTheSameBytes(RnnSearchConfig config) throws IOException {
        var model = RnnSearchModels.model(config);
        RnnSearchFiles.save(model, folder.resolve("first"));
        var loaded = RnnSearchFiles.load(folder.resolve("first"));
        assertThat(loaded.config()).isEqualTo(config);
        assertThat(loaded.logits(SmallPairs.batch(), Pass.plain()).toArray())
                .containsExactly(model.logits(SmallPairs.batch(), Pass.plain()).toArray());
        RnnSearchFiles.save(loaded, folder.resolve("second"));
        for (var file : List.of(ModelDirectory.CONFIG, ModelDirectory.WEIGHTS)) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "hidden_size" : 6       | "hidden_size" : 7       | decoder.recurrent.weight: expected [21, 7]
            "hidden_size" : 6       | "hidden_size" : 0       | hidden_size: expected an integer from 1
            "score" : "additive"    | "score" : "dot"         | alignment.score: expected one of additive, general, none
            "score" : "additive"    | "score" : "none"        | encoder.backward.recurrent.weight
            "readout" : "current"   | "readout" : "next"      | readout: expected one of current, previous
            "model_type" : "rnnsearch" | "model_type" : "gpt2" | model_type: expected one of rnnsearch
            "bos_token_id" : 1      | "bos_token_id" : 9      | mark begin must be an id below targetVocabulary 9
            """)
    void whatDoesNotFitIsNamed(String written, String changed, String message) throws IOException {
        RnnSearchFiles.save(RnnSearchModels.model(configurations().getFirst()), folder);
        var file = folder.resolve(ModelDirectory.CONFIG);
        var text = Files.readString(file);
        assertThat(text).contains(written);
        Files.writeString(file, text.replace(written, changed));
        assertThatThrownBy(() -> RnnSearchFiles.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDirectoryWithoutAModelIsToldApart() {
        assertThatThrownBy(() -> RnnSearchFiles.load(folder)).hasMessageContaining("not a model directory");
    }
}
