package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [HuggingFaceReference] against scores of Hugging Face's models.
class HuggingFaceReferenceTest {

    static List<TinyCheckpoint> recorded() {
        return TinyCheckpoints.all().stream()
                .filter(checkpoint -> checkpoint.recorded().isPresent())
                .toList();
    }

    /// The figures come from a float32 implementation, five decimals of them.
    @ParameterizedTest
    @MethodSource("recorded")
    void scoresAreTheRecordedOnes(TinyCheckpoint checkpoint) {
        var expected = checkpoint.recorded().orElseThrow();
        var found = RecordedLogits.of(checkpoint.reference().logits(RecordedLogits.ids()));
        assertThat(found.first()).containsExactly(expected.first(), within(2e-5));
        assertThat(found.argmax()).isEqualTo(expected.argmax());
        assertThat(found.sum()).isCloseTo(expected.sum(), within(2e-4));
        assertThat(found.rms()).isCloseTo(expected.rms(), within(2e-5));
    }

    @Test
    void everyRowOfTheTableIsThere() {
        assertThat(recorded()).hasSize(39);
    }

    @Test
    void refusesTensorsWithoutAPlace() {
        var llama = TinyCheckpoints.named("llama");
        var more = new HashMap<>(llama.tensors());
        more.put("model.layers.0.self_attn.q_proj.bias", new StoredTensor(new int[] {32}, new double[32]));
        assertThatThrownBy(() -> HuggingFaceReference.of(llama.config(), more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensors without a place in this model: [model.layers.0.self_attn.q_proj.bias]");
    }

    /// `family-switch` against `family`: a key that the reference overlooks would leave the scores as they are.
    @Test
    void everySwitchChangesTheScores() {
        var byName = TinyCheckpoints.all().stream()
                .collect(Collectors.toMap(TinyCheckpoint::name, checkpoint -> checkpoint));
        byName.forEach((name, checkpoint) -> {
            var family = byName.get(name.split("-")[0]);
            if (family != null && family != checkpoint && !name.endsWith("-keys")) {
                assertThat(lastScores(checkpoint)).as(name).isNotEqualTo(lastScores(family));
            }
        });
    }

    private static double[] lastScores(TinyCheckpoint checkpoint) {
        return checkpoint.reference().logits(RecordedLogits.ids())[11];
    }
}
