package formers.models.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.decoder.Presets;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.models.nn.Positions;
import formers.models.nn.Windows;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderComputeTest {

    private static DecoderCompute of(String preset) {
        return new DecoderCompute(Presets.of(preset).config());
    }

    @Test
    void gpt2TakesTheOperationsThatWereCountedByHand() {
        var compute = of("gpt2");
        double tokens = 1024;
        double width = 768;
        assertThat(compute.forward(1024))
                .isEqualTo(new ForwardFlops(
                        0,
                        12 * 8 * tokens * width * width,
                        12 * 4 * tokens * tokens * width,
                        0,
                        12 * 16 * tokens * width * width,
                        2 * tokens * width * 50_257));
        assertThat(compute.forward(1024).total()).isEqualTo(291_648_307_200.0);
        assertThat(compute.trainingPerToken(1024)).isEqualTo(3 * 291_648_307_200.0 / 1024);
        assertThat(compute.palm(1024)).isEqualTo(6.0 * 124_439_808 + 12.0 * 12 * 768 * 1024);
    }

    @Test
    void narrowEmbeddingsArePaidForOnTheWayInAndOut() {
        var forward = of("opt-350m").forward(10);
        assertThat(forward.embedding()).isEqualTo(2.0 * 10 * 512 * 1024);
        assertThat(forward.output()).isEqualTo(2.0 * 10 * 512 * 1024 + 2.0 * 10 * 512 * 50_272);
    }

    @Test
    void sharedHeadsAndGatesCount() {
        var forward = of("llama3-8b").forward(10);
        assertThat(forward.projections()).isEqualTo(32 * 2.0 * 10 * 4096 * (2 * 4096 + 2 * 1024));
        assertThat(forward.feedForward()).isEqualTo(32 * 6.0 * 10 * 4096 * 14_336);
    }

    @Test
    void aWindowIsAsFarAsAQueryIsCompared() {
        var whole = DecoderConfig.of(64, 32, 2, 16).build();
        var banded = whole.with(it -> it.attention(whole.attention().withWindows(Windows.repeating(0, 8))));
        double square = ForwardFlops.of(whole, 32).scores();
        assertThat(ForwardFlops.of(banded, 32).scores()).isEqualTo(square / 2 + square / 8);
        assertThat(ForwardFlops.of(banded, 8)).isEqualTo(ForwardFlops.of(whole, 8));
    }

    @Test
    void relativePositionsAreAPartOfTheirOwn() {
        var forward = of("gopher-tiny").forward(16);
        var plain = new DecoderCompute(
                        Presets.of("gopher-tiny").config().with(it -> it.positions(new Positions.None())))
                .forward(16);
        assertThat(forward.distances()).isPositive();
        assertThat(plain.distances()).isZero();
        assertThat(forward.total() - forward.distances()).isEqualTo(plain.total());
    }

    /// Table A4 of Hoffmann et al. 2022: operations counted one by one over six times parameters times
    /// tokens.
    @ParameterizedTest
    @CsvSource({
        "10, 640, 2560, 10, 1.025",
        "20, 1024, 4096, 16, 1.101",
        "24, 1280, 5120, 10, 1.083",
        "26, 1792, 7168, 14, 1.044",
        "28, 2048, 8192, 16, 1.033",
        "40, 3584, 14336, 28, 0.994"
    })
    void chinchillasCountIsThatOfItsTable(int layers, int width, int hidden, int heads, double ratio) {
        int vocabulary = 32_000;
        int tokens = 2048;
        var config = DecoderConfig.of(vocabulary, tokens, layers, width)
                .attention(Attention.of(heads, heads, width / heads))
                .feedForward(new FeedForward.Plain(Activation.GELU, hidden))
                .positions(new Positions.Relative())
                .build();
        double perLayer = 5.0 * width * width + 6.0 * width + 2.0 * width * hidden + hidden + width + 4.0 * width;
        double parameters = layers * perLayer + 2.0 * width + (double) width * vocabulary;
        assertThat(new DecoderCompute(config).chinchilla(tokens) / (6 * parameters * tokens))
                .isCloseTo(ratio, offset(0.0006));
    }

    @Test
    void chinchillaSpentWhatGopherHad() {
        assertThat(of("chinchilla-70b").ruleOfThumb() * 1.4e12).isCloseTo(5.76e23, withinPercentage(3));
    }

    /// 2 of 8 experts in each of 32 layers, and all of the router.
    @Test
    void ofExpertsThoseThatAreChosenCount() {
        var compute = of("mixtral-8x7b");
        long expert = 3L * 4096 * 14_336;
        assertThat(compute.activeParameters()).isEqualTo(46_702_792_704L - 32 * 6 * expert);
        assertThat(compute.ruleOfThumb()).isEqualTo(6.0 * compute.activeParameters());
        assertThat(compute.forward(10).feedForward()).isEqualTo(2.0 * 10 * 32 * (2 * expert + 8 * 4096));
        assertThat(of("qwen3-30b-a3b").activeParameters()).isCloseTo(3_300_000_000L, withinPercentage(2));
    }

    /// A shared expert, and the gate that says how much of it a token takes, are for every token.
    @Test
    void aSharedExpertIsMultipliedWithAlways() {
        var alone = (FeedForward.Experts) Presets.of("mixtral-tiny").config().feedForward();
        var shared = new FeedForward.Experts(alone.count(), alone.router(), alone.expert(), 10);
        assertThat(shared.multiplications(128) - alone.multiplications(128)).isEqualTo(3 * 128 * 10 + 128);
    }

    @Test
    void layersWithoutExpertsAreActiveAsAWhole() {
        var mixtral = Presets.of("mixtral-tiny").config();
        var experts = (FeedForward.Experts) mixtral.feedForward();
        var dense = new FeedForward.Plain(Activation.GELU, 64);
        var mixed = mixtral.with(it -> it.feedForward(new FeedForward.Mixed(experts, dense, List.of(0))));
        var all = new DecoderCompute(mixtral);
        var some = new DecoderCompute(mixed);
        long idle = all.parameters() - all.activeParameters();
        assertThat(some.parameters() - some.activeParameters())
                .isEqualTo(idle / mixtral.layers() * (mixtral.layers() - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-micro", "llama-tiny", "palm-tiny", "bloom-tiny", "gopher-tiny", "mixtral-tiny"})
    void embeddingsThatAreLeftOutAreThoseOfTheDecoder(String preset) {
        var compute = of(preset);
        long tables = new Decoder(compute.config(), Parameters.initialised(1))
                .parameters().all().entrySet().stream()
                        .filter(it -> it.getKey().matches("tokens|positions|head\\.weight"))
                        .mapToLong(it -> it.getValue().size())
                        .sum();
        assertThat(compute.parametersWithoutEmbeddings()).isEqualTo(compute.parameters() - tables);
        assertThat(compute.activeParameters()).isBetween(1L, compute.parameters());
    }

    @Test
    void aSequenceHasTokens() {
        assertThatThrownBy(() -> of("gpt2").forward(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sequence has at least 1 token, found 0");
    }
}
