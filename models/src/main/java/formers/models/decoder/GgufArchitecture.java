package formers.models.decoder;

import formers.models.nn.BlockLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The architectures of GGUF files that this decoder can be, by the names that llama.cpp gives them.
enum GgufArchitecture {
    LLAMA(new LlamaFamily(LlamaFamily.Kind.LLAMA), GgufNames.EXPERTS),
    QWEN2(new LlamaFamily(LlamaFamily.Kind.QWEN2), GgufNames.LLAMA),
    QWEN3(new LlamaFamily(LlamaFamily.Kind.QWEN3), GgufNames.LLAMA),
    QWEN2MOE(new LlamaFamily(LlamaFamily.Kind.QWEN2_MOE), GgufNames.EXPERTS),
    QWEN3MOE(new LlamaFamily(LlamaFamily.Kind.QWEN3_MOE), GgufNames.EXPERTS),
    SMOLLM3(new LlamaFamily(LlamaFamily.Kind.SMOLLM3), GgufNames.LLAMA),
    GPT_OSS(new GptOssFamily(), GgufNames.GPT_OSS),
    OLMO2(new Olmo2Family(), GgufNames.OLMO2),
    GEMMA(new GemmaFamily(GemmaFamily.Kind.GEMMA), GgufNames.LLAMA),
    GEMMA2(new GemmaFamily(GemmaFamily.Kind.GEMMA2), GgufNames.GEMMA2),
    GEMMA3(new GemmaFamily(GemmaFamily.Kind.GEMMA3), GgufNames.GEMMA2),
    COMMAND_R(new CohereFamily(), GgufNames.LLAMA),
    COHERE2(new CohereFamily(), GgufNames.LLAMA),
    STABLELM(new StableLmFamily(), GgufNames.LLAMA),
    PHI2(new PhiFamily(), GgufNames.GPT2),
    PHI3(new Phi3Family(), GgufNames.PHI3),
    GPT2(new Gpt2Family(), GgufNames.GPT2),
    GPTNEOX(new GptNeoxFamily(), GgufNames.GPT2),
    BLOOM(new BloomFamily(), GgufNames.GPT2),
    FALCON(new FalconFamily(), GgufNames.GPT2),
    MPT(new OwnFamily(), GgufNames.GPT2),
    STARCODER2(new OwnFamily(), GgufNames.STARCODER2);

    private final Family family;
    private final TensorNames names;

    GgufArchitecture(Family family, TensorNames names) {
        this.family = family;
        this.names = names;
    }

    /// The value of `general.architecture`.
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// All labels, for messages.
    static String labels() {
        return Arrays.stream(values()).map(GgufArchitecture::label).collect(Collectors.joining(", "));
    }

    /// The family of Hugging Face's whose models such files mostly hold.
    Family family() {
        return family;
    }

    /// Where a file keeps the parameters of a decoder with these components.
    TensorNames names(DecoderConfig config) {
        return this == FALCON && config.layout() == BlockLayout.PARALLEL_TWO_NORMS ? GgufNames.FALCON_40B : names;
    }

    /// Whether rows of query and key heads lie as Meta's first files had them: channels that turn together
    /// side by side.
    boolean interleaved() {
        return this == LLAMA || this == SMOLLM3;
    }

    /// Whether scales of norms have 1 added that the decoder adds itself.
    boolean offsetNorms() {
        return this == GEMMA || this == GEMMA2 || this == GEMMA3;
    }

    /// The components of a file.
    DecoderConfig read(GgufKeys keys) {
        return new GgufComponents(keys).of(this);
    }

    /// The metadata from which [#read] gives these components; those of other architectures give others.
    Map<String, Object> describe(DecoderConfig config) {
        return new GgufDescription(this, config).pairs();
    }
}
