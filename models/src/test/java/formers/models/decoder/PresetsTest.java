package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Parameters;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {

    /// Published checkpoints, tied weights counted once.
    @ParameterizedTest
    @CsvSource({
        "gpt1, 116534784",
        "gpt2, 124439808",
        "gpt2-medium, 354823168",
        "gpt2-large, 774030080",
        "gpt2-xl, 1557611200",
        "opt-125m, 125239296",
        "opt-350m, 331196416",
        "opt-1.3b, 1315758080",
        "opt-6.7b, 6658473984",
        "bloom-560m, 559214592",
        "bloom-176b, 176247271424",
        "gpt-j-6b, 6050882784",
        "gpt-neox-20b, 20554567680",
        "pythia-70m, 70426624",
        "llama-7b, 6738415616",
        "llama-13b, 13015864320",
        "llama-33b, 32528943616",
        "llama-65b, 65285660672",
        "llama2-70b, 68976648192",
        "llama3-8b, 8030261248",
        "llama3.2-1b, 1235814400",
        "llama3.2-3b, 3212749824",
        "tinyllama, 1100048384",
        "smollm2-135m, 134515008",
        "smollm2-360m, 361821120",
        "stories260k, 260032",
        "stories15m, 15191712",
        "stories42m, 41689600",
        "stories110m, 109529856",
        "mistral-7b, 7241732096",
        "mixtral-8x7b, 46702792704",
        "qwen2.5-0.5b, 494032768",
        "qwen2.5-1.5b, 1543714304",
        "qwen2.5-7b, 7615616512",
        "qwen3-0.6b, 596049920",
        "qwen3-1.7b, 1720574976",
        "qwen3-4b, 4022468096",
        "qwen3-8b, 8190735360",
        "qwen3-30b-a3b, 30532122624",
        "gemma-2b, 2506172416",
        "gemma-7b, 8537680896",
        "gemma2-2b, 2614341888",
        "gemma2-9b, 9241705984",
        "gemma3-270m, 268098176",
        "gemma3-1b, 999885952",
        "phi-1.5, 1418270720",
        "phi-2, 2779683840",
        "phi-3-mini, 3821079552"
    })
    void parametersOfPublishedCheckpoints(String preset, long parameters) {
        assertThat(Presets.of(preset).config().parameterCount()).isEqualTo(parameters);
    }

    /// Sizes as the papers give them, in billions; embeddings and biases are counted in different ways there.
    @ParameterizedTest
    @CsvSource({
        "gpt3-125m, 0.125",
        "gpt3-350m, 0.35",
        "gpt3-760m, 0.76",
        "gpt3-2.7b, 2.7",
        "gpt3-6.7b, 6.7",
        "gpt3-13b, 13",
        "gpt3-175b, 175",
        "jurassic-1-jumbo, 178",
        "jurassic-1-large, 7.5",
        "mt-nlg-530b, 530",
        "gopher-1.4b, 1.4",
        "gopher-7.1b, 7.1",
        "gopher-280b, 280",
        "chinchilla-70b, 70",
        "palm-8b, 8.63",
        "palm-62b, 62.5",
        "palm-540b, 540.35",
        "llama3.1-405b, 405",
        "falcon-7b, 6.92",
        "gpt-oss-20b, 20.9"
    })
    void parametersInPapers(String preset, double billions) {
        double found = Presets.of(preset).config().parameterCount() / 1e9;
        assertThat(found).isCloseTo(billions, within(0.08 * billions));
    }

    static Stream<Presets.Preset> published() {
        var paperOnly = List.of("small", "gpt3", "jurassic-1", "mt-nlg", "gopher", "chinchilla", "palm");
        return Presets.all().values().stream().filter(preset -> !paperOnly.contains(preset.family()));
    }

    @ParameterizedTest
    @MethodSource("published")
    void theFamilyOfAPublishedPresetHoldsIt(Presets.Preset preset) {
        var family = Family.ALL.stream()
                .filter(candidate -> candidate.modelType().equals(preset.family()))
                .findFirst()
                .orElseThrow();
        assertThat(family.holds(preset.config())).isTrue();
    }

    @Test
    void everyFamilyHasAPreset() {
        var families =
                Presets.all().values().stream().map(Presets.Preset::family).toList();
        assertThat(families)
                .containsAll(Family.ALL.stream()
                        .map(Family::modelType)
                        .filter(type -> !List.of("formers-decoder", "qwen2_moe").contains(type))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-micro", "llama-tiny", "palm-tiny", "bloom-tiny", "gopher-tiny", "mixtral-tiny"})
    void smallOnesHaveTheParametersThatAreCounted(String preset) {
        var config = Presets.of(preset).config();
        var parameters = new Decoder(config, Parameters.initialised(1)).parameters();
        assertThat(parameters.all().values().stream()
                        .mapToLong(tensor -> tensor.size())
                        .sum())
                .isEqualTo(config.parameterCount())
                .isBetween(500_000L, 1_500_000L);
    }

    @Test
    void unknownOnesAreRefusedByName() {
        assertThatThrownBy(() -> Presets.of("gpt5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no preset 'gpt5'; there are gpt-nano, gpt-micro");
    }
}
